import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real server of a test's own: its process, its address, its database in a temporary folder. */
export type TestAndon = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
  /** What it has logged so far, a JSON line each. */
  log(): string;
  kill(): Promise<void>;
  /** Ends it with SIGTERM; its exit code. */
  stop(): Promise<number>;
  /** Starts it again on the same port and database; from another folder it may be another build. */
  start(folder?: string): Promise<void>;
  get(path: string): Promise<any>;
  post(path: string, body: unknown): Promise<Response>;
};

/** Starts `bun src/main.ts` without simulation unless the settings say otherwise; resolves when it is ready. */
export async function startAndon(settings: Record<string, string> = {}): Promise<TestAndon> {
  const dir = mkdtempSync(join(tmpdir(), "andon-test-"));
  const environment = {
    PATH: process.env.PATH,
    PORT: "0",
    SIMULATE: "off",
    DATABASE_URL: `sqlite://${join(dir, "andon.db")}`,
    LOG_LEVEL: "warn",
    ...settings,
  };
  let running = await launch(environment);
  const url = running.url;

  const andon: TestAndon = {
    url,
    get pid() {
      return running.process.pid;
    },
    log: () => running.log(),
    async kill() {
      running.process.kill("SIGKILL");
      await running.process.exited;
    },
    async stop() {
      running.process.kill("SIGTERM");
      return running.process.exited;
    },
    async start(folder) {
      running = await launch({ ...environment, PORT: new URL(url).port }, folder);
    },
    get: async (path) => (await fetch(url + path)).json(),
    post: (path, body) =>
      fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    async [Symbol.asyncDispose]() {
      running.process.kill("SIGKILL");
      await running.process.exited;
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return andon;
}

/** Starts a server's process in a folder; resolves to it and its address when it is ready. */
export async function launch(
  environment: Record<string, string | undefined>,
  cwd?: string,
  command = [process.execPath, "src/main.ts"],
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

/** Readings of one machine, a second apart, ending now; `metrics` gives each one's values. */
export function series(machine: string, count: number, metrics: (index: number) => Record<string, number>) {
  const end = Date.now();
  return Array.from({ length: count }, (_, index) => ({
    machine_id: machine,
    timestamp: new Date(end - (count - 1 - index) * 1000).toISOString(),
    metrics: metrics(index),
  }));
}

/** Asks until the answer is there; fails naming what was waited for. */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false>,
  what: string,
  withinMs = 5_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`Still not so after ${withinMs} ms: ${what}`);
    await Bun.sleep(20);
  }
}
