import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { whyNot } from "./needs";

/** An nginx of a test's own. */
export type TestNginx = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
  /** Lets it read its configuration again, as after a change. */
  reload(): void;
  stop(): Promise<void>;
};

/**
 * Why tests that need nginx cannot run here; undefined when they can. Throws when the whole suite was asked
 * for.
 */
export function whyNoNginx(): string | undefined {
  return whyNot(program() !== null, "nginx is not installed: install Debian's package nginx-light");
}

/** The configuration that compose.yaml gives to nginx. */
export async function composeConfiguration(): Promise<string> {
  const given = z.object({ content: z.string().optional(), file: z.string().optional() });
  const compose = z.object({ configs: z.object({ nginx: given }) });
  const { nginx } = compose.parse(Bun.YAML.parse(await Bun.file("compose.yaml").text())).configs;
  return nginx.content?.replaceAll("$$", "$") ?? Bun.file(nginx.file!).text();
}

/**
 * Runs a configuration that is made for a container: its port, its servers' addresses and its folders become
 * a test's own. Nothing else of it is touched.
 * @param servers host and port of each server, in the order of the configuration
 */
export async function startNginx(configuration: string, servers: readonly string[]): Promise<TestNginx> {
  const dir = mkdtempSync(join(tmpdir(), "andon-nginx-"));
  // Started by root its workers run as somebody else.
  chmodSync(dir, 0o755);
  const port = freePort();
  const left = [...servers];
  const here = configuration
    .replaceAll("/tmp/", `${dir}/`)
    .replaceAll("/etc/nginx/tls/", `${dir}/tls/`)
    .replace("listen 8080;", `listen 127.0.0.1:${port};`)
    .replaceAll(/(?<=^\s*server )[\d.]+:\d+/gm, () => left.shift() ?? "127.0.0.1:1");
  const path = join(dir, "nginx.conf");
  await Bun.write(path, here);
  const server = Bun.spawn([program() ?? "nginx", "-p", dir, "-c", path, "-g", "daemon off;"], {
    stdout: "ignore",
    stderr: "pipe",
  });
  await answers(port, server);

  async function stop() {
    server.kill("SIGTERM");
    await server.exited;
    rmSync(dir, { recursive: true, force: true });
  }

  return {
    url: `http://127.0.0.1:${port}`,
    pid: server.pid,
    reload: () => server.kill("SIGHUP"),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** nginx says nothing when it is ready: the port does. */
async function answers(port: number, server: Bun.Subprocess<"ignore", "ignore", "pipe">) {
  while (server.exitCode === null) {
    try {
      const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } });
      return void socket.end();
    } catch {
      await Bun.sleep(10);
    }
  }
  throw new Error(`nginx did not start: ${await new Response(server.stderr).text()}`);
}

function freePort(): number {
  const server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = server;
  server.stop(true);
  return port;
}

function program(): string | null {
  return Bun.which("nginx") ?? Bun.which("/usr/sbin/nginx");
}
