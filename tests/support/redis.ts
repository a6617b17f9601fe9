import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { whyNot } from "./needs";

/** A Redis of a test's own. `url` is its socket; all its data is in a temporary folder. */
export type TestRedis = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
  /** Kills it without notice and starts it again, with its data on disk or empty. */
  restart(how: "kept" | "empty"): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Makes it silent (its links stay open), and lets it go on. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
};

/**
 * Why tests that need Redis cannot run here; undefined when they can. Throws when the whole suite was asked
 * for.
 */
export function whyNoRedis(): string | undefined {
  return whyNot(
    Bun.which("redis-server") !== null,
    "redis-server is not installed: install Redis 7 or later and have redis-server on the PATH",
  );
}

/**
 * Starts a real redis-server on a unix socket of its own; resolves when it takes connections.
 * @param options of its command line besides, such as "--port", "6390"
 */
export async function startRedis(...options: string[]): Promise<TestRedis> {
  const program = Bun.which("redis-server");
  if (!program) throw new Error("redis-server is not installed: install Redis 7 or later");
  const dir = mkdtempSync(join(tmpdir(), "andon-redis-"));
  const socket = join(dir, "redis.sock");
  let server = await launch(program, dir, socket, options);

  async function kill(): Promise<void> {
    server.kill("SIGKILL");
    await server.exited;
  }

  async function start(): Promise<void> {
    server = await launch(program ?? "", dir, socket, options);
  }

  async function stop(): Promise<void> {
    await kill();
    rmSync(dir, { recursive: true, force: true });
  }

  return {
    url: socket,
    get pid() {
      return server.pid;
    },
    async restart(how) {
      await kill();
      if (how === "empty") rmSync(join(dir, "appendonlydir"), { recursive: true, force: true });
      await start();
    },
    kill,
    start,
    freeze: () => server.kill("SIGSTOP"),
    thaw: () => server.kill("SIGCONT"),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** A program of another kind on this Redis; it leaves at the end of its block. */
export function joinRedis({ url }: TestRedis): Redis & Disposable {
  const program = new Redis(url);
  return Object.assign(program, { [Symbol.dispose]: () => program.disconnect() });
}

async function launch(program: string, dir: string, socket: string, options: readonly string[]) {
  // A killed server leaves its socket behind, and a new one would refuse to start on it.
  if (existsSync(socket)) rmSync(socket);
  const settings = ["--port", "0", "--unixsocket", socket, "--dir", dir, "--save", "", "--appendonly", "yes"];
  const server = Bun.spawn([program, ...settings, "--appendfsync", "no", ...options], {
    stdout: "pipe",
    stderr: "ignore",
  });
  let said = "";
  for await (const chunk of server.stdout) {
    said += new TextDecoder().decode(chunk);
    if (said.includes("ready to accept connections")) return server;
  }
  throw new Error(`redis-server did not start: ${said.trim().split("\n").at(-1)}`);
}
