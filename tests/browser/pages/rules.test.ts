import { expect, test } from "bun:test";
import { register, sendReadings } from "../../support/actions";
import { eventually } from "../../support/andon";
import { complaintsOfAxe } from "../../support/axe";
import { whyNoBrowser } from "../../support/browser";
import { describeNeeding } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

const MINUTE_MS = 60_000;

describeNeeding([whyNoBrowser], "the rules of people in a browser", () => {
  const andon = useAndon();
  const browser = useBrowser();

  /** A machine that was hot for five minutes in each of some hours. */
  async function oven(name: string) {
    await register(andon, name, { data_interval_seconds: 60 });
    const past = Array.from({ length: 300 }, (_, minute) => ({
      machine_id: name,
      timestamp: new Date(Date.now() - (300 - minute) * MINUTE_MS).toISOString(),
      metrics: { temp_c: minute % 60 < 5 ? 90 : 20 },
    }));
    await sendReadings(andon, past);
    await sendReadings(andon, [
      { machine_id: name, timestamp: new Date().toISOString(), metrics: { temp_c: 20 } },
    ]);
    await eventually(
      async () => (await andon.text("/alarms/rules/new")).includes('value="temp_c"'),
      "temp_c is known",
    );
  }

  test("without script a rule is tried on the past, mended, saved, found in the list and deleted", async () => {
    await oven("Oven-1");
    const page = await browser.page({ javaScriptEnabled: false });
    await page.goto(`${andon.url}/alarms/rules`);
    await page.getByRole("link", { name: "Add a rule" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Too hot");
    await page.getByLabel("Where").selectOption("machines");
    await page.getByLabel("Oven-1").check();
    await page.locator("summary").click();
    await page.locator("[name=expression]").fill("temp_c > 80 &&\n  tmp_c > 1");
    await page.getByRole("button", { name: "Back-test" }).click();
    expect(await page.getByRole("alert").innerText()).toContain("line 2, column 3");
    expect(await page.getByRole("alert").innerText()).toContain("“temp_c”");
    await page.locator("[name=expression]").fill("");
    await page.getByLabel("Metric").fill("temp_c");
    await page.getByLabel("Limit", { exact: true }).fill("80");
    await page.getByRole("button", { name: "Back-test" }).click();
    expect(await page.locator("#would").innerText()).toBe(
      "Would have alarmed 5 times in the last 30 days, on 1 machine.",
    );
    expect(await page.locator("#back-test svg.plot .mark-of").count()).toBe(5);
    await page.getByRole("button", { name: "Save" }).click();
    expect(page.url()).toBe(`${andon.url}/alarms/rules`);
    expect(await page.locator("tbody tr").innerText()).toContain("temp_c is above 80 °C");
    await page.getByRole("link", { name: "Too hot" }).click();
    await page.getByRole("button", { name: "Delete Too hot" }).click();
    expect(await page.locator("main").innerText()).toContain("No rules yet");
  });

  test("list, form, errors and back-test are free of findings of axe", async () => {
    await oven("Oven-2");
    const page = await browser.page();
    const fields = {
      name: "Hot",
      where: "type",
      type: "other",
      severity: "warning",
      metric: "temp_c",
      limit: "80",
    };
    await andon.submit("/alarms/rules/new", { ...fields, do: "save" });
    await page.goto(`${andon.url}/alarms/rules`);
    expect(await complaintsOfAxe(page)).toEqual([]);
    await page.getByRole("link", { name: "Hot" }).click();
    expect(await complaintsOfAxe(page)).toEqual([]);
    await page.getByRole("button", { name: "Back-test" }).click();
    await page.waitForSelector("#would");
    expect(await complaintsOfAxe(page)).toEqual([]);
    await page.getByLabel("Limit", { exact: true }).fill("x");
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForSelector('[role="alert"]:not([hidden])');
    expect(await complaintsOfAxe(page)).toEqual([]);
  });
});
