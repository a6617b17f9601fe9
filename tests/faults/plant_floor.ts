import type { Browser } from "playwright-core";
import { startAndon, type TestAndon } from "../support/andon";
import { type TcpProxy, startTcpProxy } from "../support/tcp_proxy";
import { openProgram, openScreen, type PageScreen, type Screen } from "../support/screen";

/** Long enough for a machine that has much else to do; how long it took is judged apart. */
const LIVE_WITHIN_MS = 60_000;

/** What a fault has cost: one line of the table. */
export type Result = {
  fault: string;
  sent: number;
  screens: number;
  /** Of the events sent, on the screen that showed the fewest: rows, and those inside the count of its "more" line. */
  shownOnce: number;
  inMore: number;
  shownTwice: number;
  missing: number;
  /** From the cause being gone until the last screen was live again. */
  liveAfterSeconds: number;
  /** Connections that the busiest page has tried. */
  tries: number;
  note?: string;
};

/** A real server, screens at the end of a cable, and a machine that reports. */
export type Floor = AsyncDisposable & {
  andon: TestAndon;
  proxy: TcpProxy;
  pages: PageScreen[];
  screens: Screen[];
  /** Reports one anomaly, as often as it takes to be told that it was accepted. */
  report(): Promise<void>;
  /** Reports again and again until stopped. */
  stream(everyMs: number): () => Promise<void>;
  /** Ids of what was accepted. */
  accepted: string[];
  /** Waits until every screen is live and has shown all there is, and reckons up. @param goneAt when the cause was gone */
  reckon(fault: string, goneAt: number, note?: string): Promise<Result>;
};

export type FloorOptions = {
  settings?: Record<string, string>;
  pages?: string[];
  programs?: number;
  /** Whether the test drives the clocks of the pages. */
  driven?: boolean;
};

export async function openFloor(browser: Browser, options: FloorOptions = {}): Promise<Floor> {
  const { settings = {}, pages: paths = ["/", "/anomalies"], programs = 3 } = options;
  const andon = await startAndon({ LOG_LEVEL: "error", ...settings });
  const proxy = startTcpProxy(andon.url);
  const context = await browser.newContext();
  if (options.driven) await context.clock.install();
  const response = await andon.post("/api/v1/machines", { name: "Press-1" });
  const machine_id = ((await response.json()) as { id: string }).id;
  const accepted: string[] = [];

  async function report() {
    for (;;) {
      const id = await tryReport().catch(() => undefined);
      if (id) return void accepted.push(id);
      await Bun.sleep(50);
    }
  }

  async function tryReport(): Promise<string | undefined> {
    const answer = await fetch(`${andon.url}/api/v1/anomaly/create`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        machine_id,
        detected_at: new Date().toISOString(),
        anomaly_type: "spike",
        severity: "warning",
      }),
      signal: AbortSignal.timeout(5_000),
    });
    return answer.status === 201 ? ((await answer.json()) as { anomaly_id: string }).anomaly_id : undefined;
  }

  function stream(everyMs: number) {
    let going = true;
    const ended = (async () => {
      while (going) {
        await report();
        await Bun.sleep(everyMs);
      }
    })();
    return () => {
      going = false;
      return ended;
    };
  }

  const pages = await Promise.all(paths.map((path) => openScreen(context, proxy.url + path)));
  const screens: Screen[] = [...pages, ...Array.from({ length: programs }, () => openProgram(proxy.url))];
  // Every program must have heard something before it can say where it stopped.
  await until(() => screens.every((screen) => screen.isLive()), "every screen is live");
  await report();
  await until(() => screens.every(({ shown }) => shown.has(accepted[0]!)), "the first event is everywhere");

  async function isComplete(screen: Screen): Promise<boolean> {
    if (!screen.isLive()) return false;
    const lacking = accepted.filter((id) => !screen.shown.has(id)).length;
    return lacking === 0 || lacking <= (await honestMore(screen));
  }

  /** What the page says is more: nothing, unless rows and more make up all there is. */
  async function honestMore(screen: Screen): Promise<number> {
    if (screen.kind === "program") return 0;
    const { total_count } = await andon.get("/api/v1/anomaly/search?limit=1");
    const { rows, more } = await screen.count();
    return rows + more === total_count ? more : 0;
  }

  return {
    andon,
    proxy,
    pages,
    screens,
    report,
    stream,
    accepted,
    async reckon(fault, goneAt, note) {
      const deadline = performance.now() + LIVE_WITHIN_MS;
      const waits = screens.map(async (screen) => {
        while (performance.now() < deadline && !(await isComplete(screen).catch(() => false)))
          await Bun.sleep(50);
      });
      await Promise.all(waits);
      const reckoned = await Promise.all(
        screens.map(async (screen) => {
          const lacking = accepted.filter((id) => !screen.shown.has(id)).length;
          const inMore = Math.min(lacking, await honestMore(screen));
          return { once: accepted.length - lacking, inMore, missing: lacking - inMore };
        }),
      );
      const least = reckoned.toSorted((a, b) => a.once - b.once)[0]!;
      return {
        fault,
        sent: accepted.length,
        screens: screens.length,
        shownOnce: least.once,
        inMore: least.inMore,
        shownTwice: Math.max(...screens.map(({ twice }) => twice.size)),
        missing: Math.max(...reckoned.map(({ missing }) => missing)),
        liveAfterSeconds: Math.max(...screens.map((screen) => secondsUntilLive(screen, goneAt))),
        tries: Math.max(0, ...screens.filter(({ kind }) => kind === "page").map((page) => page.tries())),
        note,
      };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(screens.map((screen) => screen.close()));
      await context.close();
      await proxy[Symbol.asyncDispose]();
      await andon[Symbol.asyncDispose]();
    },
  };
}

function secondsUntilLive(screen: Screen, goneAt: number): number {
  if (!screen.isLive()) return Infinity;
  return Math.max(0, screen.liveAt() - goneAt) / 1000;
}

/** Waits for what must come to be; fails with the sentence after a minute. */
export async function until(holds: () => boolean | Promise<boolean>, what: string) {
  const deadline = performance.now() + LIVE_WITHIN_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Still not so after a minute: ${what}`);
    await Bun.sleep(20);
  }
}
