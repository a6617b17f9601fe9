import { expect, test } from "bun:test";
import type { Store } from "../../../src/store/store";
import type { SystemAlert } from "../../../src/domain/event";
import type { Machine } from "../../../src/domain/machine/machine";
import { DAY, MINUTE, NOW, onEachDatabase, reading, START, withMachine } from "../../support/store";

const ALERT: SystemAlert = {
  event_type: "system_alert",
  alert_type: "x",
  severity: "info",
  message: "Hello",
};

function minutes(machine: Machine, count: number) {
  return Array.from({ length: count }, (_, i) => reading(machine, START + i * MINUTE, { power_kw: 60 }));
}

const dropReadings = (store: Store, before: number) =>
  store.retain({ readingsBefore: before, eventsBefore: 0 });

const minuteRow = async (store: Store, machine: Machine) =>
  (await store.readings.rolled(machine.id, "power_kw", 60, START, START + MINUTE))[0];

onEachDatabase(() => {
  test("old readings go, the newer ones and all roll-ups stay", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.readings.record(minutes(machine, 5000));
    while ((await store.roll(1000)) > 0);
    expect(await dropReadings(store, START + 4500 * MINUTE + 30_000)).toBe(4500);
    expect(await store.readings.between(machine.id, 0, NOW * 2)).toEqual(minutes(machine, 5000).slice(4500));
    expect(await store.readings.count()).toBe(500);
    expect(await store.readings.rolled(machine.id, "power_kw", 60, START, NOW * 2)).toHaveLength(5000);
  });

  test("no reading goes before it is rolled", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.readings.record(minutes(machine, 10));
    expect(await store.roll(4)).toBe(4);
    expect(await dropReadings(store, NOW)).toBe(4);
    while ((await store.roll(10)) > 0);
    expect(await dropReadings(store, NOW)).toBe(6);
  });

  test("a late reading is added to what is left of its minute, once", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.readings.record([1000, 2000].map((ms) => reading(machine, START + ms, { power_kw: 60 })));
    await store.roll(10);
    await dropReadings(store, NOW);
    for (const [ms, value] of [
      [3000, 90],
      [4000, 30],
    ] as const) {
      await store.readings.record([reading(machine, START + ms, { power_kw: value })]);
      await store.roll(10);
    }
    expect(await minuteRow(store, machine)).toEqual({ at: START, count: 4, mean: 60, low: 30, high: 90 });
    expect(await store.readings.count()).toBe(0);
  });

  test("old announced events go, save the newest, whose number must not be given again", async () => {
    await using room = await withMachine();
    const { store } = room;
    const { epoch } = await store.events.log();
    const events = await store.events.record([ALERT, ALERT, ALERT]);
    const marks = events.slice(0, 2).map(({ event_id }, i) => ({ event_id, cursor: `${epoch}-${i + 1}` }));
    await store.events.announced(marks);
    expect(await store.retain({ readingsBefore: 0, eventsBefore: NOW })).toBe(0); // the guard: not older than that
    expect(await store.retain({ readingsBefore: 0, eventsBefore: NOW + 1 })).toBe(1);
    expect(await store.events.log()).toEqual({ epoch, last: 2, lastEventId: events[1]!.event_id });
    expect(await store.events.pending(10)).toHaveLength(1);
  });

  test("readings are recorded while old ones go", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.readings.record(minutes(machine, 9000));
    while ((await store.roll(2000)) > 0);
    let retained = false;
    const retaining = dropReadings(store, NOW + 30 * DAY).then(() => (retained = true));
    await store.readings.record([reading(machine, START + 40 * DAY, { power_kw: 1 })]);
    expect(retained).toBe(false);
    await retaining;
    expect(await store.readings.count()).toBe(1);
  });
});
