import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { startTestBrowser, whyNoBrowser } from "../support/browser";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { whyNoRedis } from "../support/redis";
import { type Fault, LIVE_WITHIN_SECONDS } from "./fault";
import { FAULTS, type Kind } from "./list";

const TRIED_WITHIN_MS = 360_000;

/**
 * A test for each fault of these kinds.
 * @param together most of a fault is waiting, so that several can be tried at the same time
 * @param needs each says why a program that these need besides cannot be had
 */
export function survives(
  kinds: Kind | readonly Kind[],
  together: "together" | "one by one",
  needs: readonly (() => string | undefined)[] = [],
) {
  describeNeeding([whyNoBrowser, whyNoRedis, ...needs], "no event is lost", () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await startTestBrowser();
    }, SLOW_MACHINE_MS);
    afterAll(() => browser?.close());

    const faults = [kinds].flat().flatMap((kind) => FAULTS[kind]);
    for (const { name, cannot, run, liveWithinSeconds = LIVE_WITHIN_SECONDS } of faults.filter(isInSuite)) {
      const why = cannot?.();
      const tried = together === "together" ? test.concurrent : test.serial;
      tried.skipIf(Boolean(why))(
        `${name}: all shown once, live again within ${liveWithinSeconds} s${why ? ` (skipped: ${why})` : ""}`,
        async () => {
          const result = await run(browser, "short");
          expect(result).toMatchObject({ missing: 0, shownTwice: 0 });
          expect(result.shownOnce + result.inMore).toBe(result.sent);
          expect(result.liveAfterSeconds).toBeLessThan(liveWithinSeconds);
        },
        TRIED_WITHIN_MS,
      );
    }
  });
}

const isInSuite = ({ inSuite = true }: Fault) => inSuite;
