import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { startBrowser, whyNoBrowser } from "../support/browser";
import { whyNoRedis } from "../support/redis";
import { FAULTS } from "./faults";

const why = whyNoBrowser() ?? whyNoRedis();

describe.skipIf(Boolean(why))(`no event is lost${why ? ` (skipped: ${why})` : ""}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  for (const { name, cannot, run, takesAll } of FAULTS) {
    const reason = cannot?.();
    // Most of a fault is waiting: those that leave the machine room are tried beside each other.
    const tried = takesAll ? test.serial : test.concurrent;
    tried.skipIf(Boolean(reason))(
      `${name}: all shown once, live again within 5 s${reason ? ` (skipped: ${reason})` : ""}`,
      async () => {
        const result = await run(browser, "short");
        expect(result).toMatchObject({ missing: 0, shownTwice: 0 });
        expect(result.shownOnce + result.inMore).toBe(result.sent);
        expect(result.liveAfterSeconds).toBeLessThan(5);
      },
      120_000,
    );
  }
});
