import { beforeAll, expect, test } from "bun:test";
import { parse } from "csv-parse/sync";
import type { Page } from "playwright-core";
import { register, report } from "../../support/actions";
import { rowOf, rows } from "../../support/alarm_table";
import { eventually } from "../../support/andon";
import { anomaliesAnswer, machineAnswer } from "../../support/answers";
import { whyNoBrowser } from "../../support/browser";
import { describeNeeding } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

const FINGER_PX = 48;
const HOUR_MS = 3_600_000;
const HOSTILE = `=HYPERLINK("http://x","<b>Press</b>"), 1`;

describeNeeding([whyNoBrowser], "acknowledging, resolving and finding alarms", () => {
  const andon = useAndon({ PLANT_TIMEZONE: "Europe/Berlin", PLANT_NAME: "Werk Süd" });
  const browser = useBrowser();
  beforeAll(async () => {
    for (const name of ["Press-1", "Press-2", "Press-3", HOSTILE]) await register(andon, name);
  });

  /** An alarm that opened so many hours ago; its id. */
  const raise = (machine: string, hoursAgo = 0, severity = "critical") =>
    report(andon, machine, {
      detected_at: new Date(Date.now() - hoursAgo * HOUR_MS).toISOString(),
      severity,
      metric_name: "power_kw",
    });

  const states = (page: Page, ids: string[]) =>
    Promise.all(ids.map((id) => rowOf(page, id).getAttribute("data-state")));
  const shown = (page: Page) =>
    rows(page).evaluateAll((rows) => rows.map((row) => row.getAttribute("data-anomaly-id")));

  async function withoutScript(path: string): Promise<Page> {
    const page = await browser.page({ javaScriptEnabled: false });
    await page.goto(andon.url + path);
    return page;
  }

  const idOf = async (name: string) =>
    (await andon.get(`/api/v1/machines/${encodeURIComponent(name)}`, machineAnswer)).id;

  test("one tap resolves with name and note, from board and list, and every screen shows it at once", async () => {
    const [first, second] = [await raise("Press-1"), await raise("Press-1", 1)];
    const machine = await idOf("Press-1");
    const [board, list, narrowed] = await Promise.all(
      ["/", "/anomalies", `/anomalies?machine=${machine}`].map((path) => browser.live(andon.url + path)),
    );
    for (const [from, id, to] of [
      [board!.page, first, list!.page],
      [list!.page, second, board!.page],
    ] as const) {
      await from.fill("[name=by]", "Ada");
      await from.fill("[name=note]", `belt changed ${id}`);
      await rowOf(from, id).locator("summary").click();
      const button = rowOf(from, id).locator("[name=resolve]");
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(FINGER_PX);
      await button.click();
      for (const page of [to, narrowed!.page]) {
        await rowOf(page, id, "resolved").waitFor();
        expect(await rowOf(page, id).locator(".state").innerText()).toBe("Resolved · Ada");
        expect(await rowOf(page, id).locator(".note").innerText()).toBe(`“belt changed ${id}”`);
      }
      // The note was about that alarm, not about the next.
      await from.waitForFunction(() => document.querySelector<HTMLInputElement>("[name=note]")?.value === "");
      expect(await from.inputValue("[name=by]")).toBe("Ada");
    }
    expect([board, list, narrowed].flatMap((screen) => screen!.complaints)).toEqual([]);
  });

  test("without script the same buttons take name and note, and lead back to the page that stands still", async () => {
    const [acknowledged, closed] = [await raise("Press-2"), await raise("Press-2", 1)];
    const page = await withoutScript(`/anomalies?machine=${await idOf("Press-2")}`);
    await page.click(".tools noscript a");
    expect(await page.locator("meta[http-equiv=refresh]").count()).toBe(0);
    for (const [name, id] of [
      ["acknowledge", acknowledged],
      ["resolve", closed],
    ] as const) {
      await page.fill("[name=by]", "Bob");
      await page.fill("[name=note]", name);
      if (name === "resolve") await rowOf(page, id).locator("summary").click();
      await rowOf(page, id).locator(`[name=${name}]`).click();
    }
    expect(await states(page, [acknowledged, closed])).toEqual(["acknowledged", "resolved"]);
    expect(await rowOf(page, closed).innerText()).toContain("Resolved · Bob");
    expect(await rowOf(page, acknowledged).innerText()).toContain("“acknowledge”");
    expect(page.url()).toContain("still=1");
  });

  test.each([true, false])("narrowed by plant time, by span and by state, script: %p", async (script) => {
    const machine = await idOf("Press-3");
    const [now, early, old] = [
      await raise("Press-3"),
      await raise("Press-3", 5),
      await raise("Press-3", 200),
    ];
    const path = `/anomalies?machine=${machine}&theme=dark`;
    const page = script
      ? (await browser.live(andon.url + path)).page
      : await withoutScript(`${path}&still=1`);
    const found = async () => (await shown(page)).filter((id) => [now, early, old].includes(id ?? ""));
    expect(await found()).toEqual([now, early, old]);
    await page.click("text=Last 8 hours");
    expect(await found()).toEqual([now, early]);
    const local = (hoursAgo: number) =>
      Temporal.Instant.fromEpochMilliseconds(Date.now() - hoursAgo * HOUR_MS)
        .toZonedDateTimeISO("Europe/Berlin")
        .toPlainDateTime()
        .toString({ smallestUnit: "minute" });
    await page.fill("[name=from]", local(201));
    await page.fill("[name=to]", local(4));
    await page.selectOption("[name=state]", "new");
    await page.click("form.filters button");
    expect(await found()).toEqual([early, old]);
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    expect(page.url()).toContain(`machine=${machine}`);
  });

  test("the list is exported as a file whose hostile names are only names", async () => {
    const id = await raise(HOSTILE);
    const { page } = await browser.live(`${andon.url}/anomalies?machine=${await idOf(HOSTILE)}`);
    await page.fill("[name=note]", "@SUM(1)");
    await rowOf(page, id).locator("[name=acknowledge]").click();
    await rowOf(page, id, "acknowledged").waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Export CSV")]);
    expect(download.suggestedFilename()).toMatch(/^alarms_Werk-Sud_to_[\dT-]+\.csv$/);
    const lines = parse(await Bun.file(await download.path()).text(), { columns: true, bom: true });
    expect(lines).toMatchObject([
      { id, machine_name: `'${HOSTILE}`, state: "acknowledged", resolution_notes: "'@SUM(1)" },
    ]);
    const plain = await withoutScript("/anomalies");
    const [same] = await Promise.all([plain.waitForEvent("download"), plain.click("text=Export CSV")]);
    const all = parse(await Bun.file(await same.path()).text(), { columns: true, bom: true });
    expect(all).toHaveLength(
      (await andon.get("/api/v1/anomaly/search?limit=500", anomaliesAnswer)).total_count,
    );
  });

  test.each([true, false])(
    "one tap answers a flood, but no alarm that came after the page was drawn, script: %p",
    async (script) => {
      const name = `Flood-${script}`;
      const machine = await register(andon, name);
      const flood = await Promise.all(Array.from({ length: 60 }, (_, i) => raise(name, i / 60, "warning")));
      const other = await raise("Press-1");
      const path = `/anomalies?machine=${machine}&state=new`;
      const { page: wall } = await browser.live(andon.url);
      const page = script
        ? (await browser.live(andon.url + path)).page
        : await withoutScript(`${path}&still=1`);
      const late = await raise(name, 300); // nobody can have seen it, whatever age it claims
      await Promise.all([page.waitForEvent("load"), page.click("a[href*=acknowledge_all]")]);
      expect(await page.innerText("#many-title")).toBe("Acknowledge 60 alarms?");
      await page.fill("[name=by]", "Zoe");
      await page.fill("[name=note]", "power cut");
      await Promise.all([page.waitForEvent("load"), page.click("[name=acknowledge_all]")]);
      expect(await shown(page)).toEqual([late]);
      await rowOf(wall, flood[0]!, "acknowledged").waitFor();
      expect(await rowOf(wall, flood[0]!).innerText()).toContain("Acknowledged · Zoe");
      expect(await rowOf(wall, other).getAttribute("data-state")).toBe("new");
      const count = async (state: string) =>
        (await andon.text(`/anomalies/export.csv?machine=${machine}&state=${state}`))
          .split("\r\n")
          .filter((line) => line.includes("power cut")).length;
      await eventually(async () => (await count("acknowledged")) === 60, "60 acknowledged");
    },
  );
});
