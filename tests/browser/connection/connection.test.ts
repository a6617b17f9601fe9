import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { acknowledge, register, report as reportAlarm } from "../../support/actions";
import { rowOf, rows, untilRows } from "../../support/alarm_table";
import { isLink, whyNoBrowser } from "../../support/browser";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { type TcpProxy, startTcpProxy } from "../../support/tcp_proxy";
import { useAndon, useBrowser } from "../../support/use";

describeNeeding([whyNoBrowser], "a page's link", () => {
  const andon = useAndon();
  const browser = useBrowser();
  let proxy: TcpProxy;
  let machine: string;

  beforeAll(async () => {
    proxy = startTcpProxy(andon.url);
    machine = await register(andon, "Press-1");
  }, SLOW_MACHINE_MS);
  afterEach(() => proxy.release());
  afterAll(() => proxy?.[Symbol.asyncDispose]());

  const report = (severity = "warning", at = Date.now()) =>
    reportAlarm(andon, machine, { detected_at: new Date(at).toISOString(), severity });

  /** A page whose time the test drives, live at the end of the cable. */
  async function openPage(prepare: (page: Page) => Promise<unknown> = async () => {}) {
    const page = await browser.page();
    await page.clock.install();
    await prepare(page);
    await page.goto(`${proxy.url}/`);
    await isLink(page, "live");
    return page;
  }

  const words = (page: Page) => page.locator("#link-status").innerText();

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
    await isLink(page, "live");
    await page.clock.runFor(2_000);
    await isLink(page, "offline");
    // Not only in the corner: nothing on the page may pass for the present.
    const frame = () => page.evaluate(() => getComputedStyle(document.body).boxShadow);
    expect(await frame()).toContain("inset");
    expect(await words(page)).toContain("Offline");
    await page.clock.runFor(2_000);
    expect(await tries()).toBe(1);
    await page.clock.runFor(13_000);
    expect(await tries()).toBe(2);
    const before = await rows(page).count();
    await report();
    proxy.release();
    await page.clock.runFor(5_000);
    await isLink(page, "live");
    await untilRows(page, before + 1);
    expect(await page.locator('[data-gap="link"]').count()).toBe(1);
  });

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
    await isLink(page, "reconnecting");
    tries = 0;
    for (let second = 0; second < 60; second++) await page.clock.runFor(1_000);
    expect(tries).toBeGreaterThan(3);
    expect(tries).toBeLessThanOrEqual(12);
    tries = 0;
    for (let second = 0; second < 120; second++) await page.clock.runFor(1_000);
    expect(tries).toBeGreaterThan(3);
  });

  test("after sleep, or when the clock was set, it asks at once for what it missed, without claiming a lost link", async () => {
    const page = await openPage();
    for (const hours of [5, -5]) {
      const asked = page.waitForRequest(/\/live\/since/);
      // A request that is still under way would serve the next jump too, and no second one would follow.
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
    await isLink(page, "live");
    expect(await page.locator("[data-gap]").count()).toBe(0);
  });

  test("a hidden page stays live", async () => {
    const page = await openPage();
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { get: () => true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    const before = await rows(page).count();
    await report();
    await untilRows(page, before + 1);
    await isLink(page, "live");
  });

  test("a page that comes back from the browser's cache reloads itself", async () => {
    const page = await openPage();
    const loaded = page.waitForEvent("load");
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await loaded;
    await isLink(page, "live");
  });

  test("a server that says in its beat what does not work is live, and its words are shown", async () => {
    let said = `"bus":"ok","warning":null`;
    const page = await openPage((page) =>
      page.routeWebSocket(/\/live\?/, (socket) => {
        const server = socket.connectToServer();
        server.onMessage((message) =>
          socket.send(String(message).replace(/"bus":"ok","warning":null/, said)),
        );
      }),
    );
    expect(await page.locator("#link-status").getAttribute("data-bus")).toBe("ok");
    said = `"bus":"away","warning":"Live, event bus down since 10:30"`;
    proxy.cut();
    proxy.mend();
    await isLink(page, "reconnecting");
    await page.clock.runFor(5_000);
    await page.waitForSelector('#link-status[data-state="live"][data-bus="away"]');
    expect(await words(page)).toContain("event bus down since 10:30");
  });

  test("a socket that opens without an answer to what was missed is not live", async () => {
    const page = await browser.page();
    await page.clock.install();
    let broken = true;
    await page.route(/\/live\/since/, (route) =>
      broken ? route.fulfill({ status: 500 }) : route.continue(),
    );
    await page.goto(`${proxy.url}/`);
    await page.clock.runFor(3_000);
    expect(await page.locator("#link-status").getAttribute("data-state")).not.toBe("live");
    const alarm = await report();
    broken = false;
    await page.clock.runFor(6_000);
    await isLink(page, "live");
    await rowOf(page, alarm).waitFor();
  });

  test("parts pushed while the page catches up are shown after it: an older answer never hides newer news", async () => {
    const page = await openPage();
    proxy.cut();
    await isLink(page, "reconnecting");
    const alarm = await report();
    const pushed = new Promise<void>((resolve) =>
      page.on("websocket", (socket) =>
        socket.on("framereceived", ({ payload }) => String(payload).includes(alarm) && resolve()),
      ),
    );
    await page.route(/\/live\/since/, async (route) => {
      if (new URL(route.request().url()).searchParams.get("away") === "0") return route.abort();
      const answer = await route.fetch();
      await acknowledge(andon, alarm);
      await pushed;
      // A round trip of the page's own: by then it would have shown the pushed part, if it did not wait.
      await page.evaluate(() => fetch("/healthz"));
      await route.fulfill({ response: answer });
    });
    proxy.mend();
    await page.clock.runFor(3_000);
    await isLink(page, "live");
    await rowOf(page, alarm, "acknowledged").waitFor();
  });

  test("a toast that has gone does not come again when its event is told once more, nor is it counted", async () => {
    const { page } = await browser.live(andon.url);
    const before = await page.locator("#cursor").getAttribute("value");
    const untilGone = () =>
      page.waitForFunction(() => document.querySelector("#toasts")!.childElementCount === 0);
    // Each on the page before Escape: a toast that is still on its way has not gone.
    for (let n = 0; n < 5; n++) await rowOf(page, await report("critical")).waitFor();
    await page.waitForSelector("#toast-more");
    await page.keyboard.press("Escape");
    await untilGone();
    const again = await page.evaluate(async (cursor) => {
      const again: string[] = [];
      const look = (changes: MutationRecord[]) =>
        again.push(
          ...changes.flatMap(({ addedNodes }) => [...addedNodes].map(({ textContent }) => textContent ?? "")),
        );
      const watch = new MutationObserver(look);
      watch.observe(document.querySelector("#toasts")!, { childList: true });
      const question = document.querySelector("#catch-up")!;
      const answered = new Promise((done) =>
        question.addEventListener("htmx:finally:request", done, { once: true }),
      );
      // As a frame does that had waited for a catch-up, or a page that was drawn an event without its place
      // in the log.
      document.querySelector("#cursor")!.setAttribute("value", cursor ?? "");
      question.dispatchEvent(new Event("andon:poll"));
      await answered;
      look(watch.takeRecords());
      return again;
    }, before);
    expect(again).toEqual([]);
    await report("critical");
    await page.waitForSelector("#toasts > [data-event-id]");
  });

  test("a new version is loaded within 30 s, but not in the first seconds of a critical alarm, nor twice in ten minutes", async () => {
    const page = await openPage(async (page) => {
      // The longest wait, so that the test knows when.
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
    const settled = async () => rowOf(page, await report()).waitFor();
    await page.clock.runFor(20_000);
    await rowOf(page, await report("critical", Date.now() + 38_000)).waitFor();
    await page.clock.runFor(12_000);
    await settled();
    expect(loads).toBe(0);
    const loaded = page.waitForEvent("load");
    await page.clock.runFor(20_000);
    await loaded;
    await isLink(page, "live");
    await page.clock.runFor(500_000);
    await settled();
    expect(loads).toBe(1);
    const again = page.waitForEvent("load");
    await page.clock.runFor(110_000);
    await again;
  });
});
