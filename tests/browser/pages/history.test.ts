import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { openStore } from "../../../src/store/open";
import { report, sendReadings } from "../../support/actions";
import { ROWS } from "../../support/alarm_table";
import { isLink, whyNoBrowser } from "../../support/browser";
import { eventually } from "../../support/andon";
import { alarm } from "../../support/builders";
import { describeNeeding } from "../../support/needs";
import { startTcpProxy } from "../../support/tcp_proxy";
import { useAndon, useBrowser } from "../../support/use";
import { wordCause } from "../../support/words";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** A whole minute, so that no instant of the test has parts of seconds. */
const OPENED = Math.floor(Date.now() / MINUTE - 60) * MINUTE;
const BEGAN = OPENED - 120 * MINUTE;
const textOf = (at: number) => new Date(at).toISOString().replace(".000Z", "Z");

/** Stores forty minutes of one machine with the life of one alarm in them; the machine's id. */
async function recordPast(url: string): Promise<string> {
  const history = await openStore({ url, now: Date.now, newId: () => Bun.randomUUIDv7(), wordCause });
  const { id } = await history.machines.add({ name: "Press-1", data_interval_seconds: 1 });
  const from = OPENED - 20 * MINUTE;
  const first = { machine_id: id, at: BEGAN, mode: null, metrics: { power_kw: 1 } };
  await history.readings.record([first]);
  await history.readings.record(
    Array.from({ length: 2_400 }, (_, i) => ({
      machine_id: id,
      at: from + i * SECOND,
      mode: "running",
      metrics: { power_kw: 1_000 + i },
    })),
  );
  while ((await history.roll(1_000)) > 0);
  const opened = alarm({
    id: "past",
    machine_id: id,
    severity: "warning",
    opened_at: OPENED,
    updated_at: OPENED,
  });
  await history.alarms.apply([{ kind: "opened", alarm: opened }]);
  await history.alarms.acknowledge("past", { by: "Ada" }, OPENED + MINUTE);
  await history.alarms.apply([{ kind: "cleared", anomaly_id: "past", at: OPENED + 2 * MINUTE }]);
  // Judged already, as a running server leaves them: a start would judge them now.
  const positions = await history.readings.newest();
  await history.judged.save({ findings: [], states: new Map(), positions });
  await history.close();
  return id;
}

/** Runs in the page: the states that the first row goes through, up to this one. */
function rowStates(last: string): Promise<string[]> {
  const states: string[] = [];
  return new Promise((resolve) => {
    const look = () => {
      const state = document.querySelector<HTMLElement>("#anomaly-rows > tr")?.dataset.state;
      if (state && state !== states.at(-1)) states.push(state);
      if (state === last) resolve(states);
    };
    const table = document.querySelector("#anomaly-rows")!;
    new MutationObserver(look).observe(table, { childList: true, subtree: true, attributes: true });
  });
}

describeNeeding([whyNoBrowser], "history in a browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "andon-history-"));
  const DATABASE_URL = `sqlite://${join(folder, "andon.db")}`;
  let machineId: string;
  const andon = useAndon(async () => {
    machineId = await recordPast(DATABASE_URL);
    return { POLL_SECONDS: "1", DATABASE_URL };
  });
  const browser = useBrowser();
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const address = (at: number, more = "", server = andon.url) => `${server}/history?at=${textOf(at)}${more}`;
  const row = (state: string) => `${ROWS}[data-anomaly-id="past"][data-state="${state}"]`;
  const rows = (page: Page) => page.locator(ROWS).count();
  const shown = async (page: Page) => Date.parse(await page.locator("#replay-at").inputValue());
  const power = async (page: Page) =>
    Number((await page.locator('.tile [data-metric="power_kw"] .number').innerText()).replaceAll(/\D/g, ""));
  const reach = (page: Page, at: number) =>
    page.waitForFunction(
      (at) => Date.parse(document.querySelector<HTMLInputElement>("#replay-at")?.value ?? "") >= at,
      at,
    );

  test("at 60× values and alarms change as they did, under a mark that nobody can miss, at an address to share", async () => {
    const { page, complaints } = await browser.live(address(OPENED - 3 * MINUTE, "&speed=60"));
    expect(await page.locator("#replay-mark").innerText()).toBe("REPLAY");
    expect(await rows(page)).toBe(0);
    const before = await power(page);
    const states = page.evaluate(rowStates, "resolved");
    await page.waitForSelector(`.tile[data-severity="warning"]`);
    expect(await states).toEqual(["new", "acknowledged", "resolved"]);
    expect(await page.locator("#anomaly-rows button:visible").count()).toBe(0);
    const at = await shown(page);
    expect(at).toBeGreaterThanOrEqual(OPENED + 2 * MINUTE);
    // Where the machine is slow, three missed readings of the past are dashes for a moment.
    await eventually(async () => (await power(page)) > before + 120, "the value has risen");
    expect(await rows(page)).toBe(1);
    expect(await page.locator("#toasts > *").count()).toBe(0);

    // The address has followed: it opens the same instant for everybody who is given it.
    const link = page.url();
    await page.goto(link.replace("&speed=60", ""));
    const linked = Date.parse(new URL(link).searchParams.get("at") ?? "");
    expect(linked).toBeGreaterThanOrEqual(at);
    expect(await shown(page)).toBe(linked);
    expect(await page.locator(row("resolved")).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test("while it plays a live alarm is a toast, and neither a row nor a tile shows the present", async () => {
    const [{ page }, { page: board }] = await Promise.all([
      browser.live(address(OPENED - 10 * MINUTE, "&speed=1")),
      browser.live(`${andon.url}/`),
    ]);
    const timestamp = new Date().toISOString();
    await sendReadings(andon, { machine_id: machineId, timestamp, metrics: { power_kw: 7 } });
    await report(andon, machineId, { severity: "critical" });
    await page.waitForSelector('#toasts > [data-severity="critical"]');
    // The guard: a live page does show both.
    await board.waitForSelector(`${ROWS}[data-severity="critical"]`);
    await board.waitForSelector('[data-metric="power_kw"]:has-text("7.0")');
    await reach(page, (await shown(page)) + SECOND);
    expect(await rows(page)).toBe(0);
    expect(await power(page)).toBeGreaterThan(1_000);
  });

  test("pause stands still; a piece of the timeline and an alarm on it lead to their instants", async () => {
    const { page } = await browser.live(address(OPENED - 5 * MINUTE, "&speed=10&span=1h"));
    await reach(page, OPENED - 5 * MINUTE + 10 * SECOND);
    await page.click("button:has-text('Pause')");
    await page.waitForSelector('#replay-state[data-state="paused"]');
    const paused = await shown(page);
    expect(paused).toBeGreaterThanOrEqual(OPENED - 5 * MINUTE + 10 * SECOND);
    expect(page.url()).not.toContain("speed=");
    expect(page.url()).toContain("span=1h");
    // A picture that stands still does not grow older by the clock on the wall.
    const ageing = page.locator(".tile .value[class*=age-] .number").first();
    expect(await ageing.evaluate((number) => getComputedStyle(number).animationName)).toBe("none");

    await page.locator("#timeline a:has(.sign)").first().click();
    await page.waitForSelector(row("new"));
    expect(await shown(page)).toBe(OPENED);
    const piece = page.locator("#timeline a:has(.piece)").nth(2);
    const to = new URLSearchParams(((await piece.getAttribute("href")) ?? "").slice(1)).get("at") ?? "";
    expect(to).toMatch(/:[0-5][05]:00Z$/);
    await piece.click();
    await page.waitForSelector(`#replay-at[value="${to}"]`, { state: "attached" });
    await page.click("button:has-text('+1 h')");
    await page.waitForSelector(row("resolved"));
  });

  test("after a broken link it goes on from where it was, neither back nor with a hole", async () => {
    await using proxy = startTcpProxy(andon.url);
    const { page } = await browser.live(address(OPENED - 10 * MINUTE, "&speed=10", proxy.url));
    await reach(page, OPENED - 10 * MINUTE + 20 * SECOND);
    proxy.cut();
    await isLink(page, "reconnecting");
    const reached = await shown(page);
    proxy.mend();
    await page.waitForFunction(
      (at) => Date.parse(document.querySelector<HTMLInputElement>("#replay-at")!.value) !== at,
      reached,
    );
    const next = await shown(page);
    expect(next).toBeGreaterThan(reached);
    expect(next).toBeLessThan(reached + 60 * SECOND);
    expect(await power(page)).toBeGreaterThanOrEqual(1_000 + (reached - OPENED + 20 * MINUTE) / SECOND - 1);
  });

  test("the focus stays on the speed that has it when the speeds are drawn anew", async () => {
    await using proxy = startTcpProxy(andon.url);
    const { page } = await browser.live(address(OPENED - 10 * MINUTE, "&speed=10", proxy.url));
    await reach(page, OPENED - 10 * MINUTE + 5 * SECOND);
    await page.focus("#replay-speeds [value='60']");
    await page.evaluate(() => document.querySelector("#replay-speeds")!.setAttribute("data-old", ""));
    proxy.cut();
    await isLink(page, "reconnecting");
    proxy.mend();
    await page.waitForSelector("#replay-speeds:not([data-old])");
    await page.waitForSelector("#replay-speeds [value='60']:focus");
  });

  test("an instant that cannot be shown is named, and the nearest is shown", async () => {
    const asked = (at: string) => andon.text(`/history?at=${at}`);
    expect(await asked("yesterday")).toContain("Cannot read the time &quot;yesterday&quot;");
    expect(await asked("2030-01-01T00:00:00Z")).toContain("is in the future: showing now");
    const before = await asked("2020-01-01T00:00:00Z");
    expect(before).toContain("is before the first recorded data");
    expect(before).toContain(`value="${textOf(BEGAN)}"`);
    expect((await andon.send("GET", "/history?machine=Nobody")).status).toBe(404);
  });

  test("an alarm's own address plays it from a little before it opened", async () => {
    const response = await fetch(`${andon.url}/history?alarm=past`, { redirect: "manual" });
    const to = new URL(response.headers.get("location") ?? "", andon.url);
    expect(Object.fromEntries(to.searchParams)).toEqual({ at: textOf(OPENED - MINUTE), speed: "10" });
  });

  test("a page of the past that asks for what it missed gets no row of the present", async () => {
    const since = (page: string) => andon.text(`/live/since?page=${page}&after=another-1`);
    expect(await since("board")).toContain("anomaly-rows"); // the guard
    const answer = await since("history");
    expect(answer).toContain("#cursor");
    expect(answer).not.toContain("anomaly-rows");
    expect(answer).not.toContain("tile");
  });

  test("without script it plays by refreshing; play, pause, steps and the timeline are links and forms", async () => {
    const page = await browser.page({ javaScriptEnabled: false });
    await page.goto(address(OPENED));
    expect(await page.locator(row("new")).count()).toBe(1);
    expect(await page.locator("meta[http-equiv=refresh]").count()).toBe(0);
    await page.click("button:has-text('10×')");
    expect(page.url()).toContain("speed=10");
    const refresh = await page.locator("meta[http-equiv=refresh]").getAttribute("content");
    expect(decodeURIComponent(refresh ?? "")).toBe(
      `10;url=/history?at=${textOf(OPENED + 100 * SECOND)}&speed=10`,
    );
    await page.click("button:has-text('Pause')");
    expect(page.url()).not.toContain("speed=");
    expect(await shown(page)).toBe(OPENED);
    await page.click("button:has-text('+1 min')");
    expect(await shown(page)).toBe(OPENED + MINUTE);
    await page.click("button:has-text('Previous alarm')");
    expect(await shown(page)).toBe(OPENED);
    await page.fill("[name=local]", new Date(OPENED + 5 * MINUTE).toISOString().slice(0, 19));
    await page.click("button:has-text('Go')");
    expect(await page.locator(row("resolved")).count()).toBe(1);
    await page.locator("#timeline a:has(.sign)").first().click();
    expect(await page.locator(row("new")).count()).toBe(1);
  });
});
