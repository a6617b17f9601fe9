import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { startTestBrowser, whyNoBrowser } from "../support/browser";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { whyNoRedis } from "../support/redis";
import { FAULTS } from "./list";

const LIVE_WITHIN_SECONDS = 5;
/**
 * Another program may have the processor for a while: then the time is taken again. Nothing may be lost in
 * any try.
 */
const TRIES = 3;
const TRIED_WITHIN_MS = 600_000;

/**
 * A test for each fault of a kind.
 * @param together most of a fault is waiting, so that several can be tried at the same time
 */
export function survives(kind: keyof typeof FAULTS, together: "together" | "one by one") {
  describeNeeding([whyNoBrowser, whyNoRedis], "no event is lost", () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await startTestBrowser();
    }, SLOW_MACHINE_MS);
    afterAll(() => browser?.close());

    for (const { name, cannot, run } of FAULTS[kind]) {
      const why = cannot?.();
      const tried = together === "together" ? test.concurrent : test.serial;
      tried.skipIf(Boolean(why))(
        `${name}: all shown once, live again within 5 s${why ? ` (skipped: ${why})` : ""}`,
        async () => {
          const times: number[] = [];
          while (times.length < TRIES && !times.some((seconds) => seconds < LIVE_WITHIN_SECONDS)) {
            const result = await run(browser, "short");
            expect(result).toMatchObject({ missing: 0, shownTwice: 0 });
            expect(result.shownOnce + result.inMore).toBe(result.sent);
            times.push(result.liveAfterSeconds);
          }
          expect(Math.min(...times)).toBeLessThan(LIVE_WITHIN_SECONDS);
        },
        TRIED_WITHIN_MS,
      );
    }
  });
}
