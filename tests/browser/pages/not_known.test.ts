import { expect, test } from "bun:test";
import { openAlarms, register, sendReadings } from "../../support/actions";
import { rowOf } from "../../support/alarm_table";
import { eventually } from "../../support/andon";
import { whyNoBrowser } from "../../support/browser";
import { describeNeeding } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

/** Shots for people, where somebody wants to look. */
const SHOTS = process.env.ANDON_SHOTS_TO;

describeNeeding([whyNoBrowser], "an alarm whose sensor has stopped", () => {
  const andon = useAndon();
  const browser = useBrowser();

  const sendAt = (secondsAgo: number, metrics: Record<string, number>) =>
    sendReadings(andon, [
      {
        machine_id: "Oven-1",
        timestamp: new Date(Date.now() - secondsAgo * 1000).toISOString(),
        metrics,
        mode: "running",
      },
    ]);

  test("says since when it is not known, on every page and in REST, and no more when values return", async () => {
    const id = await register(andon, "Oven-1", { data_interval_seconds: 2 });
    const limits = { metrics: [{ metric: "temp_c", severity: "critical", high: 80 }] };
    expect((await andon.send("PUT", `/api/v1/machines/${id}/limits`, limits)).status).toBe(200);
    const notKnown = async () => (await openAlarms(andon, id))[0]?.["not_known_since"];
    await sendAt(0, { temp_c: 95, power_kw: 10 });
    const alarm = await eventually(async () => (await openAlarms(andon, id))[0], "the alarm");
    expect(await notKnown()).toBeUndefined();
    const paths = ["/", "/anomalies", `/anomalies?machine=${id}`, `/machines/${id}`, "/kiosk"];
    const tabs = await Promise.all(paths.map((path) => browser.live(andon.url + path)));
    const says = () =>
      Promise.all(tabs.map(({ page }) => rowOf(page, alarm.id).locator(".not-known").count()));
    const untilAllSay = (count: number) =>
      eventually(async () => {
        await sendAt(0, { power_kw: 10 }); // the machine goes on
        return (await says()).every((each) => each === count);
      }, `every page says so ${count} times`);

    await untilAllSay(1);
    expect(await notKnown()).toMatch(/^\d{4}-.*Z$/);
    expect(await andon.text("/")).toContain("Not known since");
    const status = tabs[3]!.page.locator(".machine-status");
    await eventually(async () => (await status.textContent())?.includes("Not known since"), "the status");
    const tile = tabs[0]!.page.locator(".tile .note");
    await eventually(async () => (await tile.textContent())?.includes("Not known since"), "the tile");
    if (SHOTS) {
      for (const [index, { page }] of tabs.entries())
        await page.screenshot({ path: `${SHOTS}/not_known_${index}.png`, fullPage: true });
    }

    await sendAt(0, { temp_c: 96, power_kw: 10 });
    await eventually(async () => (await says()).every((count) => count === 0), "no page says so");
    expect(await notKnown()).toBeUndefined();
    expect(tabs.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});
