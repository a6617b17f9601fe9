import { expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { register, report, resolve } from "../../support/actions";
import { rowOf } from "../../support/alarm_table";
import { whyNoBrowser } from "../../support/browser";
import { describeNeeding } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

describeNeeding([whyNoBrowser], "a cause with its consequences", () => {
  const andon = useAndon();
  const browser = useBrowser();
  let count = 0;

  /** A machine that feeds four others, which have an alarm each after its own. */
  async function raise() {
    const name = `Boiler-${++count}`;
    const boiler = await register(andon, name, { is_critical: true });
    const presses: string[] = [];
    for (let n = 1; n <= 4; n += 1)
      presses.push(await register(andon, `Press-${count}-${n}`, { fed_by: [name] }));
    const cause = await report(andon, boiler, { severity: "critical", metric_name: "pressure_bar" });
    const followers: string[] = [];
    for (const press of presses) followers.push(await report(andon, press));
    return { cause, followers };
  }

  const visible = async (page: Page, ids: string[]) =>
    (await Promise.all(ids.map((id) => rowOf(page, id).isVisible()))).filter(Boolean).length;

  test("is folded when it is pushed, opens at a press and by key, and shows all once the cause is resolved", async () => {
    const { page } = await browser.live(andon.url);
    const { cause, followers } = await raise();
    const link = rowOf(page, cause).locator("[data-group]");
    await link.filter({ hasText: "+4 consequences" }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll("tr[data-follows][hidden]").length === 4);
    expect(await visible(page, followers)).toBe(0);
    await link.click();
    expect(await visible(page, followers)).toBe(4);
    expect(await link.getAttribute("aria-expanded")).toBe("true");
    await link.press("Enter");
    expect(await visible(page, followers)).toBe(0);
    await resolve(andon, cause);
    await page.waitForFunction(() => !document.querySelector("tr[data-follows][hidden]"));
    expect(await visible(page, followers)).toBe(4);
  });

  test("is folded on a page that loads, and without script all of it is shown", async () => {
    const { followers } = await raise();
    const { page } = await browser.live(andon.url);
    await page.waitForSelector("tr[data-follows][hidden]", { state: "attached" });
    expect(await visible(page, followers)).toBe(0);
    const plain = await browser.page({ javaScriptEnabled: false });
    await plain.goto(andon.url);
    expect(await visible(plain, followers)).toBe(4);
  });
});
