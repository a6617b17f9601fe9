import { expect, test } from "bun:test";
import { shelvedUntil, shelvedWith } from "../../../src/alarms/suppression/shelve";
import { covers, suppressedBy } from "../../../src/alarms/suppression/suppression";
import type { ShiftCalendar } from "../../../src/domain/site/shifts";
import { at, suppression } from "./sample";

const power = {
  machine_id: "c1",
  metric: "power_kw",
  anomaly_type: "power_anomaly",
  areas: ["line", "hall"],
};

test("it is about its machine, its metric, its type or its area, and about nothing else", () => {
  const about = (change: Parameters<typeof suppression>[0]) => covers(suppression(change), power);
  expect(about({})).toBe(true);
  expect(about({ machine_id: "c2" })).toBe(false);
  expect(about({ metric: "power_kw" })).toBe(true);
  expect(about({ metric: "vibration" })).toBe(false);
  expect(about({ anomaly_type: "silence" })).toBe(false);
  expect(["line", "hall", "yard"].map((area_id) => about({ machine_id: null, area_id }))).toEqual([
    true,
    true,
    false,
  ]);
  expect(about({ machine_id: null })).toBe(false);
});

test("one of no machine is about alarms of no machine only", () => {
  const plant = suppression({ machine_id: null, anomaly_type: "system" });
  const peak = { ...power, machine_id: null, metric: null, anomaly_type: "system", areas: [] };
  expect([covers(plant, peak), covers(plant, { ...peak, machine_id: "c1" })]).toEqual([true, false]);
});

test("an alarm says until when and by whom", () => {
  expect(suppressedBy(suppression({ by: "Ada", by_id: "p1" }), { from: 1, to: 2 })).toEqual({
    ...{ id: "s1", kind: "maintenance", until: 2, by: "Ada", by_id: "p1" },
  });
});

test("shelving an alarm takes its metric, and of one about no metric its own type alone", () => {
  expect(shelvedWith(power)).toEqual({
    machine_id: "c1",
    metric: "power_kw",
    anomaly_type: null,
    source: null,
  });
  const silence = { machine_id: "c1", metric: null, anomaly_type: "silence" };
  expect(shelvedWith(silence)).toEqual({ ...silence, source: null });
});

test("shelving a system alert shelves no other one", () => {
  const crane = { machine_id: null, metric: null, anomaly_type: "system", alert_type: "Crane", areas: [] };
  const shelved = suppression({ kind: "shelved", ...shelvedWith({ ...crane, alert_key: "crane 2" }) });
  const isShelved = (alert_key: string | null) => covers(shelved, { ...crane, alert_key });
  expect(["crane 2", "crane 3", null].map(isShelved)).toEqual([true, false, false]);
  const keyless = suppression({ kind: "shelved", ...shelvedWith(crane) });
  expect(covers(keyless, crane)).toBe(true);
  expect(covers(keyless, { ...crane, alert_type: "database_set_back" })).toBe(false);
});

const early: ShiftCalendar = {
  timezone: "Europe/Berlin",
  shifts: [{ name: "Early", days: ["sun"], from: "00:00", to: "06:00" }],
  holidays: [],
};

test("shelving ends after its time, with the shift, and never after more than eight hours", () => {
  const now = at("2026-10-25T00:00Z");
  const until = (asked: Parameters<typeof shelvedUntil>[0], shifts = early) =>
    shelvedUntil(asked, now, shifts);
  const MINUTE = 60_000;
  expect([until("15m"), until("1h"), until("8h")]).toEqual([15, 60, 480].map((each) => now + each * MINUTE));
  // Clocks are put back in this shift: 06:00 is 05:00Z.
  expect(until("shift")).toBe(at("2026-10-25T05:00Z"));
  const long = { ...early, shifts: [{ ...early.shifts[0]!, to: "24:00" }] };
  expect(until("shift", long)).toBe(now + 480 * MINUTE);
  expect(until("shift", { ...early, shifts: [] })).toBeUndefined();
});
