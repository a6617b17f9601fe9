import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { series, startAndon, type TestAndon } from "../../support/andon";
import { openLive, startBrowser, whyNoBrowser } from "../../support/browser";

const why = whyNoBrowser();
const HOSTILE = `<img src=x onerror="document.title='owned'">`;

describe.skipIf(Boolean(why))(`the board in a browser${why ? ` (skipped: ${why})` : ""}`, () => {
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
    const response = await andon.post("/api/v1/machines", { name });
    return ((await response.json()) as { id: string }).id;
  }

  /** 150 steady readings, then 20 that are far off. */
  const goesWrong = (machine: string) =>
    andon.post(
      "/api/v1/readings",
      series(machine, 170, (index) => ({ power_kw: index < 150 ? 50 + Math.sin(index * 1.7) : 90 })),
    );

  const report = (machine_id: string, severity: string, more: object = {}) =>
    andon.post("/api/v1/anomaly/create", {
      machine_id,
      detected_at: new Date().toISOString(),
      anomaly_type: "spike",
      severity,
      ...more,
    });

  test("a posted anomaly is a toast and a row within a second, on a page without complaints", async () => {
    const id = await register("Press-1");
    const { page, complaints } = await openLive(browser, `${andon.url}/?machine=${id}`);
    const began = performance.now();
    await goesWrong("Press-1");
    await page.waitForSelector('#toasts > [data-severity="critical"], #toasts > [data-severity="warning"]');
    await page.waitForSelector('#anomaly-rows > tr[data-state="new"]');
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await page.locator("#anomaly-rows > tr").innerText()).toContain("Press-1");
    await page.waitForSelector(`[data-machine-id="${id}"] [data-metric="power_kw"]:has-text("90")`);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("acknowledging by one tap changes the row in place, on every other screen too", async () => {
    const id = await register("Press-2");
    const [{ page }, { page: other }] = await Promise.all([
      openLive(browser, `${andon.url}/?machine=${id}`),
      openLive(browser, `${andon.url}/anomalies`),
    ]);
    await report(id, "critical");
    await page.fill("[name=by]", "Ada");
    await page.click('#anomaly-rows > tr button[name="acknowledge"]');
    await page.waitForSelector('#anomaly-rows > tr[data-state="acknowledged"]');
    const anomaly = await page.locator("#anomaly-rows > tr").getAttribute("data-anomaly-id");
    await other.waitForSelector(`tr[data-anomaly-id="${anomaly}"][data-state="acknowledged"]`);
    expect(await page.locator("#anomaly-rows > tr").count()).toBe(1);
    expect(await page.locator("#anomaly-rows > tr").innerText()).toContain("Ada");
    await Promise.all([page.close(), other.close()]);
  });

  test("a board that is narrowed to one machine hears nothing of another", async () => {
    const [mine, theirs] = [await register("Press-3"), await register("Boiler-3")];
    const { page } = await openLive(browser, `${andon.url}/?machine=${mine}`);
    await report(theirs, "critical");
    await report(mine, "warning"); // the guard: it does hear
    await page.waitForSelector("#anomaly-rows > tr");
    const rows = await page.locator("#anomaly-rows > tr").allInnerTexts();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain("Press-3");
    expect(await page.locator("#toasts").innerText()).not.toContain("Boiler-3");
    await page.close();
  });

  test("a value without a successor greys, then gives way to dashes, whatever the script does", async () => {
    const id = await register("Press-Old");
    await andon.post(
      "/api/v1/readings",
      series("Press-Old", 1, () => ({ power_kw: 42 })),
    );
    const { page } = await openLive(browser, `${andon.url}/?machine=${id}`);
    const [young, grey, gone] = await page.evaluate((id) => {
      const value = document.querySelector(`[data-machine-id="${id}"] [data-metric="power_kw"]`)!;
      const number = value.querySelector(".number")!;
      return ["", "grey", "vanish"].map((name) => {
        const named = value.getAnimations().find((one) => (one as CSSAnimation).animationName === name);
        named?.finish();
        const [style, dashes] = [getComputedStyle(number), getComputedStyle(number, "::after")];
        return { ink: style.color, number: style.visibility, dashes: dashes.visibility };
      });
    }, id);
    expect(young).toMatchObject({ number: "visible", dashes: "hidden" });
    expect(grey).toMatchObject({ number: "visible", dashes: "hidden" });
    expect(grey?.ink).not.toBe(young?.ink);
    expect(gone).toMatchObject({ number: "hidden", dashes: "visible" });
    await page.close();
  });

  test("without script the page is complete, refreshes itself, and its button works", async () => {
    const id = await register("Press-4");
    await report(id, "warning", { metric_name: "power_kw", metric_value: 77 });
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${andon.url}/?machine=${id}`);
    expect(await page.locator("#anomaly-rows > tr").innerText()).toContain("77");
    expect(await page.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]").count()).toBe(1);
    await page.click('button[name="acknowledge"]');
    await page.waitForSelector('#anomaly-rows > tr[data-state="acknowledged"]');
    expect(page.url()).toContain(`machine=${id}`);
    await context.close();
  });

  test("socket cut → polling shows what is new → socket back, nothing missing, nothing twice, and a line says so", async () => {
    const id = await register("Press-5");
    const page = await browser.newPage();
    let cut = () => {};
    let closed = false;
    await page.routeWebSocket(/\/live/, (socket) => {
      if (closed) return void socket.close({ code: 1006 });
      socket.connectToServer();
      cut = () => {
        closed = true;
        void socket.close({ code: 1001 });
      };
    });
    await page.goto(`${andon.url}/?machine=${id}`);
    await page.waitForSelector('#link-status[data-state="live"]');
    await report(id, "warning", { metric_value: 1 });
    await page.waitForSelector("#anomaly-rows > tr");
    cut();
    await page.waitForSelector('#link-status[data-state="reconnecting"]');
    await report(id, "warning", { metric_value: 2 });
    await page.waitForFunction(() => document.querySelectorAll("#anomaly-rows > tr").length === 2);
    expect(await page.locator("#link-status").getAttribute("data-state")).toBe("reconnecting");
    closed = false;
    await page.waitForSelector('#link-status[data-state="live"]');
    await report(id, "warning", { metric_value: 3 });
    await page.waitForFunction(() => document.querySelectorAll("#anomaly-rows > tr").length === 3);
    const ids = await page.locator("#anomaly-rows > tr").evaluateAll((rows) => rows.map((row) => row.id));
    expect(new Set(ids).size).toBe(3);
    expect(await page.locator("[data-gap]").innerText()).toContain("1 ");
    await page.close();
  }, 20_000);

  test("a catch-up that gets no answer is asked again from where the page stood, so nothing is skipped", async () => {
    const id = await register("Press-7");
    const { page } = await openLive(browser, `${andon.url}/?machine=${id}`);
    await page.route(/\/live\/since/, (route) => route.fulfill({ status: 502 }));
    await page.evaluate(() => document.querySelector("#catch-up")?.dispatchEvent(new Event("andon:poll")));
    await page.waitForSelector('#link-status[data-state="reconnecting"]');
    await report(id, "warning", { metric_value: 1 });
    await page.unroute(/\/live\/since/);
    await page.waitForSelector("#anomaly-rows > tr");
    await page.waitForSelector('#link-status[data-state="live"]');
    expect(await page.locator("#anomaly-rows > tr").count()).toBe(1);
    await page.close();
  }, 20_000);

  test("a hostile name is shown as it is, in the page and in what is pushed", async () => {
    const id = await register(HOSTILE);
    const { page, complaints } = await openLive(browser, `${andon.url}/?machine=${id}`);
    await report(id, "critical");
    await page.waitForSelector("#toasts > [data-event-id]");
    expect(await page.locator("#toasts").innerText()).toContain(HOSTILE);
    expect(await page.locator("#anomaly-rows > tr").innerText()).toContain(HOSTILE);
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).not.toContain("owned");
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("a new machine's tile appears on an open board", async () => {
    const { page } = await openLive(browser, `${andon.url}/`);
    const id = await register("Newcomer-1");
    await page.waitForSelector(`#tiles > [data-machine-id="${id}"]`);
    await page.close();
  });

  test("tiles stand under the headings of their areas, whatever is registered, moved or renamed while it is open", async () => {
    const put = async (name: string, location: string) => {
      const response = await andon.post("/api/v1/machines", { name, location });
      return ((await response.json()) as { id: string }).id;
    };
    const ids = [await put("Mixer-1", "Line 2"), await put("Mixer-2", "Line 2")];
    const [a = "", b = ""] = ids;
    const context = await browser.newContext({ locale: "da" }); // sorts "aa" after "z"
    const page = await context.newPage();
    await page.goto(`${andon.url}/?${ids.map((id) => `machine=${id}`).join("&")}`);
    await page.waitForSelector('#link-status[data-state="live"]');
    const shows = (order: string) =>
      page.waitForFunction(
        (order) =>
          [...document.querySelectorAll("#tiles > *")]
            .map((element) => element.querySelector("bdi")?.textContent)
            .join() === order,
        order,
      );
    const change = (id: string, body: object) =>
      fetch(`${andon.url}/api/v1/machines/${id}`, {
        method: "PATCH",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    await shows("Mixer-1,Mixer-2"); // one area: no heading
    await change(b, { location: "Line 10" });
    await shows("Line 2,Mixer-1,Line 10,Mixer-2");
    await change(b, { location: "Aaland" });
    await shows("Aaland,Mixer-2,Line 2,Mixer-1");
    await report(a, "warning");
    await page.waitForSelector(
      '.area[data-area="Line 2"][data-severity="warning"]:has-text("1 unacknowledged")',
    );
    await page.click('#anomaly-rows > tr button[name="acknowledge"]');
    await page.waitForSelector('.area[data-area="Line 2"]:not([data-severity])');
    await change(b, { is_active: false });
    await shows("Mixer-1");
    const all = await browser.newPage();
    await all.goto(andon.url);
    await all.waitForSelector('#link-status[data-state="live"]');
    const newcomer = await put("Mixer-3", "Line 1");
    await all.waitForSelector(`.area[data-area="Line 1"] + [data-machine-id="${newcomer}"]`);
    await Promise.all([context.close(), all.close()]);
  }, 20_000);

  test("toasts are three at most, the rest is counted, and they leave by themselves", async () => {
    const id = await register("Press-6");
    const { page } = await openLive(browser, `${andon.url}/?machine=${id}`);
    await Promise.all(Array.from({ length: 8 }, () => report(id, "warning")));
    await page.waitForFunction(() => document.querySelector("#toasts")?.textContent?.includes("5 more"));
    expect(await page.locator("#toasts > [data-event-id]").count()).toBe(3);
    await page.waitForFunction(() => document.querySelector("#toasts")?.children.length === 0, undefined, {
      timeout: 10_000,
    });
    await page.close();
  }, 20_000);

  test("a test event from diagnostics goes down the whole path into its log", async () => {
    const { page } = await openLive(browser, `${andon.url}/diagnostics`);
    await page.click("form[action$=test-event] button");
    await page.waitForSelector('#event-log > [data-type="system_alert"]');
    expect(await page.locator("#event-log > [data-event-id]").first().innerText()).toContain("ms");
    await page.close();
  });
});
