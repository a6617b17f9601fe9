import { beforeAll, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { openStore } from "../../../src/store/open";
import { complaintsOfAxe } from "../../support/axe";
import { isLink, whyNoBrowser } from "../../support/browser";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";
import { wordCause } from "../../support/words";

const TABLET = { viewport: { width: 800, height: 1280 }, hasTouch: true };
const FINGER_PX = 48;
const TAPS_AT_MOST = 4;
const SECONDS_AT_MOST = 5;
const DATABASE_URL = `sqlite://${join(mkdtempSync(join(tmpdir(), "andon-answering-")), "andon.db")}`;
/** Alarms, one for each answer of these tests. */
const ALARMS = 12;

describeNeeding([whyNoBrowser], "at a shared tablet", () => {
  let token = "";
  const andon = useAndon(async () => {
    token = await fill();
    return { ACCESS: "view", DATABASE_URL };
  });
  const browser = useBrowser();

  beforeAll(async () => {
    for (let n = 1; n <= ALARMS; n++) {
      const reported = { anomaly_type: "spike", severity: "critical", detected_at: new Date().toISOString() };
      const answer = await fetch(`${andon.url}/api/v1/anomaly/create`, {
        method: "POST",
        body: JSON.stringify({ machine_id: `Press-${n}`, ...reported }),
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      });
      expect(answer.status).toBe(201);
    }
  }, SLOW_MACHINE_MS);

  /** The board, as it stands on a tablet on which nobody is signed in. */
  async function tablet(): Promise<Page> {
    const page = await browser.page(TABLET);
    await page.goto(`${andon.url}/`);
    await isLink(page, "live");
    return page;
  }

  /** Taps the button of the topmost alarm that is to be acknowledged. @returns the selector of its row */
  async function begin(page: Page): Promise<string> {
    const row = page.locator("#anomaly-rows tr[data-state=new]").first();
    const id = await row.getAttribute("id");
    await row.locator("button[name=acknowledge]").tap();
    await page.locator("#who[open] h2").waitFor();
    return `[id="${id}"]`;
  }

  const tapDigits = async (page: Page, pin: string) => {
    for (const digit of pin) await page.locator(`#who [data-digit="${digit}"]`).tap();
  };
  const stateOf = (page: Page, row: string) => page.locator(`${row} .state`).innerText();
  const acknowledged = async (page: Page, row: string) => {
    await page.locator(`${row}[data-state=acknowledged]`).waitFor();
    return stateOf(page, row);
  };

  test("an alarm is acknowledged with a PIN in two taps and its four digits, within seconds", async () => {
    const page = await tablet();
    await page.evaluate(() => {
      document.addEventListener("click", ({ target }) => {
        const isDigit = (target as Element).closest("[data-digit]") !== null;
        const { dataset } = document.documentElement;
        const name = isDigit ? "digits" : "taps";
        dataset[name] = String(Number(dataset[name] ?? "0") + 1);
      });
    });
    const start = performance.now();
    const row = await begin(page);
    await page.locator("#who button", { hasText: "Ada" }).tap();
    await tapDigits(page, "4711");
    expect(await acknowledged(page, row)).toContain("Ada");
    const seconds = (performance.now() - start) / 1000;
    console.log(`acknowledged with a PIN after ${seconds.toFixed(2)} s`);
    const counted = await page.evaluate(() => ({ ...document.documentElement.dataset }));
    expect(counted).toMatchObject({ taps: "2", digits: "4" });
    expect(Number(counted.taps)).toBeLessThanOrEqual(TAPS_AT_MOST);
    expect(seconds).toBeLessThan(SECONDS_AT_MOST);
    expect(await page.locator("#who[open]").count()).toBe(0);
  });

  test("two people one after the other each stand in their own row, and the later one comes first", async () => {
    const page = await tablet();
    const rows: string[] = [];
    for (const [name, pin] of [
      ["Ada", "4711"],
      ["Bob", "123456"],
    ] as const) {
      const row = await begin(page);
      await page.locator("#who button", { hasText: name }).tap();
      await tapDigits(page, pin);
      // Of a longer PIN the page is not told how long it is.
      if (pin.length > 4) await page.locator("#who .who-ok").tap();
      await page.locator(`${row}[data-state=acknowledged]`).waitFor();
      rows.push(row);
    }
    expect(await stateOf(page, rows[0]!)).toContain("Ada");
    expect(await stateOf(page, rows[1]!)).toContain("Bob");
    await begin(page);
    expect(await page.locator("#who .who-tiles button").allInnerTexts()).toEqual(["Bob", "Ada"]);
  });

  test("a wrong PIN is said to be, and the right one is taken after it", async () => {
    const page = await tablet();
    const row = await begin(page);
    await page.locator("#who button", { hasText: "Ada" }).tap();
    await tapDigits(page, "4712");
    await page.locator("#who .refused", { hasText: "This PIN is wrong" }).waitFor();
    expect(await page.locator(`${row}[data-state=new]`).count()).toBe(1);
    expect(await page.locator("#toasts [data-not-sent]").count()).toBe(0);
    await tapDigits(page, "47");
    await page.locator("#who [data-digit=back]").tap();
    await tapDigits(page, "711");
    expect(await acknowledged(page, row)).toContain("Ada");
  });

  test("a badge answers from either step, wherever the focus is", async () => {
    const page = await tablet();
    const first = await begin(page);
    await page.locator("#who .who-ways button").focus();
    await page.keyboard.type("0008675309");
    await page.keyboard.press("Enter");
    expect(await acknowledged(page, first)).toContain("Cleo");
    const second = await begin(page);
    await page.locator("#who button", { hasText: "Ada" }).tap();
    await page.locator("#who [data-digit='1']").waitFor();
    // A reader types faster than anybody: its first four digits are no PIN.
    await page.keyboard.type("0008675309");
    await page.keyboard.press("Enter");
    expect(await acknowledged(page, second)).toContain("Cleo");
    await begin(page);
    await page.keyboard.type("0000000000");
    await page.keyboard.press("Enter");
    await page.locator("#who .refused", { hasText: "This badge is not known" }).waitFor();
  });

  test("with the keyboard alone, and Escape leaves everything as it was", async () => {
    const page = await tablet();
    const row = page.locator("#anomaly-rows tr[data-state=new]").first();
    const id = `[id="${await row.getAttribute("id")}"]`;
    const button = row.locator("button[name=acknowledge]");
    await button.focus();
    await page.keyboard.press("Enter");
    await page.locator("#who[open] #badge:focus").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#who:not([open])").waitFor({ state: "attached" });
    expect(await button.evaluate((it) => it === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await page.locator("#who[open] #badge:focus").waitFor();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await page.locator("#who #pin:focus").waitFor();
    await page.keyboard.type("123456");
    await page.keyboard.press("Enter");
    expect(await acknowledged(page, id)).toContain("Bob");
  });

  test("without script too, on pages that lead back to where one was", async () => {
    const page = await browser.page({ ...TABLET, javaScriptEnabled: false });
    await page.goto(`${andon.url}/anomalies?severity=critical`);
    await page.locator("button[name=acknowledge]").first().tap();
    await page.locator("button", { hasText: "Ada" }).tap();
    await page.fill("#pin", "4711");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/anomalies?severity=critical");
    expect(await page.locator("#anomaly-rows tr[data-state=acknowledged]").first().innerText()).toContain(
      "Ada",
    );
  });

  test("axe has nothing against it, and every target is for a gloved finger", async () => {
    const page = await tablet();
    await begin(page);
    const said: Record<string, unknown> = { who: await complaints(page) };
    await page.locator("#who button", { hasText: "Ada" }).tap();
    await page.locator("#who #pin").waitFor();
    said.pin = await complaints(page);
    await page.goto(`${andon.url}/answer?acknowledge=1`);
    said.page = await complaints(page);
    expect(said).toEqual({ who: [], pin: [], page: [] });
  });

  async function complaints(page: Page): Promise<string[]> {
    const small = await page.evaluate((least) => {
      const targets = document.querySelectorAll<HTMLElement>("#who :is(button, a, input:not([type=hidden]))");
      return [...targets]
        .filter((target) => target.checkVisibility())
        .filter((target) => Math.min(target.clientHeight, target.clientWidth) < least - 3)
        .map((target) => target.outerHTML.slice(0, 80));
    }, FINGER_PX);
    return [...(await complaintsOfAxe(page)), ...small];
  }
});

/** People with PIN or badge, one who only looks, and machines. @returns a token that may report alarms */
async function fill() {
  const newId = () => Bun.randomUUIDv7();
  const store = await openStore({ url: DATABASE_URL, now: () => Date.now(), newId, wordCause });
  const add = (name: string, role: "operator" | "viewer") =>
    store.people.add({ name, login: name.toLowerCase(), role });
  await store.people.setPin((await add("Ada", "operator")).id, "4711");
  await store.people.setPin((await add("Bob", "operator")).id, "123456");
  await store.people.setPin((await add("Vera", "viewer")).id, "9999");
  await store.answerers.setBadge((await add("Cleo", "operator")).id, "0008675309");
  for (let n = 1; n <= ALARMS; n++) await store.machines.add({ name: `Press-${n}` });
  const { secret } = await store.tokens.add({ name: "Gateway", scopes: ["readings"], expires_at: null });
  await store.close();
  return secret;
}
