import { beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { register, report, sendReadings } from "../../support/actions";
import { whyNoBrowser } from "../../support/browser";
import { series } from "../../support/builders";
import { describeNeeding } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

const CSV =
  "machine;metric;high;action;within_minutes;cause;link\r\n" +
  'Belt-1;power_kw;80,5;Check the belt;15;"It slips, or is jammed";https://wiki.example/belt\r\n';
const LINE = "Do within 15 min: Check the belt";

describeNeeding([whyNoBrowser], "the alarm catalogue", () => {
  const andon = useAndon({ POLL_SECONDS: "1" });
  const browser = useBrowser();

  beforeAll(async () => {
    await register(andon, "Belt-1", { type: "conveyor" });
    await sendReadings(
      andon,
      series("Belt-1", 12, () => ({ power_kw: 7, flow_rate_m3h: 2 })),
    );
  });

  const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

  test("a file is looked at and made without script, and is then in the list", async () => {
    const page = await browser.page({ javaScriptEnabled: false });
    await page.goto(`${andon.url}/alarms/catalogue/import`);
    const file = { name: "catalogue.csv", mimeType: "text/csv", buffer: Buffer.from(`\ufeff${CSV}`) };
    await page.setInputFiles("[name=file]", file);
    await button(page, "Check").click();
    expect(await page.locator("tbody").first().innerText()).toContain("– → Check the belt");
    await button(page, /^Make \d+ changes/).click();
    expect(await page.getByRole("status").first().innerText()).toContain("were made");
    await page.goto(`${andon.url}/alarms/catalogue?q=above`);
    const rows = page.locator("tbody tr");
    expect(await rows.count()).toBe(1);
    expect(await rows.innerText()).toMatch(/Belt-1[^]*80\.5 kW[^]*Do within 15 min: Check the belt/);
    await rows.getByRole("link", { name: /Do within 15 min: Check the belt/ }).click();
    await page.getByLabel("Action").first().fill("Check the belt");
    await button(page, /^Save: Power of Belt-1/).click();
    expect(await page.getByLabel("Likely cause").first().inputValue()).toBe("It slips, or is jammed");
  });

  test("the tile says what to do, and a row when it is asked, in place", async () => {
    await report(andon, "Belt-1", { metric_name: "power_kw", metric_value: 90 });
    const { page, complaints } = await browser.live(andon.url);
    await page.locator(".tile .do", { hasText: LINE }).waitFor();
    await page.locator("#anomaly-rows summary").first().click();
    await button(page, /What to do about the alarm on Belt-1/).click();
    await page.locator("#anomaly-rows .contributors", { hasText: "It slips, or is jammed" }).waitFor();
    expect(await page.locator("#anomaly-rows .contributors a").getAttribute("href")).toBe(
      "https://wiki.example/belt",
    );
    expect(new URL(page.url()).pathname).toBe("/");
    expect(complaints).toEqual([]);
    await page.goto(`${andon.url}/machines/Belt-1`);
    await page.locator(".machine-status .do", { hasText: LINE }).waitFor();
  });

  test("without script the question of a row leads to a page that answers it", async () => {
    const page = await browser.page({ javaScriptEnabled: false });
    await page.goto(`${andon.url}/anomalies`);
    await page.locator("#anomaly-rows summary").first().click();
    await button(page, /What to do about the alarm on Belt-1/).click();
    expect(new URL(page.url()).pathname).toBe("/alarms/what-to-do");
    expect(await page.locator("main").innerText()).toContain("It slips, or is jammed");
  });
});
