import { expect, setDefaultTimeout, test } from "bun:test";
import { z } from "zod";
import { alarm } from "../../../support/builders";
import { openSiteApp } from "../../../support/site_app";
import { SLOW_MACHINE_MS } from "../../../support/needs";
import { parsePage } from "../../../support/views";

setDefaultTimeout(SLOW_MACHINE_MS);

const HOUR = 3_600_000;
/** A Monday, noon. */
const NOW = Date.parse("2026-11-23T12:00:00Z");
const API = "/api/v1/alarms/performance";
const answer = z.looseObject({
  alarms: z.number(),
  figures: z.array(
    z.looseObject({ key: z.string(), value: z.number().nullable(), met: z.boolean().nullable() }),
  ),
  frequent: z.array(z.looseObject({ machine_name: z.string().nullable(), count: z.number() })),
  bars: z.array(z.looseObject({ from: z.string(), count: z.number() })),
});

/** A plant whose machine had alarms in the morning: three of flow, from 5:00 on by the hour, and one of =power. */
async function withAlarms() {
  const app = await openSiteApp({ now: () => NOW });
  const { store, machine } = app;
  const calls = [-7, -6, -5].map((hours) => ({ metric: "flow", opened_at: NOW + hours * HOUR }));
  await store.alarms.apply(
    [...calls, { metric: "=power", opened_at: NOW - HOUR }].map((call, index) => ({
      kind: "opened" as const,
      alarm: alarm({ id: `a${index}`, machine_id: machine.id, updated_at: call.opened_at, ...call }),
    })),
  );
  const asked = async (query: string) => answer.parse(await (await app.ask(API + query)).json());
  return { ...app, asked };
}

test("the figures are told as JSON, by the day, the week and the shift", async () => {
  const { asked, machine } = await withAlarms();
  const day = await asked("?period=day&date=2026-11-23");
  expect(day).toMatchObject({
    ...{
      period: "day",
      first_date: "2026-11-23",
      to: "2026-11-23T12:00:00.000Z",
      observed_seconds: 12 * 3600,
    },
    ...{ alarms: 4, suppressed: 0, shelved: 0, floods: 0, area_id: null, shift: null },
    frequent: [
      { machine_id: machine.id, machine_name: "Press-1", metric: "flow", count: 3, share: 0.75 },
      { metric: "=power", count: 1 },
    ],
  });
  expect(day.figures).toContainEqual({
    ...{ key: "per_day", value: 8, unit: "alarms", met: true },
    target: { bound: "at_most", value: 150, source: "ISA-18.2" },
  });
  expect(day.bars).toHaveLength(24);
  expect((await asked("")).alarms).toBe(4);
  expect((await asked("?period=day&date=2026-11-22")).alarms).toBe(0);
  // The plant's shift begins at 6:00.
  const shift = await asked("?period=day&shift=Shift");
  expect(shift).toMatchObject({ alarms: 3, shift: "Shift", observed_seconds: 6 * 3600 });
});

test("an area has the alarms of its machines", async () => {
  const { asked, store, core, machine, ask } = await withAlarms();
  const area = await store.areas.add({ name: "Hall 1", parent_id: null });
  const moved = await store.machines.change(machine.id, { area: area.id });
  core.machineRegistry.put(moved!);
  await core.site.refresh();
  expect((await asked("?area=Hall%201")).alarms).toBe(4);
  const other = await store.areas.add({ name: "Hall 2", parent_id: null });
  await core.site.refresh();
  expect((await asked(`?area=${other.id}`)).alarms).toBe(0);
  expect((await ask(`${API}?area=nowhere`)).status).toBe(404);
});

test("what cannot be read is refused by the API, and ignored by the page", async () => {
  const { ask } = await withAlarms();
  for (const query of ["period=decade", "date=yesterday", "date=2026-02-30", "weeks=2"]) {
    expect((await ask(`${API}?${query}`)).status).toBe(400);
    expect((await ask(`/alarms/performance?${query}`)).status).toBe(200);
  }
  expect((await ask(`${API}?shift=Gone`)).status).toBe(404);
});

test("the page tells each figure beside its target, in words, and leads to the catalogue", async () => {
  const { ask, machine } = await withAlarms();
  const page = parsePage(await (await ask("/alarms/performance?period=day&date=2026-11-23")).text());
  const line = (key: string) =>
    [...(page.querySelector(`[data-figure="${key}"]`)?.children ?? [])].map((cell) => cell.textContent);
  expect(line("per_day")).toEqual([expect.any(String), "8", "at most 150", "ISA-18.2", "Met"]);
  expect(line("top_ten_share").slice(1)).toEqual(["100.0 %", "at most 5.0 %", "ISA-18.2", "Not met"]);
  expect(line("acknowledge_median").slice(2)).toEqual(["no target", "", "–"]);
  const links = [...page.querySelectorAll("a")].map((link) => link.getAttribute("href"));
  expect(links).toContain(`/alarms/catalogue?machine=${machine.id}&q=flow`);
  expect(links).toContain("/alarms/performance?period=day&date=2026-11-22");
  expect(page.querySelectorAll("svg.bars rect").length).toBe(24 + 3);
  const list = parsePage(await (await ask("/anomalies")).text());
  expect(list.querySelector('a[href="/alarms/performance"]')).not.toBeNull();
});

test("the CSV has the same figures, and its cells run no formula", async () => {
  const { ask } = await withAlarms();
  const response = await ask("/alarms/performance/export.csv?period=day&date=2026-11-23");
  expect(response.headers.get("content-type")).toStartWith("text/csv");
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const lines = new TextDecoder().decode(bytes).split("\r\n");
  expect(lines).toContain("figure,per_day,,,,8,alarms,at_most 150,ISA-18.2,met");
  expect(lines).toContain("frequent,1,Press-1,flow,power_anomaly,3,alarms,,,");
  expect(lines).toContain("frequent,2,Press-1,'=power,power_anomaly,1,alarms,,,");
  expect(lines).toContain("bar,2026-11-23T05:00:00.000Z,,,,1,alarms,,,");
});
