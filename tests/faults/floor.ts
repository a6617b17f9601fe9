import type { Browser } from "playwright-core";
import { register } from "../support/actions";
import { eventually, type Settings, startAndon, type TestAndon } from "../support/andon";
import { anomaliesAnswer, reportedAnswer } from "../support/answers";
import { openProgram, openScreen, type PageScreen, type Screen } from "../support/screen";
import { type TcpProxy, startTcpProxy } from "../support/tcp_proxy";

/** Long enough for a slow machine that has much else to do; how long it took is judged apart. */
const LIVE_WITHIN_MS = 150_000;
const LOOK_EVERY_MS = 50;
const REPORT_WITHIN_MS = 5_000;

/** The cost of a fault: one line of the table, but for its name. */
export type Result = {
  sent: number;
  screens: number;
  /**
   * Of the events sent, on the screen that showed the fewest: rows, and those inside the count of its "more"
   * line.
   */
  shownOnce: number;
  inMore: number;
  shownTwice: number;
  missing: number;
  /** From the end of the cause until the last screen was live again. */
  liveAfterSeconds: number;
  /** Connections that the busiest page has tried. */
  tries: number;
  note?: string;
};

/** A real server, screens behind a cable, and a machine that reports. */
export type Floor = AsyncDisposable & {
  andon: TestAndon;
  proxy: TcpProxy;
  pages: PageScreen[];
  screens: Screen[];
  /** Reports one anomaly, as often as it takes until it is accepted. */
  report(): Promise<void>;
  /** Reports again and again until stopped. */
  stream(everyMs: number): () => Promise<void>;
  /** Ids of the accepted anomalies. */
  accepted: string[];
  /** Resolves when every screen is live. */
  allLive(): Promise<void>;
  /**
   * Waits until every screen is live and has shown all there is.
   * @param goneAt when the cause ended; epoch milliseconds
   */
  result(goneAt: number, note?: string): Promise<Result>;
};

export type FloorOptions = {
  settings?: Settings;
  pages?: string[];
  programs?: number;
  /** True when the test drives the clocks of the pages. */
  driven?: boolean;
};

export async function openFloor(browser: Browser, options: FloorOptions = {}): Promise<Floor> {
  const { settings = {}, pages: paths = ["/", "/anomalies"], programs = 3 } = options;
  const andon = await startAndon({ LOG_LEVEL: "error", ...settings });
  const proxy = startTcpProxy(andon.url);
  const context = await browser.newContext();
  if (options.driven) await context.clock.install();
  const reporter = startReporter(andon, await register(andon, "Press-1"));
  const pages = await Promise.all(paths.map((path) => openScreen(context, proxy.url + path)));
  const screens: Screen[] = [...pages, ...Array.from({ length: programs }, () => openProgram(proxy.url))];
  const allLive = () => until(() => screens.every((screen) => screen.isLive()), "every screen is live");
  // A program must have received an event before it can name the one it stopped at.
  await allLive();
  await reporter.report();
  const first = reporter.accepted[0]!;
  await until(() => screens.every(({ shown }) => shown.has(first)), "the first event is everywhere");

  return {
    ...{ andon, proxy, pages, screens, allLive, ...reporter },
    result: (goneAt, note) => resultOf(andon, screens, reporter.accepted, { goneAt, note }),
    async [Symbol.asyncDispose]() {
      await Promise.all(screens.map((screen) => screen.close()));
      await context.close();
      await proxy[Symbol.asyncDispose]();
      await andon[Symbol.asyncDispose]();
    },
  };
}

function startReporter(andon: TestAndon, machine_id: string) {
  const accepted: string[] = [];

  async function report() {
    for (;;) {
      const id = await tryReport().catch(() => undefined);
      if (id) return void accepted.push(id);
      await Bun.sleep(LOOK_EVERY_MS);
    }
  }

  async function tryReport(): Promise<string | undefined> {
    const body = { machine_id, detected_at: new Date().toISOString() };
    const answer = await fetch(`${andon.url}/api/v1/anomaly/create`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...body, anomaly_type: "spike", severity: "warning" }),
      // A frozen server never answers.
      signal: AbortSignal.timeout(REPORT_WITHIN_MS),
    });
    return answer.status === 201 ? reportedAnswer.parse(await answer.json()).anomaly_id : undefined;
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

  return { accepted, report, stream };
}

type Cause = { goneAt: number; note?: string };

async function resultOf(
  andon: TestAndon,
  screens: readonly Screen[],
  accepted: readonly string[],
  { goneAt, note }: Cause,
): Promise<Result> {
  const lackingOn = (screen: Screen) => accepted.filter((id) => !screen.shown.has(id)).length;

  /** The count of the page's "more" line, if rows and more make up all there is; else it proves nothing. */
  async function honestMore(screen: Screen): Promise<number> {
    if (screen.kind === "program") return 0;
    const { total_count } = await andon.get("/api/v1/anomaly/search?limit=1", anomaliesAnswer);
    const { rows, more } = await screen.count();
    return rows + more === total_count ? more : 0;
  }

  async function isComplete(screen: Screen): Promise<boolean> {
    if (!screen.isLive()) return false;
    const lacking = lackingOn(screen);
    return lacking === 0 || lacking <= (await honestMore(screen));
  }

  const deadline = performance.now() + LIVE_WITHIN_MS;
  const counted = await Promise.all(
    screens.map(async (screen) => {
      while (performance.now() < deadline && !(await isComplete(screen).catch(() => false)))
        await Bun.sleep(LOOK_EVERY_MS);
      const lacking = lackingOn(screen);
      const inMore = Math.min(lacking, await honestMore(screen));
      return { once: accepted.length - lacking, inMore, missing: lacking - inMore };
    }),
  );
  const least = counted.toSorted((a, b) => a.once - b.once)[0]!;
  return {
    sent: accepted.length,
    screens: screens.length,
    shownOnce: least.once,
    inMore: least.inMore,
    shownTwice: Math.max(...screens.map(({ twice }) => twice.size)),
    missing: Math.max(...counted.map(({ missing }) => missing)),
    liveAfterSeconds: Math.max(...screens.map((screen) => secondsUntilLive(screen, goneAt))),
    tries: Math.max(0, ...screens.filter(({ kind }) => kind === "page").map((page) => page.tries())),
    note,
  };
}

function secondsUntilLive(screen: Screen, goneAt: number): number {
  if (!screen.isLive()) return Infinity;
  return Math.max(0, screen.liveAt() - goneAt) / 1000;
}

/** Waits as long as a slow machine may need; fails naming what was waited for. */
export async function until(holds: () => boolean | Promise<boolean>, what: string) {
  await eventually(holds, what, LIVE_WITHIN_MS);
}
