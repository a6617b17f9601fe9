import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { series, startAndon, type TestAndon } from "../../support/andon";
import { openLive, startBrowser, whyNoBrowser } from "../../support/browser";

const why = whyNoBrowser();
const HOSTILE = `<img src=x onerror="document.title='owned'">`;

describe.skipIf(Boolean(why))(`machines in a browser${why ? ` (skipped: ${why})` : ""}`, () => {
  let andon: TestAndon;
  let browser: Browser;

  beforeAll(async () => {
    [andon, browser] = await Promise.all([startAndon({ POLL_SECONDS: "1" }), startBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await andon[Symbol.asyncDispose]();
  });

  async function register(name: string): Promise<string> {
    const response = await andon.post("/api/v1/machines", { name, data_interval_seconds: 1 });
    return ((await response.json()) as { id: string }).id;
  }

  const read = (machine: string, metrics: Record<string, number>, count = 1) =>
    andon.post(
      "/api/v1/readings",
      series(machine, count, () => metrics),
    );

  const report = (machine_id: string) =>
    andon.post("/api/v1/anomaly/create", {
      machine_id,
      detected_at: new Date().toISOString(),
      anomaly_type: "spike",
      severity: "critical",
      metric_name: "power_kw",
      metric_value: 90,
    });

  test("a machine's page shows every metric as it comes, and first ones where there were none", async () => {
    const id = await register("Press-1");
    const { page, complaints } = await openLive(browser, `${andon.url}/machines/Press-1`);
    const value = (metric: string, text: string) =>
      page.waitForSelector(`[data-machine-id="${id}"] [data-metric="${metric}"]:has-text("${text}")`);
    await read("Press-1", { power_kw: 51, oil_temp_c: 44, energy_kwh: 7, voltage_v: 401, strange: 12 });
    for (const [metric, text] of [
      ["power_kw", "51"],
      ["energy_kwh", "7"],
      ["voltage_v", "401"],
      ["strange", "12"],
    ] as const)
      await value(metric, text);
    await page.focus(`#chart-of-${id}-power_kw`);
    await read("Press-1", { power_kw: 52 });
    await value("power_kw", "52");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe(`chart-of-${id}-power_kw`);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("it hears its own alarms and no other machine's, and answers them in place", async () => {
    const [mine, theirs] = [await register("Press-2"), await register("Boiler-2")];
    await read("Press-2", { power_kw: 90 });
    const { page } = await openLive(browser, `${andon.url}/machines/${mine}`);
    await report(theirs);
    await report(mine); // the guard: it does hear
    await page.waitForSelector("#anomaly-rows > tr");
    await page.waitForSelector('.machine-status[data-severity="critical"]');
    expect(await page.locator("#anomaly-rows > tr").count()).toBe(1);
    await page.click('button[name="acknowledge"]');
    await page.waitForSelector('#anomaly-rows > tr[data-state="acknowledged"]');
    await page.close();
  });

  test("with script a link moves the chart alone, the address follows, the focus stays", async () => {
    const id = await register("Press-3");
    await read("Press-3", { power_kw: 50, flow_rate_m3h: 7 }, 60);
    const { page, complaints } = await openLive(browser, `${andon.url}/machines/${id}?theme=dark`);
    await page.evaluate(() => Object.assign(window, { stays: true }));
    await page.focus("#span-15m");
    await page.keyboard.press("Enter");
    await page.waitForSelector('#span-15m[aria-current="true"]');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("span-15m");
    await page.click(`button[name="metric"][value="flow_rate_m3h"]`);
    await page.waitForSelector('#chart-title:has-text("Flow")');
    await page.click("#chart-earlier");
    await page.waitForSelector("#chart-newest[href]");
    await page.waitForFunction(() => location.search.includes("until="));
    expect(page.url()).toMatch(/metric=flow_rate_m3h&span=15m&until=.*&theme=dark$/);
    expect(await page.evaluate(() => "stays" in window)).toBe(true);
    expect(complaints).toEqual([]);
    await page.reload();
    await page.waitForSelector('#chart-title:has-text("Flow, 15 min")');
    await page.close();
  });

  test("the newest chart asks for itself every 15 s, and keeps what it has when the server cannot say", async () => {
    const id = await register("Press-4");
    await read("Press-4", { power_kw: 50 }, 5);
    const page = await browser.newPage();
    await page.clock.install();
    await page.goto(`${andon.url}/machines/${id}`);
    await page.waitForSelector("#chart .plot");
    await read("Press-4", { power_kw: 80 });
    await page.clock.fastForward(15_500);
    await page.waitForSelector('#chart .figures:has-text("80")');
    const asked = page.waitForResponse((response) => response.status() === 500);
    await page.route(/\/machines\//, (route) => route.fulfill({ status: 500, body: "{}" }));
    await page.clock.fastForward(15_500);
    await asked;
    await page.unroute(/\/machines\//);
    await read("Press-4", { power_kw: 90 });
    await page.clock.fastForward(15_500);
    await page.waitForSelector('#chart .figures:has-text("90")');
    await page.close();
  });

  test("without script a machine is registered, changed and refused beside the field, and its chart moves", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${andon.url}/machines`);
    await page.click('a[href*="register"]');
    await page.fill("[name=name]", HOSTILE);
    await page.fill("[name=rated_power_kw]", "minus");
    await page.click(".fields button");
    expect(await page.locator("#error-rated_power_kw").innerText()).toBe("must be a number, got minus");
    expect(await page.inputValue("[name=name]")).toBe(HOSTILE);
    await page.fill("[name=rated_power_kw]", "55,5");
    await page.fill("[name=location]", "Hall 2");
    await page.click(".fields button");
    expect(await page.locator("#machine-name").innerText()).toBe(HOSTILE);
    expect(await page.locator(".facts").innerText()).toContain("55.5");
    await page.click(".machine-head a");
    expect(await page.locator("meta[http-equiv=refresh]").count()).toBe(0);
    await page.fill("[name=name]", "Press-1");
    await page.click(".fields button");
    expect(await page.locator("#error-name").innerText()).toContain("Press-1");
    await page.fill("[name=name]", "Renamed");
    await page.uncheck("[name=is_active]");
    await page.click(".fields button");
    expect(await page.locator("#machine-name").innerText()).toBe("Renamed");
    await page.click("#span-24h");
    expect(await page.locator('#span-24h[aria-current="true"]').count()).toBe(1);
    await page.goto(`${andon.url}/machines`);
    const line = await page.locator("tr", { hasText: "Renamed" }).innerText();
    expect(line).toContain("Hall 2");
    expect(line).toContain("Not in use");
    await context.close();
  });

  test("the list is live: value, mode and worst alarm of every machine", async () => {
    const id = await register("Press-5");
    const { page, complaints } = await openLive(browser, `${andon.url}/machines`);
    await read("Press-5", { power_kw: 33 });
    await page.waitForSelector(`tr[data-machine-id="${id}"] [data-metric="power_kw"]:has-text("33")`);
    await report(id);
    await page.waitForSelector(`tr[data-machine-id="${id}"] .worst[data-severity="critical"]`);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("a machine that nobody knows is said to be unknown, with what was asked for as text", async () => {
    const response = await fetch(`${andon.url}/machines/${encodeURIComponent("<b>x</b>")}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("&lt;b&gt;x&lt;/b&gt;");
  });
});
