import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Redis } from "ioredis";
import { rowOf, rows } from "../../support/alarm_table";
import { openAlarms } from "../../support/actions";
import { whyNoBrowser } from "../../support/browser";
import { describeNeeding } from "../../support/needs";
import { joinRedis, whyNoRedis } from "../../support/redis";
import { useAndon, useBrowser, useRedis } from "../../support/use";

describeNeeding([whyNoBrowser, whyNoRedis], "system alerts that stand", () => {
  const redis = useRedis();
  const andon = useAndon(() => ({ REDIS_URL: redis.url }));
  const browser = useBrowser();
  let program: Redis & Disposable;
  beforeAll(() => void (program = joinRedis(redis)));
  afterAll(() => program?.[Symbol.dispose]());

  const publish = (change: object = {}) =>
    program.publish(
      "system.alert",
      JSON.stringify({
        ...{ event_type: "system_alert", alert_type: "crane_interlock", severity: "critical" },
        ...{ message: "Crane 2 is locked out", alert_key: "crane-2", ...change },
      }),
    );

  test("an alert is a row on every page, sounds, is acknowledged from another page and goes when its program says so", async () => {
    const [board, kiosk, list] = await Promise.all(
      ["/", "/kiosk", "/anomalies"].map((path) => browser.live(andon.url + path)),
    );
    await publish();
    const row = rows(board!.page).filter({ hasText: "Crane 2 is locked out" });
    await row.waitFor();
    expect(await row.locator(".machine").innerText()).toBe("Crane interlock");
    await board!.page.locator("#toasts [data-severity=critical]").waitFor();
    const id = (await row.getAttribute("data-anomaly-id")) ?? "";
    for (const { page } of [kiosk!, list!]) await rowOf(page, id, "new").waitFor();
    await publish();
    await publish({ message: "Crane 2 is still locked out" });
    await rowOf(board!.page, id).filter({ hasText: "still locked out" }).waitFor();
    expect(await rows(board!.page).count()).toBe(1);

    await list!.page.fill("[name=by]", "Ada");
    await rowOf(list!.page, id).locator("[name=acknowledge]").click();
    for (const { page } of [board!, kiosk!, list!]) await rowOf(page, id, "acknowledged").waitFor();
    await publish({ state: "cleared", severity: "info", message: "Crane 2 is free" });
    for (const { page } of [board!, list!]) {
      await rowOf(page, id, "resolved").waitFor();
      expect(await rowOf(page, id).locator(".what").innerText()).toContain("still locked out");
    }
    expect(await openAlarms(andon)).toEqual([]);
    expect([board, kiosk, list].flatMap((screen) => screen!.complaints)).toEqual([]);
    // A page that is loaded shows the same row as one that was pushed it.
    const html = (page: typeof board) => rowOf(page!.page, id).evaluate((element) => element.outerHTML);
    const loaded = await browser.live(`${andon.url}/`);
    expect(await html(loaded)).toBe(await html(board));
  });

  test("a standing critical alert sounds until somebody acknowledges it", async () => {
    const { page } = await browser.live(`${andon.url}/kiosk`);
    await publish({ alert_key: "crane-3", message: "Crane 3 is locked out" });
    const row = rows(page).filter({ hasText: "Crane 3" });
    await row.waitFor();
    expect(await row.getAttribute("data-severity")).toBe("critical");
    expect(await row.getAttribute("data-state")).toBe("new");
    // One touch allows sound, as on any kiosk.
    await page.locator("body").click({ position: { x: 5, y: 5 } });
    await page.waitForFunction(() => document.querySelector<HTMLElement>("[data-sounded]") !== null);
  });

  test("without script it is in the table, with a button that acknowledges it", async () => {
    await publish({ alert_key: "crane-4", message: "Crane 4 is locked out" });
    const page = await browser.page({ javaScriptEnabled: false });
    const row = rows(page).filter({ hasText: "Crane 4" });
    while ((await page.goto(`${andon.url}/`)) && (await row.count()) === 0);
    await page.fill("[name=by]", "Ada");
    await row.locator("[name=acknowledge]").click();
    expect(await rows(page).filter({ hasText: "Crane 4" }).getAttribute("data-state")).toBe("acknowledged");
  });
});
