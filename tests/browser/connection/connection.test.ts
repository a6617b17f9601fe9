import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { startAndon, type TestAndon } from "../../support/andon";
import { startBrowser, whyNoBrowser } from "../../support/browser";
import { type TcpProxy, startTcpProxy } from "../../support/tcp_proxy";

const why = whyNoBrowser();

describe.skipIf(Boolean(why))(`a page's link${why ? ` (skipped: ${why})` : ""}`, () => {
  let andon: TestAndon;
  let browser: Browser;
  let proxy: TcpProxy;
  let machine: string;

  beforeAll(async () => {
    [andon, browser] = await Promise.all([startAndon(), startBrowser()]);
    proxy = startTcpProxy(andon.url);
    const response = await andon.post("/api/v1/machines", { name: "Press-1" });
    machine = ((await response.json()) as { id: string }).id;
  });
  afterEach(() => proxy.release());
  afterAll(async () => {
    await browser.close();
    await proxy[Symbol.asyncDispose]();
    await andon[Symbol.asyncDispose]();
  });

  const report = (severity = "warning", at = Date.now()) =>
    andon.post("/api/v1/anomaly/create", {
      machine_id: machine,
      detected_at: new Date(at).toISOString(),
      anomaly_type: "spike",
      severity,
    });

  /** A page whose time the test drives, live at the end of the cable. */
  async function openPage(prepare: (page: Page) => Promise<unknown> = async () => {}) {
    const page = await browser.newPage();
    await page.clock.install();
    await prepare(page);
    await page.goto(`${proxy.url}/`);
    await state(page, "live");
    return page;
  }

  const state = (page: Page, state: string) => page.waitForSelector(`#link-status[data-state="${state}"]`);
  const words = (page: Page) => page.locator("#link-status").innerText();
  const rows = (page: Page) => page.locator("#anomaly-rows > tr").count();

  test("a socket that says nothing for 25 s is replaced, one that connects for 8 s is given up, and the page says Offline", async () => {
    const page = await openPage();
    await page.evaluate(() => {
      const count = () =>
        (document.body.dataset.tries = String(Number(document.body.dataset.tries ?? 0) + 1));
      document.addEventListener("htmx:ws:before:connection", count);
    });
    const tries = async () => Number(await page.locator("body").getAttribute("data-tries"));
    proxy.hold();
    await page.clock.runFor(24_000);
    await state(page, "live");
    await page.clock.runFor(2_000);
    await state(page, "offline");
    // Not only in the corner: nothing on the page may pass for the present.
    const frame = () => page.evaluate(() => getComputedStyle(document.body).boxShadow);
    expect(await frame()).toContain("inset");
    expect(await words(page)).toContain("Offline");
    await page.clock.runFor(2_000);
    expect(await tries()).toBe(1);
    await page.clock.runFor(13_000);
    expect(await tries()).toBe(2);
    const before = await rows(page);
    await report();
    proxy.release();
    await page.clock.runFor(5_000);
    await state(page, "live");
    await page.waitForFunction(
      (count) => document.querySelectorAll("#anomaly-rows > tr").length === count,
      before + 1,
    );
    expect(await page.locator('[data-gap="link"]').count()).toBe(1);
    await page.close();
  }, 20_000);

  test("a server that closes every socket at once is tried at most twelve times a minute, and for ever", async () => {
    let tries = 0;
    let refusing = false;
    const page = await openPage((page) =>
      page.routeWebSocket(/\/live\?/, (socket) => {
        tries += 1;
        if (refusing) return void socket.close({ code: 1013 });
        const server = socket.connectToServer();
        server.onMessage((message) => (refusing ? void socket.close({ code: 1013 }) : socket.send(message)));
      }),
    );
    refusing = true;
    await report();
    await state(page, "reconnecting");
    tries = 0;
    for (let second = 0; second < 60; second++) await page.clock.runFor(1_000);
    expect(tries).toBeGreaterThan(3);
    expect(tries).toBeLessThanOrEqual(12);
    tries = 0;
    for (let second = 0; second < 120; second++) await page.clock.runFor(1_000);
    expect(tries).toBeGreaterThan(3);
    await page.close();
  }, 30_000);

  test("after sleep, or when the clock was set, it asks at once what it has missed, without claiming a lost link", async () => {
    const page = await openPage();
    for (const hours of [5, -5]) {
      const asked = page.waitForRequest(/\/live\/since/);
      // A question that is still open would be enough for the next jump too, and no second one would follow.
      const answered = page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            const catchUp = document.querySelector("#catch-up");
            catchUp?.addEventListener("htmx:finally:request", () => resolve(), { once: true });
          }),
      );
      await page.clock.setSystemTime(Date.now() + hours * 3_600_000);
      await page.clock.runFor(1_000);
      await Promise.all([asked, answered]);
    }
    await state(page, "live");
    expect(await page.locator("[data-gap]").count()).toBe(0);
    await page.close();
  }, 20_000);

  test("a hidden page stays live", async () => {
    const page = await openPage();
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { get: () => true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    const before = await rows(page);
    await report();
    await page.waitForFunction(
      (count) => document.querySelectorAll("#anomaly-rows > tr").length === count,
      before + 1,
    );
    await state(page, "live");
    await page.close();
  });

  test("a page that comes back from the browser's cache loads itself anew", async () => {
    const page = await openPage();
    const loaded = page.waitForEvent("load");
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await loaded;
    await state(page, "live");
    await page.close();
  });

  test("a canary that has not come back for 25 s is a bus that is away, however healthy it says it is", async () => {
    let canary = 0;
    const page = await openPage((page) =>
      page.routeWebSocket(/\/live\?/, (socket) => {
        const server = socket.connectToServer();
        server.onMessage((message) =>
          socket.send(String(message).replace(/"canary":\d+/, `"canary":${canary}`)),
        );
      }),
    );
    expect(await page.locator("#link-status").getAttribute("data-bus")).toBe("ok");
    canary = 26_000;
    proxy.cut();
    proxy.mend();
    await state(page, "reconnecting");
    await page.clock.runFor(5_000);
    await page.waitForSelector('#link-status[data-state="live"][data-bus="away"]');
    expect(await words(page)).toContain("event bus down since");
    await page.close();
  }, 15_000);

  test("a socket that opens but cannot say what was missed is not live", async () => {
    const page = await browser.newPage();
    await page.clock.install();
    let broken = true;
    await page.route(/\/live\/since/, (route) =>
      broken ? route.fulfill({ status: 500 }) : route.continue(),
    );
    await page.goto(`${proxy.url}/`);
    await page.clock.runFor(3_000);
    expect(await page.locator("#link-status").getAttribute("data-state")).not.toBe("live");
    await report();
    broken = false;
    await page.clock.runFor(6_000);
    await state(page, "live");
    const newest = (await andon.get("/api/v1/anomaly/recent?limit=1")).anomalies[0].id;
    await page.waitForSelector(`tr[data-anomaly-id="${newest}"]`);
    await page.close();
  });

  test("what is pushed while the page catches up comes after it: an older answer never hides newer news", async () => {
    const page = await openPage();
    proxy.cut();
    await state(page, "reconnecting");
    const { anomaly_id } = (await (await report()).json()) as { anomaly_id: string };
    const pushed = new Promise<void>((resolve) =>
      page.on("websocket", (socket) =>
        socket.on("framereceived", ({ payload }) => String(payload).includes(anomaly_id) && resolve()),
      ),
    );
    await page.route(/\/live\/since/, async (route) => {
      if (new URL(route.request().url()).searchParams.get("away") === "0") return route.abort();
      const told = await route.fetch();
      await andon.post(`/api/v1/anomaly/${anomaly_id}/acknowledge`, { by: "Ada" });
      await pushed;
      // A round trip of the page's own: by then it has dealt with what was pushed, were it not to wait.
      await page.evaluate(() => fetch("/healthz"));
      await route.fulfill({ response: told });
    });
    proxy.mend();
    await page.clock.runFor(3_000);
    await state(page, "live");
    await page.waitForSelector(`tr[data-anomaly-id="${anomaly_id}"][data-state="acknowledged"]`, {
      timeout: 3_000,
    });
    await page.close();
  }, 15_000);

  test("a new version is loaded by itself within 30 s, but not in the first seconds of a critical alarm, nor twice in ten minutes", async () => {
    const page = await openPage(async (page) => {
      // The longest wait, so that it is known when.
      await page.addInitScript(() => (Math.random = () => 0.99));
      await page.routeWebSocket(/\/live\?/, (socket) => {
        const server = socket.connectToServer();
        server.onMessage((message) => {
          const word = String(message).replace(/"build":"[^"]*"/, '"build":"another"');
          socket.send(word);
          if (word.startsWith('{"beat"')) socket.send(word);
        });
      });
    });
    let loads = 0;
    page.on("load", () => (loads += 1));
    const settled = async () => {
      const before = await rows(page);
      await report();
      await page.waitForFunction(
        (count) => document.querySelectorAll("#anomaly-rows > tr").length === count,
        before + 1,
      );
    };
    await page.clock.runFor(20_000);
    await report("critical", Date.now() + 30_000);
    await page.waitForSelector('#anomaly-rows > [data-severity="critical"]');
    await page.clock.runFor(12_000);
    await settled();
    expect(loads).toBe(0);
    const loaded = page.waitForEvent("load");
    await page.clock.runFor(12_000);
    await loaded;
    await state(page, "live");
    await page.clock.runFor(500_000);
    await settled();
    expect(loads).toBe(1);
    const again = page.waitForEvent("load");
    await page.clock.runFor(110_000);
    await again;
    await page.close();
  }, 30_000);
});
