import { expect, test } from "bun:test";
import { acknowledge, openAlarms, register, sendReadings } from "../../support/actions";
import { eventually } from "../../support/andon";
import { whyNoBrowser } from "../../support/browser";
import { LEARNED, series } from "../../support/builders";
import { describeNeeding } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

const FINGER_PX = 48;

describeNeeding([whyNoBrowser], "the details of an alarm", () => {
  const andon = useAndon();
  const browser = useBrowser();

  test("open under its sentence, stay open when the row is drawn anew, and take 'false alarm' from a finger", async () => {
    await register(andon, "Press-1");
    const metrics = (index: number) => ({ power_kw: (index < LEARNED ? 50 : 90) + Math.sin(index * 1.7) });
    await sendReadings(andon, series("Press-1", LEARNED + 20, metrics));
    const alarm = await eventually(async () => (await openAlarms(andon))[0], "an alarm is open");
    const { page, complaints } = await browser.live(`${andon.url}/anomalies`);
    await page.click(".why summary");
    expect(await page.innerText(".contributors li")).toContain("expected");
    await acknowledge(andon, alarm.id);
    await page.waitForSelector('tr[data-state="acknowledged"] details[open]');
    for (const target of [
      ".why summary",
      ...["false_alarm", "accept_as_normal"].map((name) => `[name=${name}]`),
    ])
      expect((await page.locator(target).boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(FINGER_PX);
    await page.click("button[name=false_alarm]");
    await page.waitForSelector('tr[data-state="resolved"]');
    expect(await page.locator("button[name=false_alarm]").count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
