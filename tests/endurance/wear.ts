import type { Browser, CDPSession, Page } from "playwright-core";
import { eventually } from "../support/andon";
import { eventsAnswer } from "../support/answers";
import { eventAt } from "./mix";
import type { Plant } from "./plant";

/** A frame leaves every 100 ms at most: many small frames wear a page, not one large one. */
const EVERY_MS = 100;
const CAUGHT_UP_WITHIN_MS = 30_000;
/** The counts that must stay flat; their names are those of the browser's own Performance domain. */
export const KEPT = ["JSHeapUsedSize", "Nodes", "JSEventListeners"] as const;
export type Kept = (typeof KEPT)[number];

/** A page's memory after garbage collection; bytes and counts. */
export type Sample = Record<Kept, number>;
export type Worn = { path: string; samples: Sample[]; frames: number };
export type Wear = {
  pages: Worn[];
  /** The memory of the server at each sample, MB. */
  server: number[];
};

export type WearOptions = {
  paths: readonly string[];
  events: number;
  /** Events in one go, ten times a second. */
  together: number;
  samples: number;
  told?(done: number): void;
};

type Screen = { path: string; page: Page; cdp: CDPSession };

/** Sends a plant's events to these pages and samples their memory again and again. */
export async function wear(browser: Browser, plant: Plant, options: WearOptions): Promise<Wear> {
  const screens = await Promise.all(options.paths.map((path) => open(browser, plant, path)));
  const server: number[] = [];
  const worn = options.paths.map((path): Worn => ({ path, samples: [], frames: 0 }));
  for (let taken = 0; taken < options.samples; taken++) {
    const share = (part: number) => Math.round((options.events * part) / options.samples);
    await send(plant, share(taken), share(taken + 1), options.together);
    await plant.settled();
    for (const [index, screen] of screens.entries()) {
      await caughtUp(plant, screen);
      worn[index]!.samples.push(await sample(screen.cdp));
    }
    server.push(await plant.memory());
    options.told?.(taken + 1);
  }
  for (const [index, { page }] of screens.entries()) {
    worn[index]!.frames = await page.evaluate(
      () => (window as unknown as { heardFrames: number }).heardFrames,
    );
    await page.context().close();
  }
  return { pages: worn, server };
}

/** Each in a browser context of its own: pages that share a process would be counted together. */
async function open(browser: Browser, plant: Plant, path: string): Promise<Screen> {
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(() => {
    const counts = Object.assign(window, { heardFrames: 0 });
    document.addEventListener("htmx:ws:after:message:incoming", () => (counts.heardFrames += 1));
  });
  await page.goto(plant.andon.url + path);
  await page.waitForSelector('#link-status[data-state="live"]');
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  return { path, page, cdp };
}

async function send(plant: Plant, from: number, to: number, together: number) {
  for (let first = from; first < to; first += together) {
    const until = performance.now() + EVERY_MS;
    const last = Math.min(first + together, to);
    const events = Array.from({ length: last - first }, (_, index) => eventAt(first + index, plant.machines));
    await Promise.all([
      plant.publish(events),
      plant.read(Math.floor(first / together) % plant.machines.length),
    ]);
    await Bun.sleep(Math.max(0, until - performance.now()));
  }
}

/** A page that fell behind or reloaded would look flat. */
async function caughtUp({ andon }: Plant, { path, page }: Screen) {
  const isCaughtUp = async () => {
    const cursor = await page.locator("#cursor").getAttribute("value");
    const { events } = await andon.get(`/api/v1/events?after=${cursor}&limit=1`, eventsAnswer);
    return events.length === 0;
  };
  await eventually(isCaughtUp, `${path} shows all there is`, CAUGHT_UP_WITHIN_MS);
}

async function sample(cdp: CDPSession): Promise<Sample> {
  // Twice: nodes whose wrappers the first collection has freed go with the second.
  await cdp.send("HeapProfiler.collectGarbage");
  await cdp.send("HeapProfiler.collectGarbage");
  const { metrics } = await cdp.send("Performance.getMetrics");
  const of = (name: Kept) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return {
    JSHeapUsedSize: of("JSHeapUsedSize"),
    Nodes: of("Nodes"),
    JSEventListeners: of("JSEventListeners"),
  };
}

/**
 * Means over the second and the last tenth of a run, and the growth between in percent; the first tenth fills
 * up.
 */
export function growth(samples: readonly number[]): { second: number; last: number; percent: number } {
  const tenth = samples.length / 10;
  const mean = (from: number) => {
    const part = samples.slice(Math.round(from * tenth), Math.round((from + 1) * tenth));
    return part.reduce((sum, one) => sum + one, 0) / part.length;
  };
  const [second, last] = [mean(1), mean(9)];
  return { second, last, percent: (100 * (last - second)) / second };
}
