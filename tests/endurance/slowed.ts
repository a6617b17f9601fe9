import type { Browser, CDPSession, Page } from "playwright-core";
import { acknowledge, report } from "../support/actions";
import type { Plant } from "./plant";

const TABLET = { width: 1024, height: 768 };
const ALARM_EVERY_S = 3;
const TAP_EVERY_MS = 700;
const SETTLED_AFTER_MS = 5_000;

/** Shares of the main thread's time by the clock, 0 to 1; times in milliseconds. */
export type SlowedRun = {
  path: string;
  machines: number;
  slowed: number;
  busy: number;
  /** The share of one processor that the page uses, however many others want it too. */
  processor: number;
  script: number;
  layout: number;
  style: number;
  longTasks: number;
  longestTask: number;
  taps: number;
  /** From the touch until the page's script could receive it. */
  delayP95: number;
  delayMost: number;
  /** From the touch until its effect could be seen. */
  paintMost: number;
};

type Tap = { delay: number; duration: number };
type Watched = { longTasks: number[]; taps: Tap[] };

export type SlowedOptions = { path: string; slowed: number; seconds: number };

/** The load of a page while each machine reports once a second, and the time a finger waits for it. */
export async function slow(
  browser: Browser,
  plant: Plant,
  { path, slowed, seconds }: SlowedOptions,
): Promise<SlowedRun> {
  const context = await browser.newContext({ viewport: TABLET, hasTouch: true });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(plant.andon.url + path);
  await page.waitForSelector('#link-status[data-state="live"]');
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable");
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: slowed });
  const stop = run(plant);
  await Bun.sleep(SETTLED_AFTER_MS);
  await page.evaluate(() => {
    const { watched } = window as unknown as { watched: Watched };
    watched.longTasks.length = watched.taps.length = 0;
  });
  const before = await times(cdp);
  const taps = await tap(page, seconds * 1000);
  const after = await times(cdp);
  await stop();
  const seen = await page.evaluate(() => (window as unknown as { watched: Watched }).watched);
  await context.close();
  const share = (name: string) => (after(name) - before(name)) / (after("Timestamp") - before("Timestamp"));
  const delays = seen.taps.map(({ delay }) => delay).toSorted((a, b) => a - b);
  return {
    path,
    machines: plant.machines.length,
    slowed,
    busy: share("TaskDuration"),
    processor: share("ThreadTime"),
    script: share("ScriptDuration"),
    layout: share("LayoutDuration"),
    style: share("RecalcStyleDuration"),
    longTasks: seen.longTasks.length,
    longestTask: Math.max(0, ...seen.longTasks),
    taps,
    // The browser does not report a tap that was handled within 16 ms.
    delayP95: delays.at(-1 - Math.floor(taps * 0.05)) ?? 0,
    delayMost: delays.at(-1) ?? 0,
    paintMost: Math.max(0, ...seen.taps.map(({ duration }) => duration)),
  };
}

/** Runs in the page. */
function watch() {
  const watched: Watched = { longTasks: [], taps: [] };
  Object.assign(window, { watched });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.longTasks.push(duration);
  }).observe({ type: "longtask" });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceEventTiming[])
      if (entry.name === "pointerdown")
        watched.taps.push({ delay: entry.processingStart - entry.startTime, duration: entry.duration });
  }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
}

async function times(cdp: CDPSession): Promise<(name: string) => number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return (name) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
}

/** Each machine reports once a second, at an instant of its own; every few seconds one has an alarm. */
function run(plant: Plant): () => Promise<void> {
  let going = true;
  let alarms = 0;
  const open: string[] = [];

  async function alarm() {
    const machine_id = plant.machines[(alarms += 7) % plant.machines.length];
    open.push(await report(plant.andon, machine_id!, { severity: alarms % 2 ? "warning" : "critical" }));
    const oldest = open.length > 10 && open.shift();
    if (oldest) await acknowledge(plant.andon, oldest);
  }

  const ended = (async () => {
    const began = performance.now();
    for (let second = 0; going; second++) {
      const sent = plant.machines.map(async (_, place) => {
        const at = began + (second + place / plant.machines.length) * 1000;
        await Bun.sleep(Math.max(0, at - performance.now()));
        if (going) await plant.read(place);
      });
      if (second % ALARM_EVERY_S === 0) sent.push(alarm());
      await Promise.all(sent);
    }
  })();
  return () => {
    going = false;
    return ended;
  };
}

/** Touches the page at random times, where a touch does nothing. @returns how often */
async function tap(page: Page, ms: number): Promise<number> {
  const until = performance.now() + ms;
  let taps = 0;
  while (performance.now() < until) {
    await Bun.sleep(TAP_EVERY_MS * (0.5 + Math.random()));
    await page.touchscreen.tap(3, TABLET.height - 3);
    taps += 1;
  }
  return taps;
}
