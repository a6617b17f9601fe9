import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { whyNot } from "./needs";

/** Gives databases. */
export type Databases = {
  /** A new empty database, as a DATABASE_URL. */
  fresh(): Promise<string>;
};

/** A PostgreSQL of a test's own; all its data is in a temporary folder. */
export type TestPostgres = AsyncDisposable &
  Databases & {
    readonly pid: number;
    readonly dir: string;
    /** The URL of its database for administration. */
    readonly admin: string;
    /** Kills it without notice, and starts it again with its data. */
    kill(): Promise<void>;
    start(): Promise<void>;
    /** Makes it silent (its links stay open), and lets it go on. */
    freeze(): void;
    thaw(): void;
    stop(): Promise<void>;
  };

/** Where Debian puts the programs of each version, which are not on the PATH. */
const DEBIAN = "/usr/lib/postgresql";
/** PostgreSQL refuses to run as root; Debian's package brings this user. */
const USER = "postgres";
/** A tenth of a second each. */
const FREE_AFTER_TRIES = 300;
/** Data may be lost with the machine, though not with the server: speed matters more. */
const QUICK = ["fsync=off", "full_page_writes=off", "max_connections=200"];

/**
 * Why tests that need PostgreSQL cannot run here; undefined when they can. Throws when the whole suite was
 * asked for.
 */
export function whyNoPostgres(): string | undefined {
  return whyNot(
    program("initdb") !== null,
    "initdb is not installed: install PostgreSQL 15 or later (Debian's package postgresql)",
  );
}

/** Starts a real PostgreSQL on a free port of the loopback; resolves when it takes connections. */
export async function startPostgres(): Promise<TestPostgres> {
  const dir = mkdtempSync(join(tmpdir(), "andon-postgres-"));
  const root = userInfo().uid === 0;
  if (root) await own(dir);
  const as = root ? ["setpriv", `--reuid=${USER}`, `--regid=${USER}`, "--init-groups"] : [];
  const data = join(dir, "data");
  await said(
    [...as, program("initdb") ?? "", "-D", data, "-U", "andon", "-A", "trust", "-E", "UTF8", "--no-sync"],
    dir,
  );
  const port = await freePort();
  let server = await launch();
  const url = `postgres://andon@127.0.0.1:${port}/postgres`;
  const admin = new Bun.SQL(url, { max: 1, prepare: false });

  async function launch() {
    const settings = [
      ...QUICK,
      `port=${port}`,
      "listen_addresses=127.0.0.1",
      `unix_socket_directories=${dir}`,
    ];
    const command = [...as, program("postgres") ?? "", "-D", data, ...settings.flatMap((one) => ["-c", one])];
    const server = Bun.spawn(command, { cwd: dir, stdout: "ignore", stderr: "pipe" });
    let log = "";
    for await (const chunk of server.stderr) {
      log += new TextDecoder().decode(chunk);
      if (log.includes("ready to accept connections")) return server;
    }
    throw new Error(`PostgreSQL did not start: ${log.trim().split("\n").at(-1)}`);
  }

  /** Processes of a killed server may still have its memory for a moment. */
  async function launchWhenFree() {
    for (let tries = 1; ; tries++) {
      try {
        return await launch();
      } catch (error) {
        if (tries === FREE_AFTER_TRIES || !String(error).includes("old server processes")) throw error;
        await Bun.sleep(100);
      }
    }
  }

  async function kill() {
    everyone(server.pid, "SIGKILL");
    await server.exited;
  }

  async function stop() {
    await admin.close();
    server.kill("SIGQUIT");
    await server.exited;
    rmSync(dir, { recursive: true, force: true });
  }

  return {
    dir,
    get pid() {
      return server.pid;
    },
    admin: url,
    fresh: () => createDatabase(admin, url),
    kill,
    async start() {
      server = await launchWhenFree();
    },
    freeze: () => everyone(server.pid, "SIGSTOP"),
    thaw: () => everyone(server.pid, "SIGCONT"),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

let one: Promise<Databases> | undefined;

/**
 * The PostgreSQL that tests share, each with databases of its own: the suite's, or else one of this process.
 */
export function onePostgres(): Promise<Databases> {
  const suites = process.env.ANDON_TEST_POSTGRES;
  one ??= suites ? Promise.resolve(borrowed(suites)) : startLastingPostgres();
  return one;
}

/** A PostgreSQL that ends with this process, however that ends. */
export async function startLastingPostgres(): Promise<TestPostgres> {
  return endWithProcess(await startPostgres());
}

function borrowed(url: string): Databases {
  const admin = new Bun.SQL(url, { max: 1, prepare: false });
  return { fresh: () => createDatabase(admin, url) };
}

/**
 * Bun calls nothing at the end of a test run, but the end of the process closes a pipe: then the server
 * stops.
 */
function endWithProcess(postgres: TestPostgres): TestPostgres {
  const clearUp = [
    "cat",
    `kill -QUIT ${postgres.pid}`,
    `while [ -e ${postgres.dir}/data/postmaster.pid ]; do sleep 0.05; done`,
    `until rm -rf ${postgres.dir} 2>/dev/null; do sleep 0.1; done`,
  ].join("; ");
  Bun.spawn(["sh", "-c", clearUp], { stdin: "pipe" });
  return postgres;
}

async function createDatabase(admin: Bun.SQL, url: string): Promise<string> {
  const name = `andon_${crypto.randomUUID().replaceAll("-", "")}`;
  await admin.unsafe(`create database ${name}`);
  return url.replace(/[^/]+$/, name);
}

/** The postmaster and the processes that serve its connections. */
function everyone(pid: number, signal: NodeJS.Signals) {
  const { stdout } = Bun.spawnSync(["ps", "-o", "pid=", "--ppid", String(pid)]);
  const children = stdout.toString().split("\n").map(Number).filter(Boolean);
  for (const each of [pid, ...children]) {
    try {
      process.kill(each, signal);
    } catch (error) {
      // A connection may have ended since ps looked.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

async function own(dir: string) {
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (flag) => Number(await said(["id", flag, USER], "/"))),
  );
  chownSync(dir, uid ?? 0, gid ?? 0);
}

async function said(command: string[], cwd: string): Promise<string> {
  const process = Bun.spawn(command, { cwd, stdout: "pipe", stderr: "pipe" });
  const [out, problem] = await Promise.all([
    new Response(process.stdout).text(),
    new Response(process.stderr).text(),
  ]);
  if ((await process.exited) !== 0) throw new Error(`${command.join(" ")} failed: ${problem.trim()}`);
  return out;
}

async function freePort(): Promise<number> {
  const server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = server;
  server.stop(true);
  return port;
}

function program(name: string): string | null {
  const onPath = Bun.which(name);
  if (onPath) return onPath;
  try {
    const versions = readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a));
    return versions.map((version) => Bun.which(join(DEBIAN, version, "bin", name))).find(Boolean) ?? null;
  } catch {
    return null;
  }
}
