import { expect, test } from "bun:test";
import type { Page } from "playwright-core";
import {
  acknowledge,
  register as registerMachine,
  report as reportAlarm,
  sendReadings,
} from "../../support/actions";
import { ROWS, untilRows } from "../../support/alarm_table";
import { isLink, openLive, startBrowser, whyNoBrowser } from "../../support/browser";
import { series } from "../../support/builders";
import { describeNeeding } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

const DAY_MS = 86_400_000;

describeNeeding([whyNoBrowser], "a kiosk in a browser", () => {
  const andon = useAndon({ POLL_SECONDS: "1" });
  const browser = useBrowser();

  const register = (name: string) => registerMachine(andon, name, { data_interval_seconds: 1 });
  const report = (machineId: string) => reportAlarm(andon, machineId, { severity: "critical" });

  /** Opens a kiosk whose clock the test moves. */
  async function open(query: string): Promise<Page> {
    const page = await browser.page();
    await page.clock.install();
    await page.goto(`${andon.url}/kiosk?${query}`);
    await isLink(page, "live");
    return page;
  }

  let value = 100;
  /** Moves the page's clock, and has the page live again if it took that for a lost link. */
  async function later(page: Page, ms: number, machine: string) {
    await page.clock.fastForward(ms);
    value += 1;
    await sendReadings(
      andon,
      series(machine, 1, () => ({ power_kw: value })),
    );
    await page.waitForSelector(`[data-metric="power_kw"]:has-text("${value}")`);
    await isLink(page, "live");
  }

  const STEP_MS = 20_500; // shorter than a lost link
  const isFirst = (page: Page) => page.evaluate(() => "first" in window).catch(() => false);
  async function untilReloaded(page: Page, machine: string) {
    while (await isFirst(page)) await later(page, STEP_MS, machine);
  }

  const shown = (page: Page, name: string) => page.waitForSelector(`body[data-page="${name}"]`);
  const sounded = (page: Page) => page.locator("#kiosk").getAttribute("data-sounded");

  test("it has a name and no navigation, hides its cursor, and turns its pages without loading anything", async () => {
    const id = await register("Press-1");
    const page = await open(`pages=board,alarms&every=10s&name=Line-2&machine=${id}`);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("websocket", (socket) => asked.push(socket.url()));
    expect(await page.locator("h1").innerText()).toBe("Line-2");
    expect(await page.locator("nav").count()).toBe(0);
    expect(await page.evaluate(() => getComputedStyle(document.body).cursor)).toBe("none");
    expect(await page.locator("#tiles").isVisible()).toBe(true);
    await page.clock.fastForward(10_000);
    await shown(page, "anomalies");
    expect(await page.locator("#tiles").isVisible()).toBe(false);
    await report(id); // it arrives although the page that shows it is turned away
    await page.waitForSelector(ROWS);
    await page.clock.fastForward(10_000);
    await shown(page, "board");
    expect(asked.filter((url) => !url.includes("/live"))).toEqual([]);
  });

  test("a touched page stays, and shows the cursor", async () => {
    const page = await open("every=5s");
    await page.mouse.move(5, 5);
    expect(await page.evaluate(() => getComputedStyle(document.body).cursor)).not.toBe("none");
    await page.clock.fastForward(6_000);
    expect(await page.locator("body").getAttribute("data-page")).toBe("board");
    await page.clock.fastForward(15_000);
    await shown(page, "anomalies");
  });

  test("a long list is shown part by part before the page is turned", async () => {
    const id = await register("Press-2");
    await Promise.all(Array.from({ length: 30 }, () => report(id)));
    const page = await open(`pages=alarms,board&every=5s&machine=${id}`);
    await untilRows(page, 30);
    await page.clock.fastForward(5_000);
    await page.waitForFunction(() => document.querySelector(".page")!.scrollTop > 0);
    expect(await page.locator("body").getAttribute("data-page")).toBe("anomalies");
    for (let turn = 0; turn < 10 && (await page.locator("body[data-page=anomalies]").count()); turn++)
      await page.clock.fastForward(5_000);
    await shown(page, "board");
    expect(await page.evaluate(() => document.querySelector(".page")!.scrollTop)).toBe(0);
  });

  test("it says that sound is blocked, sounds a critical alarm after a touch until it is answered, and is mute for ten minutes by a tap", async () => {
    const id = await register("Press-3");
    const page = await open(`machine=${id}`);
    const button = page.locator("#kiosk-sound");
    expect(await button.innerText()).toBe("Sound is blocked: touch the screen once");
    await button.click();
    await page.waitForSelector('#kiosk-sound[data-sound="on"]');
    const alarm = await report(id);
    await page.waitForSelector('#kiosk[data-sounded="1"]');
    await page.clock.fastForward(31_000);
    await page.waitForSelector('#kiosk[data-sounded="2"]');
    await button.click();
    await page.waitForSelector('#kiosk-sound[data-sound="muted"]:has-text("Muted until")');
    await page.clock.fastForward(300_000);
    expect(await sounded(page)).toBe("2");
    await page.clock.fastForward(301_000);
    await page.waitForSelector('#kiosk[data-sounded="3"]');
    await acknowledge(andon, alarm);
    await page.waitForSelector(`${ROWS}[data-state="acknowledged"]`);
    await page.clock.fastForward(60_000);
    expect(await sounded(page)).toBe("3");
    const height = (await button.boundingBox())?.height ?? 0;
    expect(height).toBeGreaterThanOrEqual(48);
  });

  test("it keeps the screen lit where the browser allows it, and says so where not", async () => {
    // Only a whole browser has a screen to keep lit.
    await using whole = await startBrowser();
    const { page } = await openLive(await whole.newContext(), `${andon.url}/kiosk`);
    await page.waitForSelector('#kiosk-wake[data-wake="held"]');
    await page.addInitScript(() =>
      Object.defineProperty(window, "isSecureContext", { get: () => false, configurable: true }),
    );
    await page.reload();
    await page.waitForSelector('#kiosk-wake[data-wake="insecure"]:has-text("https")');
  });

  test("after a day it reloads itself, but not while a critical alarm is unacknowledged", async () => {
    const id = await register("Press-4");
    const page = await open(`pages=board&machine=${id}`);
    const alarm = await report(id);
    await page.waitForSelector(ROWS);
    await page.evaluate(() => Object.assign(window, { first: true }));
    await later(page, DAY_MS, "Press-4");
    for (let step = 0; step < 4; step++) await later(page, STEP_MS, "Press-4");
    expect(await isFirst(page)).toBe(true);
    await acknowledge(andon, alarm);
    await page.waitForSelector(`${ROWS}[data-state="acknowledged"]`);
    await untilReloaded(page, "Press-4");
  });

  test("a page that has grown reloads itself", async () => {
    const id = await register("Press-5");
    const page = await open(`pages=board&machine=${id}`);
    await page.evaluate(() => {
      Object.assign(window, { first: true });
      document.body.append(...Array.from({ length: 6_000 }, () => document.createElement("i")));
    });
    await later(page, 11 * 60_000, "Press-5");
    await untilReloaded(page, "Press-5");
  });

  test("without script it is the board, and refreshes itself", async () => {
    const page = await browser.page({ javaScriptEnabled: false });
    await page.goto(`${andon.url}/kiosk?name=Line-2`);
    expect(await page.locator("#tiles > [data-machine-id]").count()).toBeGreaterThan(0);
    expect(await page.locator("meta[http-equiv=refresh]").count()).toBe(1);
    expect(await page.locator("#kiosk").isVisible()).toBe(false);
  });

  test.each([
    ["pages=board,menu", 400, "menu"],
    ["every=soon", 400, "every=soon"],
    ["machine=nobody", 404, "nobody"],
  ])("an address that cannot be shown is refused with a sentence: %s", async (query, status, named) => {
    const response = await andon.send("GET", `/kiosk?${query}`);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(named);
  });
});
