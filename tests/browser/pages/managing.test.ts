import { beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { register, report } from "../../support/actions";
import { rowOf } from "../../support/alarm_table";
import { whyNoBrowser } from "../../support/browser";
import { describeNeeding } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

const FINGER_PX = 48;

describeNeeding([whyNoBrowser], "managing alarms", () => {
  const andon = useAndon();
  const browser = useBrowser();
  beforeAll(async () => void (await register(andon, "Press-1")));

  async function opened(path: string, script: boolean): Promise<Page> {
    if (script) return (await browser.live(andon.url + path)).page;
    const page = await browser.page({ javaScriptEnabled: false });
    await page.goto(andon.url + path);
    return page;
  }

  test.each([true, false])("what was just done can be taken back for 10 s, script: %p", async (script) => {
    const id = await report(andon, "Press-1");
    const page = await opened("/anomalies", script);
    const { page: wall } = await browser.live(andon.url);
    await page.fill("[name=by]", "Ada");
    await rowOf(page, id).locator("[name=acknowledge]").click();
    await rowOf(wall, id, "acknowledged").waitFor();
    const undo = page.locator("#undo button");
    await undo.waitFor();
    expect((await undo.boundingBox())?.height).toBeGreaterThanOrEqual(FINGER_PX);
    expect(await wall.locator("#undo button").count()).toBe(0);
    await undo.click();
    await rowOf(wall, id, "new").waitFor();
    await rowOf(page, id, "new").waitFor();
    expect(await undo.count()).toBe(0);
    await rowOf(page, id).locator("[name=acknowledge]").click();
    await undo.waitFor();
    await undo.waitFor({ state: "hidden", timeout: 15_000 }); // too late
  });

  test.each([true, false])(
    "an alarm is assigned on its page, which its row leads to, script: %p",
    async (script) => {
      const id = await report(andon, "Press-1");
      const page = await opened("/anomalies?still=1", script);
      await rowOf(page, id).locator("summary").click();
      await Promise.all([
        page.waitForURL(/anomalies\/alarm/),
        rowOf(page, id).locator("[form=manage]").click(),
      ]);
      await page.fill("[name=to]", "Cy");
      await page.click("[name=assign]");
      await rowOf(page, id).locator("text=Assigned to Cy").waitFor({ state: "attached" });
      await page.click("[name=resolve] >> nth=-1");
      await rowOf(page, id, "resolved").waitFor();
    },
  );

  test("the table is answered by keys", async () => {
    const [first, second] = [await report(andon, "Press-1"), await report(andon, "Press-1")];
    const { page, complaints } = await browser.live(`${andon.url}/anomalies`);
    await page.waitForSelector("script[src*=managing]", { state: "attached" });
    await page.fill("[name=by]", "Ada");
    await page.locator("#alarms-title").click();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("a");
    await rowOf(page, first, "acknowledged").waitFor();
    expect(await rowOf(page, second).getAttribute("data-state")).toBe("new");
    await page.waitForSelector("#undo button");
    await page.keyboard.press("u");
    await rowOf(page, first, "new").waitFor();
    expect(complaints).toEqual([]);
  });
});
