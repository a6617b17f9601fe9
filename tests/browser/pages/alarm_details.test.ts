import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { eventually, series, startAndon, type TestAndon } from "../../support/andon";
import { openLive, startBrowser, whyNoBrowser } from "../../support/browser";

const why = whyNoBrowser();
const FINGER_PX = 48;

describe.skipIf(Boolean(why))(`why there is an alarm${why ? ` (skipped: ${why})` : ""}`, () => {
  let andon: TestAndon;
  let browser: Browser;
  beforeAll(async () => {
    [andon, browser] = await Promise.all([startAndon(), startBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await andon[Symbol.asyncDispose]();
  });

  test("opens under its sentence, stays open when the row is drawn anew, and takes 'false alarm' from a finger", async () => {
    await andon.post("/api/v1/machines", { name: "Press-1" });
    const metrics = (index: number) => ({ power_kw: (index < 150 ? 50 : 90) + Math.sin(index * 1.7) });
    await andon.post("/api/v1/readings", series("Press-1", 170, metrics));
    const alarm = await eventually(
      async () => (await andon.get("/api/v1/anomaly/active")).anomalies[0],
      "an alarm",
    );
    const { page, complaints } = await openLive(browser, `${andon.url}/anomalies`);
    await page.click(".why summary");
    expect(await page.innerText(".contributors li")).toContain("expected");
    await andon.post(`/api/v1/anomaly/${alarm.id}/acknowledge`, { by: "Ada" });
    await page.waitForSelector('tr[data-state="acknowledged"] details[open]');
    for (const target of [
      ".why summary",
      ...["false_alarm", "accept_as_normal"].map((name) => `[name=${name}]`),
    ])
      expect((await page.locator(target).boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(FINGER_PX);
    await page.click("button[name=false_alarm]");
    await page.waitForSelector('tr[data-state="resolved"]');
    expect(await page.locator("button[name=false_alarm]").count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
