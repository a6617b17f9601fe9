import { expect, test } from "bun:test";
import { openPlant } from "../../endurance/plant";
import { growth, type Kept, wear } from "../../endurance/wear";
import { startTestBrowser, whyNoBrowser } from "../../support/browser";
import { describeNeeding } from "../../support/needs";
import { whyNoRedis } from "../../support/redis";

const EVENTS = 2_000;
/** From the middle of the second tenth to that of the last. */
const EVENTS_BETWEEN = EVENTS * 0.8;

describeNeeding([whyNoBrowser, whyNoRedis], "a board that stays open", () => {
  test("has no more nodes and listeners after two thousand events than before", async () => {
    await using plant = await openPlant(8);
    await using browser = await startTestBrowser();
    const { pages } = await wear(browser, plant, { paths: ["/"], events: EVENTS, together: 40, samples: 20 });
    const { samples, frames } = pages[0]!;
    const grown = (kept: Kept) => {
      const { second, last } = growth(samples.map((sample) => sample[kept]));
      return last - second;
    };
    expect(frames).toBeGreaterThan(EVENTS / 100);
    // Half of the growth if each event leaked one; toasts come and go, so a few nodes more or less are
    // normal.
    expect(grown("Nodes")).toBeLessThan(EVENTS_BETWEEN / 2);
    expect(grown("JSEventListeners")).toBeLessThan(EVENTS_BETWEEN / 100);
  });
});
