import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { startAndon, type TestAndon } from "../../support/andon";
import { openLive, startBrowser, whyNoBrowser } from "../../support/browser";

const why = whyNoBrowser();
const HOUR_MS = 3_600_000;
const ROWS = 90 * 24;

describe.skipIf(Boolean(why))(`training in a browser${why ? ` (skipped: ${why})` : ""}`, () => {
  let andon: TestAndon;
  let browser: Browser;

  beforeAll(async () => {
    [andon, browser] = await Promise.all([startAndon(), startBrowser()]);
    const response = await andon.post("/api/v1/machines", { name: "Press-1" });
    const { id } = (await response.json()) as { id: string };
    const from = Date.now() - ROWS * HOUR_MS;
    const rows = Array.from({ length: ROWS }, (_, index) => ({
      machine_id: id,
      timestamp: new Date(from + index * HOUR_MS).toISOString(),
      metrics: { power_kw: 20 + 2 * (index % 24) + Math.sin(index * 1.7), production_count: index % 24 },
    }));
    expect((await andon.post("/api/v1/readings", rows)).status).toBe(202);
  });
  afterAll(async () => {
    await browser.close();
    await andon[Symbol.asyncDispose]();
  });

  test("a training on 90 days of hours is seen to start, to take four steps and more, and to complete", async () => {
    const { page, complaints } = await openLive(browser, `${andon.url}/training`);
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      const look = () => {
        const job = document.querySelector("[data-training-job]");
        const now = `${job?.getAttribute("data-status")} ${job?.querySelector("progress")?.value ?? ""}`;
        if (job && seen.at(-1) !== now) seen.push(now);
      };
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    });
    const { url } = andon;
    await page.evaluate(
      (address) =>
        fetch(`${address}/api/v1/baseline/train`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ machine_id: "Press-1" }),
        }),
      url,
    );
    await page.waitForSelector('[data-training-job][data-status="completed"]');
    const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    expect(seen[0]).toBe("running 0");
    expect(seen.filter((state) => /^running [1-9]/.test(state)).length).toBeGreaterThanOrEqual(4);
    expect(seen.at(-1)).toBe("completed ");
    expect(await page.locator("#toasts").innerText()).toContain("Press-1");
    expect(await page.locator("#model-rows > tr").innerText()).toContain("total_production_count");
    await page.waitForSelector('#toasts > [data-severity="success"]');
    expect(complaints).toEqual([]);
    await page.close();
  }, 20_000);

  test("without script a training is started and cancelled by plain forms", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${andon.url}/training`);
    await page.selectOption("[name=machine]", { label: "Press-1" });
    await page.click("form[action$='/training/start'] button");
    await page.click("[data-training-job] button[name=job]");
    await page.waitForSelector('[data-training-job][data-status="cancelled"]');
    expect(await page.locator("[data-training-job]").first().innerText()).toContain("Cancelled");
    await context.close();
  });
});
