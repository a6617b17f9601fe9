import { expect, test } from "bun:test";
import type { History } from "../../src/history/history";
import type { SystemAlert } from "../../src/model/event";
import type { Machine } from "../../src/model/machine";
import { DAY, MINUTE, NOW, onEachDatabase, reading, START, withMachine } from "./fixture";

const ALERT: SystemAlert = {
  event_type: "system_alert",
  alert_type: "x",
  severity: "info",
  message: "Hello",
};

function minutes(machine: Machine, count: number) {
  return Array.from({ length: count }, (_, i) => reading(machine, START + i * MINUTE, { power_kw: 60 }));
}

const dropReadings = (history: History, before: number) =>
  history.retain({ readingsBefore: before, eventsBefore: 0 });

const minuteRow = async (history: History, machine: Machine) =>
  (await history.readings.rolled(machine.id, "power_kw", 60, START, START + MINUTE))[0];

onEachDatabase(() => {
  test("old readings go, the newer ones and all roll-ups stay", async () => {
    await using room = await withMachine();
    const { history, machine } = room;
    await history.readings.record(minutes(machine, 5000));
    while ((await history.roll(1000)) > 0);
    expect(await dropReadings(history, START + 4500 * MINUTE + 30_000)).toBe(4500);
    expect(await history.readings.between(machine.id, 0, NOW * 2)).toEqual(
      minutes(machine, 5000).slice(4500),
    );
    expect(await history.readings.count()).toBe(500);
    expect(await history.readings.rolled(machine.id, "power_kw", 60, START, NOW * 2)).toHaveLength(5000);
  });

  test("no reading goes before it is rolled", async () => {
    await using room = await withMachine();
    const { history, machine } = room;
    await history.readings.record(minutes(machine, 10));
    expect(await history.roll(4)).toBe(4);
    expect(await dropReadings(history, NOW)).toBe(4);
    while ((await history.roll(10)) > 0);
    expect(await dropReadings(history, NOW)).toBe(6);
  });

  test("a late reading is added to what is left of its minute, once", async () => {
    await using room = await withMachine();
    const { history, machine } = room;
    await history.readings.record([1000, 2000].map((ms) => reading(machine, START + ms, { power_kw: 60 })));
    await history.roll(10);
    await dropReadings(history, NOW);
    for (const [ms, value] of [
      [3000, 90],
      [4000, 30],
    ] as const) {
      await history.readings.record([reading(machine, START + ms, { power_kw: value })]);
      await history.roll(10);
    }
    expect(await minuteRow(history, machine)).toEqual({ at: START, count: 4, mean: 60, low: 30, high: 90 });
    expect(await history.readings.count()).toBe(0);
  });

  test("old announced events go, save the newest, whose number must not be given again", async () => {
    await using room = await withMachine();
    const { history } = room;
    const { epoch } = await history.events.log();
    const events = await history.events.record([ALERT, ALERT, ALERT]);
    const marks = events.slice(0, 2).map(({ event_id }, i) => ({ event_id, cursor: `${epoch}-${i + 1}` }));
    await history.events.announced(marks);
    expect(await history.retain({ readingsBefore: 0, eventsBefore: NOW })).toBe(0); // the guard: not older than that
    expect(await history.retain({ readingsBefore: 0, eventsBefore: NOW + 1 })).toBe(1);
    expect(await history.events.log()).toEqual({ epoch, first: 2, last: 2 });
    expect(await history.events.pending(10)).toHaveLength(1);
  });

  test("readings are recorded while old ones go", async () => {
    await using room = await withMachine();
    const { history, machine } = room;
    await history.readings.record(minutes(machine, 9000));
    while ((await history.roll(2000)) > 0);
    let retained = false;
    const retaining = dropReadings(history, NOW + 30 * DAY).then(() => (retained = true));
    await history.readings.record([reading(machine, START + 40 * DAY, { power_kw: 1 })]);
    expect(retained).toBe(false);
    await retaining;
    expect(await history.readings.count()).toBe(1);
  });
});
