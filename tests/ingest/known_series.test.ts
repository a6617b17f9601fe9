import { expect, test } from "bun:test";
import { MACHINE_DEFAULTS } from "../../src/domain/machine/machine";
import { NO_METRIC_SETTINGS } from "../../src/domain/machine/metric_settings";
import { createInbox } from "../../src/ingest/inbox";
import { createKnownSeries } from "../../src/ingest/known_series";
import { createMachineRegistry } from "../../src/ingest/machine_registry";
import { eventReader } from "../../src/ingest/reading_from_event";
import { createRefusals } from "../../src/ingest/refusals";
import { checkRow } from "../../src/ingest/row";
import { type KnownMachines, validate } from "../../src/ingest/validate";
import { DAY, HOUR, NOW, onEachDatabase, reading, withMachine } from "../support/store";

const press = { ...MACHINE_DEFAULTS, id: "p1", name: "Press" };
const timestamp = new Date(NOW).toISOString();
const sent = (metrics: Record<string, unknown>, mode?: string) =>
  checkRow({ machine_id: "Press", timestamp, metrics, mode }, 0);

/** A machine that may have two series. */
function gateOf(most = 2): KnownMachines {
  return { now: NOW, machine: () => press, series: createKnownSeries(most) };
}

test("series too many are left out, named and counted; those that are known are still taken", () => {
  const gate = gateOf();
  const first = validate([sent({ a: 1, b: "?" }), sent({ c: 3, a: 2 })], gate);
  expect(first.readings).toMatchObject([
    { metrics: { a: 1 }, marked: { b: { quality: "bad" } } },
    { metrics: { a: 2 } },
  ]);
  expect(first.dropped.map(({ metric }) => metric)).toEqual(["b", "c"]);
  expect(first.dropped[1]?.reason).toContain("2 series already");
  expect(first.refusals).toContainEqual(
    expect.objectContaining({ machine: "Press", metric: "c", reason: "too_many_series", count: 1 }),
  );
  const again = validate([sent({ c: null, d: 4, b: 2, a: 5 })], gate);
  expect(again.readings).toMatchObject([{ metrics: { a: 5, b: 2 } }]);
  expect(again.readings[0]).not.toHaveProperty("marked");
  expect(again.droppedCount).toBe(2);
});

test("a reading of which nothing is left is not stored, one with a mode is", () => {
  const gate = gateOf(1);
  const { readings, accepted, droppedCount } = validate([sent({ a: 1 }), sent({ b: 1 })], gate);
  expect([readings.length, accepted, droppedCount]).toEqual([1, 1, 1]);
  expect(validate([sent({ b: 1 }, "fault")], gate).readings).toMatchObject([{ metrics: {}, mode: "fault" }]);
});

test("each machine has a bound of its own", () => {
  const series = createKnownSeries(1);
  expect(series.admit("m1", "a", NOW)).toBe(true);
  expect(series.admit("m1", "b", NOW)).toBe(false);
  expect(series.admit("m2", "b", NOW)).toBe(true);
});

test("a series that nothing came of for a week gives up its place", () => {
  const series = createKnownSeries(2);
  series.admit("m", "a", NOW);
  series.admit("m", "b", NOW);
  series.admit("m", "b", NOW + 6 * DAY);
  expect(series.admit("m", "c", NOW + 7 * DAY)).toBe(false);
  expect(series.admit("m", "c", NOW + 7 * DAY + HOUR)).toBe(true);
  expect(series.admit("m", "b", NOW + 7 * DAY + HOUR)).toBe(true);
  expect(series.admit("m", "a", NOW + 7 * DAY + HOUR)).toBe(false);
});

test("what another server takes in is known here, and leaves as much less room", () => {
  const series = createKnownSeries(2);
  series.hear("m", "a", NOW);
  expect(series.admit("m", "b", NOW)).toBe(true);
  expect(series.admit("m", "c", NOW)).toBe(false);
  series.hear("m", "c", NOW);
  series.hear("m", "d", NOW);
  series.hear("m", "e", NOW);
  expect(["c", "d", "e"].map((metric) => series.admit("m", metric, NOW))).toEqual([true, true, false]);
});

test("a value of another program is refused with its name", () => {
  const gate = gateOf(1);
  const refusals = createRefusals();
  const read = eventReader(() => gate, refusals);
  const value = (metric: string) => read({ machine_id: "Press", metric, value: 1, timestamp });
  expect(value("a")).toMatchObject({ metrics: { a: 1 } });
  expect(value("b")).toContain('"b": its machine has 1 series already');
  expect(refusals.list()).toMatchObject([{ metric: "b", reason: "too_many_series", count: 1 }]);
});

onEachDatabase(() => {
  test.each(["rolled up", "not rolled up"])("after a start the stored series are known: %s", async (how) => {
    await using room = await withMachine();
    const stored = [
      ...[3, 2, 1].map((minutes) => reading(room.machine, NOW - minutes * 1000, { a: 1, b: 1 })),
      reading(room.machine, NOW, { aa_stray: 1 }),
    ];
    await room.store.readings.record(stored);
    if (how === "rolled up") while ((await room.store.roll(1000)) > 0);
    const machineRegistry = createMachineRegistry([room.machine]);
    const options = { ...room, machineRegistry, metricSettings: NO_METRIC_SETTINGS, now: () => NOW };
    const inbox = await createInbox({ ...options, maxSeries: 2 });
    const { series } = inbox.known();
    const taken = ["aa_stray", "b", "a", "c"].map((name) => series?.admit(room.machine.id, name, NOW));
    expect(taken).toEqual([false, true, true, false]);
  });
});
