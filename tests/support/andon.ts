import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "./client";
import { PATIENCE_MS } from "./needs";

/** A real server of a test's own: its process, its address, its database in a temporary folder. */
export type TestAndon = AsyncDisposable &
  Client & {
    readonly pid: number;
    /** Its log so far, a JSON line each. */
    log(): string;
    kill(): Promise<void>;
    /** Ends it with SIGTERM; its exit code. */
    stop(): Promise<number>;
    /** Starts it again on the same port and database; from another folder it may be another build. */
    start(folder?: string): Promise<void>;
    /** Starts it again if it has ended without `kill` or `stop`. */
    revive(): Promise<void>;
  };
export type Settings = Record<string, string>;

/** The program as anybody starts it. */
export const SOURCES = "src/main.ts";
/**
 * The program as the suite has bundled it once: building style and scripts anew is most of what a start
 * costs.
 */
const BUNDLED = process.env.ANDON_TEST_BUNDLE;
/**
 * Another checkout whose server is to be tested instead, such as an earlier release: a test of a mended fault
 * has to fail there.
 */
const ROOT = process.env.ANDON_ROOT;
/** What tests start when they name no program. */
export const PROGRAM = ROOT === undefined ? (BUNDLED ?? SOURCES) : join(ROOT, SOURCES);

/**
 * Starts Andon without simulation unless the settings say otherwise; resolves when it is ready.
 * @param program its entry point
 */
export async function startAndon(settings: Settings = {}, program = PROGRAM): Promise<TestAndon> {
  const dir = mkdtempSync(join(tmpdir(), "andon-test-"));
  const environment = {
    PATH: process.env.PATH,
    PORT: "0",
    SIMULATE: "off",
    DATABASE_URL: `sqlite://${join(dir, "andon.db")}`,
    LOG_LEVEL: "warn",
    ...settings,
  };
  let running = await launch(environment, undefined, [process.execPath, program]);
  let isWanted = true;
  const { url } = running;

  async function end(signal: "SIGKILL" | "SIGTERM") {
    isWanted = false;
    running.process.kill(signal);
    return running.process.exited;
  }

  async function start(folder?: string) {
    const command = [process.execPath, folder === undefined ? program : SOURCES];
    running = await launch({ ...environment, PORT: new URL(url).port }, folder, command);
    isWanted = true;
  }

  return {
    ...createClient(() => url),
    get pid() {
      return running.process.pid;
    },
    log: () => running.log(),
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
    start,
    async revive() {
      const { exitCode, signalCode } = running.process;
      if (isWanted && (exitCode !== null || signalCode !== null)) await start();
    },
    async [Symbol.asyncDispose]() {
      await end("SIGKILL");
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Starts a server's process in a folder; resolves to it and its address when it is ready. */
export async function launch(
  environment: Record<string, string | undefined>,
  cwd?: string,
  command = [process.execPath, SOURCES],
) {
  const pipes = { stdout: "pipe", stderr: "pipe" } as const;
  const server = Bun.spawn(command, { env: environment, cwd, ...pipes });
  let log = "";
  void (async () => {
    for await (const chunk of server.stderr) log += new TextDecoder().decode(chunk);
  })();
  for await (const chunk of server.stdout) {
    const ready = /Andon is live at (\S+)/.exec(new TextDecoder().decode(chunk));
    if (ready?.[1]) return { process: server, url: ready[1], log: () => log };
  }
  throw new Error(`Andon did not start: ${log}`);
}

/**
 * Asks until the answer is there; fails naming what was waited for.
 * @param withinMs a promise where a test gives one, else time for a slow machine
 */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  what: string,
  withinMs = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`Still not so after ${withinMs} ms: ${what}`);
    await Bun.sleep(20);
  }
}
