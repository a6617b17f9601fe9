import { Redis } from "ioredis";
import type { Browser, CDPSession, Page } from "playwright-core";
import { startAndon } from "../../support/andon";
import { startBrowser, whyNoBrowser } from "../../support/browser";
import { firstLoad } from "./first_load";
import { anomaly } from "../screens/load";
import { instant, quantile, ratios, spreadOf, until } from "../measure";
import { ANDON, type Peer } from "../peers/peers";
import { figure, type Report, withSpread } from "../table";

/** Processors this many times slower than this machine's. */
const SLOWED = [1, 6] as const;
const ROUNDS = 3;
const IDLE_EVENTS = 20;
const BURST_EVENTS = 500;
const REST_MS = 2_000;
const PAINTED_WITHIN_MS = 30_000;
const MACHINES = 7;

/** Runs in the page: notes when each row was painted. */
type Watched = Window & { painted: Map<string, number>; allShown?: Promise<number> };

/** The figures of one round at one speed; milliseconds. */
type Turn = { latenciesMs: number[]; threadMsPerEvent: number; burstMs: number; burstThreadMs: number };

/** From an event on Redis to what a person sees in Chromium. */
export async function toTheEye(report: Report) {
  const reason = whyNoBrowser();
  if (reason) throw new Error(reason);
  await using browser = await startBrowser();
  await painted(report, browser);
  await using andon = await startAndon({ SIMULATE: "on" });
  await firstLoad(report, browser, andon);
}

async function painted(report: Report, browser: Browser) {
  await using peer = await ANDON.start("");
  await furnish(peer);
  const redis = new Redis(peer.redis);
  const page = await openWatched(browser, `http://127.0.0.1:${peer.port}/`);
  const session = await page.context().newCDPSession(page);
  // Processor time of the thread: by the clock it would also count what other programs take.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const turns = new Map(SLOWED.map((factor) => [factor as number, [] as Turn[]]));
  const floor = { page, session, redis, machine: peer.machine, sent: 0 };
  await watchIdle(floor, 3);
  for (let round = 0; round < ROUNDS; round++)
    for (const factor of SLOWED) {
      console.error(`  round ${round + 1}: processor ÷ ${factor}`);
      await session.send("Emulation.setCPUThrottlingRate", { rate: factor });
      turns.get(factor)!.push(await turn(floor));
    }
  redis.disconnect();
  await page.context().close();
  tell(report, turns);
}

type Floor = { page: Page; session: CDPSession; redis: Redis; machine: string; sent: number };

/** A board as it mostly is: some machines with values. */
async function furnish(peer: Peer) {
  const url = `http://127.0.0.1:${peer.port}/api/v1`;
  const post = (path: string, body: unknown) =>
    fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const names = Array.from({ length: MACHINES }, (_, place) => `Machine-${place + 1}`);
  for (const name of names) await post("/machines", { name });
  const metrics = { power_kw: 48.2, temperature_c: 61, pressure_bar: 7.1 };
  const timestamp = new Date().toISOString();
  await post(
    "/readings",
    ["Press-1", ...names].map((machine_id) => ({ machine_id, timestamp, metrics })),
  );
}

async function openWatched(browser: Browser, url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(() => {
    const watched = window as unknown as Watched;
    watched.painted = new Map();
    const note = (ids: string[]) =>
      requestAnimationFrame(() => {
        // A task after the frame's own: by then it has been painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          for (const id of ids) watched.painted.set(id, performance.timeOrigin + performance.now());
        };
        port2.postMessage(0);
      });
    new MutationObserver((changes) => {
      const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
      const ids = added.flatMap((node) =>
        node instanceof HTMLElement ? (node.dataset.anomalyId ?? []) : [],
      );
      if (ids.length > 0) note(ids);
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(url);
  await page.waitForSelector('#link-status[data-state="live"]');
  return page;
}

async function turn(floor: Floor): Promise<Turn> {
  const resting = await threadMs(floor, () => Bun.sleep(REST_MS));
  const began = performance.now();
  let latenciesMs: number[] = [];
  const busy = await threadMs(floor, async () => void (latenciesMs = await watchIdle(floor, IDLE_EVENTS)));
  const atRest = (resting * (performance.now() - began)) / REST_MS;
  let burstMs = NaN;
  const burstThreadMs = await threadMs(floor, async () => void (burstMs = await watchBurst(floor)));
  return { latenciesMs, threadMsPerEvent: (busy - atRest) / IDLE_EVENTS, burstMs, burstThreadMs };
}

/** Busy time of the page's main thread while something is done. */
async function threadMs({ session }: Floor, work: () => Promise<unknown>): Promise<number> {
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
  };
  const before = await busy();
  await work();
  return (await busy()) - before;
}

/** Events that come one by one to a page that has nothing else to do; each one's time to the eye. */
async function watchIdle(floor: Floor, events: number): Promise<number[]> {
  const latencies: number[] = [];
  for (let count = 0; count < events; count++) {
    // Not in step with the page's own ticks.
    await Bun.sleep(250 + 250 * Math.random());
    const [id, sentAt] = publish(floor);
    const shownAt = await floor.page.waitForFunction(
      (id) => (window as unknown as Watched).painted.get(id),
      id,
      {
        timeout: PAINTED_WITHIN_MS,
        polling: 50,
      },
    );
    latencies.push((await shownAt.jsonValue())! - sentAt);
  }
  return latencies;
}

/** Many at once; until the last row is painted and rows and "n more" make up all there are. */
async function watchBurst(floor: Floor): Promise<number> {
  const last = `eye-${floor.sent + BURST_EVENTS}`;
  await floor.page.evaluate(
    ({ last, total }) => {
      const watched = window as unknown as Watched;
      const isRight = () => {
        const rows = document.querySelectorAll("#anomaly-rows > tr[data-anomaly-id]").length;
        const more = document.querySelector<HTMLElement>("[data-more]");
        const hidden = more && !more.hidden ? Number(more.querySelector("[data-count]")?.textContent) : 0;
        return watched.painted.has(last) && rows + hidden === total;
      };
      watched.allShown = new Promise((resolve) => {
        const look = () =>
          isRight() ? resolve(performance.timeOrigin + performance.now()) : requestAnimationFrame(look);
        look();
      });
    },
    { last, total: floor.sent + BURST_EVENTS },
  );
  const began = instant();
  for (let count = 0; count < BURST_EVENTS; count++) publish(floor);
  let shownAt: number | undefined;
  void floor.page.evaluate(() => (window as unknown as Watched).allShown!).then((at) => (shownAt = at));
  await until(
    () => shownAt !== undefined,
    "a burst is on the page and its counts are right",
    PAINTED_WITHIN_MS,
  );
  return shownAt! - began;
}

function publish(floor: Floor): [id: string, at: number] {
  const id = `eye-${++floor.sent}`;
  const at = instant();
  void floor.redis.publish("anomaly.detected", anomaly(id, floor.machine));
  return [id, at];
}

function tell(report: Report, turns: ReadonlyMap<number, Turn[]>) {
  const [full, slow] = SLOWED.map((factor) => turns.get(factor)!);
  const p99 = (all: Turn[]) =>
    quantile(
      all.flatMap(({ latenciesMs }) => latenciesMs),
      0.99,
    );
  const row = (name: string, of: (turn: Turn) => number) => [
    name,
    ...[full!, slow!].map((all) => withSpread(spreadOf(all.map(of)))),
    withSpread(ratios(slow!.map(of), full!.map(of))),
  ];
  report.table({
    title: "Publish → painted in Chromium",
    head: ["", "this processor", "slowed 6×", "slowed ÷ not"],
    rows: [
      row("one event, p50 ms", ({ latenciesMs }) => quantile(latenciesMs, 0.5)),
      [
        "one event, p99 ms, all rounds",
        figure(p99(full!)),
        figure(p99(slow!)),
        figure(p99(slow!) / p99(full!)),
      ],
      row("main thread an event, ms", ({ threadMsPerEvent }) => threadMsPerEvent),
      row(`burst of ${BURST_EVENTS}: last row painted, counts right, ms`, ({ burstMs }) => burstMs),
      row(`main thread of a burst, ms`, ({ burstThreadMs }) => burstThreadMs),
    ],
    notes: [
      `A board with ${MACHINES + 1} machines; ${ROUNDS} rounds in turn of ${IDLE_EVENTS} events a third of a second apart and a burst. Main thread: its processor time, style, layout and painting (without a graphics card) too. Painted: a task after the animation frame that follows the row's insertion. The way there includes recording on disk.`,
    ],
  });
  report.target({
    target: "publish → painted p99 ≤ 100 ms",
    measured: `${figure(p99(full!))} ms`,
    met: p99(full!) <= 100,
  });
  report.target({
    target: "≤ 250 ms slowed 6×",
    measured: `${figure(p99(slow!))} ms`,
    met: p99(slow!) <= 250,
  });
  const bursts = spreadOf(slow!.map(({ burstMs }) => burstMs));
  report.target({
    target: `burst of ${BURST_EVENTS} slowed 6×: last row painted and all counts right ≤ 500 ms`,
    measured: `${withSpread(bursts)} ms`,
    met: bursts.median <= 500,
  });
}
