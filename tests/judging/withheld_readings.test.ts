import { expect, test } from "bun:test";
import type { NewSuppression } from "../../src/alarms/suppression/suppression";
import { aloneWithMachine, judgeOn } from "../support/judging";
import { HOUR, MINUTE, NOW, reading } from "../support/store";

const maintenance = (machine_id: string): NewSuppression => ({
  ...{ kind: "maintenance", machine_id, area_id: null, metric: null, anomaly_type: null },
  ...{ begins_at: NOW - HOUR, until: NOW + HOUR, weekly: null, timezone: "UTC", reason: null },
  ...{ by: "Ada", by_id: null },
});

test("what a machine sends in maintenance is stored and not learned, by the leader from its start on", async () => {
  await using room = await aloneWithMachine();
  const { store, machine } = room;
  const other = await store.machines.add({ name: "Lathe" });
  await store.suppressions.add(maintenance(machine.id));
  const judging = await judgeOn(store);
  const sent = (of: typeof machine) =>
    Array.from({ length: 150 }, (_, n) =>
      reading(of, NOW - 150_000 + n * 1000, { power_kw: 50 + Math.sin(n * 1.7) }),
    );
  await judging.send([...sent(machine), ...sent(other)]);
  await judging.stop();
  expect(await store.readings.count()).toBe(300);
  const learned = await judgeOn(store);
  expect([learned.learned(machine.id), learned.learned(other.id)]).toEqual([0, 1]);
  await learned.stop();
});

test("silence in maintenance is no alarm, also when it was set after the start; it is one at its end", async () => {
  await using room = await aloneWithMachine();
  const { store, machine } = room;
  let now = NOW;
  const judging = await judgeOn(store, { now: () => now, limits: { metrics: [], silent_minutes: 5 } });
  const { id } = await store.suppressions.add(maintenance(machine.id));
  now = NOW + 10 * MINUTE;
  await judging.checkSilence();
  expect(await store.alarms.board(0)).toEqual([]);
  await store.suppressions.end(id, {});
  now = NOW + HOUR;
  await judging.checkSilence();
  expect(await store.alarms.board(0)).toMatchObject([{ anomaly_type: "silence" }]);
  await judging.stop();
});
