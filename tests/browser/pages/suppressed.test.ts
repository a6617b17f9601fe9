import { expect, test } from "bun:test";
import type { Locator, Page } from "playwright-core";
import { register, report } from "../../support/actions";
import { complaintsOfAxe } from "../../support/axe";
import { whyNoBrowser } from "../../support/browser";
import { describeNeeding } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

const FINGER_PX = 48;
/** A folder for pictures, to look at. */
const SHOTS = process.env.ANDON_SHOTS_TO;

describeNeeding([whyNoBrowser], "suppressed alarms", () => {
  const andon = useAndon();
  const browser = useBrowser();
  let count = 0;

  async function raised() {
    const machine = await register(andon, `Press-${++count}`);
    return { machine, id: await report(andon, machine, { severity: "critical", metric_name: "power_kw" }) };
  }
  const row = (page: Page, id: string) => page.locator(`#anomaly-rows > [data-anomaly-id="${id}"]`);
  const state = (page: Page, id: string, is: string) =>
    page.waitForSelector(`#anomaly-rows > [data-anomaly-id="${id}"][data-state="${is}"]`);
  const heights = async (buttons: Locator) =>
    Promise.all((await buttons.all()).map(async (each) => (await each.boundingBox())?.height ?? 0));
  const shot = async (page: Page, name: string) =>
    void (SHOTS && (await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })));

  test("an alarm is shelved by one tap in its opened row, stays on the board, and is news when it is given back", async () => {
    const { id } = await raised();
    const { page, complaints } = await browser.live(`${andon.url}/`);
    await page.fill("[name=by]", "Ana");
    await row(page, id).locator("summary").click();
    const buttons = row(page, id).locator("[role=group] button");
    expect(Math.min(...(await heights(buttons)))).toBeGreaterThanOrEqual(FINGER_PX);
    await shot(page, "opened");
    await row(page, id).locator('button[value^="15m "]').click();
    await state(page, id, "suppressed");
    expect(await row(page, id).locator(".state").innerText()).toMatch(/^Shelved until .* by Ana$/);
    await page.waitForFunction(
      () => document.querySelector("#suppressed-count")?.textContent === "1 suppressed",
    );
    await shot(page, "shelved");
    // Nothing tells of it any more, and what comes back is new again.
    await page.waitForSelector("#toasts > [data-event-id]", { state: "detached" });
    await row(page, id).locator("button[name=unshelve]").click();
    await state(page, id, "new");
    await page.waitForSelector('#toasts > [data-severity="critical"]');
    await page.waitForFunction(
      () => document.querySelector("#suppressed-count")?.textContent === "None suppressed",
    );
    expect(complaints).toEqual([]);
  });

  test("without script maintenance is planned from the alarm, listed, and ended", async () => {
    const { id, machine } = await raised();
    const context = await browser.context({
      javaScriptEnabled: false,
      viewport: { width: 800, height: 1280 },
    });
    const page = await context.newPage();
    await page.goto(`${andon.url}/anomalies?still=1`);
    await row(page, id).locator("summary").click();
    await row(page, id).locator("button[form=suppress]").click();
    expect(page.url()).toEndWith(`/alarms/suppressed?alarm=${id}#plan`);
    expect(await page.locator("#plan select").inputValue()).toBe(`machine:${machine}`);
    await page.fill("#plan [name=reason]", "New bearing");
    expect(
      Math.min(
        ...(await heights(page.locator("#plan button, #plan select, #plan input:not([type=hidden])"))),
      ),
    ).toBeGreaterThanOrEqual(FINGER_PX);
    await page.locator("#plan button").click();
    await state(page, id, "suppressed");
    const line = page.locator("[data-suppression]");
    expect(await line.innerText()).toContain("New bearing");
    await shot(page, "list");
    expect(Math.min(...(await heights(line.locator("button"))))).toBeGreaterThanOrEqual(FINGER_PX);
    await line.locator("button").click();
    await page.waitForSelector("[data-suppression]", { state: "detached" });
    expect(await (await fetch(`${andon.url}/api/v1/anomaly/active`)).text()).toContain(id);
  });

  test("axe finds nothing wrong with it, dark too, and the keyboard reaches and presses its buttons", async () => {
    const { id } = await raised();
    await andon.send("POST", `/api/v1/alarms/${id}/shelve`, { for: "8h", by: "Ana" });
    const weekly = { days: ["sun"], from: "02:00", to: "04:00" };
    await andon.send("POST", "/api/v1/alarms/suppressions", {
      ...{ kind: "maintenance", machine: `Press-${count}`, weekly, reason: "Oil", by: "Ana" },
    });
    const { page } = await browser.live(`${andon.url}/alarms/suppressed?theme=dark`);
    expect(await complaintsOfAxe(page)).toEqual([]);
    await shot(page, "dark");
    await page.locator('[data-suppression][data-kind="shelved"] button').focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-suppression][data-kind="shelved"]', { state: "detached" });
    expect(page.url()).toContain("theme=dark");
    await page.goto(`${andon.url}/`);
    expect(await complaintsOfAxe(page)).toEqual([]);
  });
});
