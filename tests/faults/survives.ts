import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { startTestBrowser, whyNoBrowser } from "../support/browser";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { whyNoRedis } from "../support/redis";
import { FAULTS, type Kind } from "./list";

const TRIED_WITHIN_MS = 360_000;

/**
 * A test for each fault of a kind.
 * @param together most of a fault is waiting, so that several can be tried at the same time
 */
export function survives(kind: Kind, together: "together" | "one by one") {
  describeNeeding([whyNoBrowser, whyNoRedis], "no event is lost", () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await startTestBrowser();
    }, SLOW_MACHINE_MS);
    afterAll(() => browser?.close());

    for (const { name, cannot, run } of FAULTS[kind].filter(({ inSuite = true }) => inSuite)) {
      const why = cannot?.();
      const tried = together === "together" ? test.concurrent : test.serial;
      tried.skipIf(Boolean(why))(
        `${name}: all shown once, live again within 5 s${why ? ` (skipped: ${why})` : ""}`,
        async () => {
          const result = await run(browser, "short");
          expect(result).toMatchObject({ missing: 0, shownTwice: 0 });
          expect(result.shownOnce + result.inMore).toBe(result.sent);
          expect(result.liveAfterSeconds).toBeLessThan(5);
        },
        TRIED_WITHIN_MS,
      );
    }
  });
}
