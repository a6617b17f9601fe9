import { expect, test } from "bun:test";
import { openPlant } from "../../endurance/plant";
import { growth, type Kept, wear } from "../../endurance/wear";
import { startBrowser, whyNoBrowser } from "../../support/browser";
import { whyNoRedis } from "../../support/redis";

const why = whyNoBrowser() ?? whyNoRedis();
const EVENTS = 2_000;
/** From the middle of the second tenth to that of the last. */
const EVENTS_BETWEEN = EVENTS * 0.8;

test.skipIf(Boolean(why))(
  `a board over which two thousand events have passed holds no more nodes and listeners than before${why ? ` (skipped: ${why})` : ""}`,
  async () => {
    await using plant = await openPlant(8);
    const browser = await startBrowser();
    const { pages } = await wear(browser, plant, { paths: ["/"], events: EVENTS, together: 40, samples: 20 });
    await browser.close();
    const { samples, frames } = pages[0]!;
    const grown = (kept: Kept) => {
      const { second, last } = growth(samples.map((sample) => sample[kept]));
      return last - second;
    };
    expect(frames).toBeGreaterThan(EVENTS / 100);
    // Half of what a leak of one with each event would be; toasts come and go, so a few are always more or less.
    expect(grown("Nodes")).toBeLessThan(EVENTS_BETWEEN / 2);
    expect(grown("JSEventListeners")).toBeLessThan(EVENTS_BETWEEN / 100);
  },
  60_000,
);
