import { expect, test } from "bun:test";
import { activationOf } from "../../../../src/alarms/performance/activation";
import type { Finding } from "../../../../src/domain/alarm/alarm";
import {
  alarm,
  DAY,
  foreignAnomaly,
  freshUrl,
  MINUTE,
  NOW,
  onEachDatabase,
  open,
  START,
  withMachine,
  worsened,
} from "../../../support/store";

onEachDatabase(() => {
  /** A store, and the ends and answers of what called in it. */
  async function room() {
    const { store, machine } = await withMachine();
    const { alarms } = store;
    const opens = (id: string, minute: number, change: Parameters<typeof alarm>[0] = {}) => {
      const at = START + minute * MINUTE;
      const opened = alarm({ id, machine_id: machine.id, opened_at: at, updated_at: at, ...change });
      return alarms.apply([{ kind: "opened", alarm: opened }]);
    };
    const finds = (finding: Finding) => alarms.apply([finding]);
    const clears = (id: string, minute: number) =>
      finds({ kind: "cleared", anomaly_id: id, at: START + minute * MINUTE });
    const called = async (from = START, to = START + DAY) =>
      (await alarms.activations(from, to)).map(activationOf);
    return {
      store,
      machine,
      alarms,
      opens,
      finds,
      clears,
      called,
      [Symbol.asyncDispose]: () => store.close(),
    };
  }
  const minutes = (count: number) => START + count * MINUTE;

  test("each time an alarm calls is recorded, with its end", async () => {
    await using plant = await room();
    await plant.opens("a", 0, { severity: "critical" });
    await plant.clears("a", 1);
    await plant.opens("b", 2, { severity: "critical" });
    expect(await plant.called()).toMatchObject([
      {
        at: minutes(0),
        endedAt: minutes(1),
        end: "cleared",
        machineId: plant.machine.id,
        metric: "power_kw",
      },
      // It came back as the same alarm.
      { at: minutes(2), endedAt: null, end: null, priority: 2, type: "power_anomaly", suppressed: false },
    ]);
    await plant.clears("b", 5);
    expect((await plant.called()).map(({ endedAt }) => endedAt)).toEqual([minutes(1), minutes(5)]);
  });

  test("one that gets worse calls once more, and stands as it did", async () => {
    await using plant = await room();
    await plant.opens("a", 0);
    await plant.alarms.acknowledge("a", { by: "Ada" }, START + 500);
    await plant.finds(worsened("a"));
    await plant.clears("a", 3);
    expect(await plant.called()).toMatchObject([
      { at: START, endedAt: minutes(3), end: "cleared", acknowledgedAt: START + 500, priority: 4 },
      { at: START + 1000, endedAt: START + 1000, end: "same", acknowledgedAt: null, priority: 2 },
    ]);
  });

  test("an answer counts, until it is taken back", async () => {
    await using plant = await room();
    await plant.opens("a", 0);
    const by = { by: "Ada" };
    await plant.alarms.acknowledge("a", by, minutes(2));
    expect(await plant.called()).toMatchObject([{ acknowledgedAt: minutes(2), endedAt: null }]);
    await plant.alarms.undo("a", by, minutes(2) + 5000);
    expect(await plant.called()).toMatchObject([{ acknowledgedAt: null, endedAt: null }]);
    await plant.alarms.resolve("a", by, minutes(4));
    expect(await plant.called()).toMatchObject([{ endedAt: minutes(4), end: "closed" }]);
    await plant.alarms.undo("a", by, minutes(4) + 5000);
    expect(await plant.called()).toMatchObject([{ acknowledgedAt: null, endedAt: null, end: null }]);
  });

  test("findings of the past and what a detect call finds again call nobody", async () => {
    await using plant = await room();
    await plant.opens("past", 5, { state: "finding" });
    const found = alarm({ machine_id: plant.machine.id, origin: "detect" });
    await plant.alarms.detected([found]);
    await plant.alarms.detected([found]);
    await plant.alarms.detected([
      alarm({ machine_id: plant.machine.id, origin: "detect", state: "finding", opened_at: 5 }),
    ]);
    expect(await plant.called(0)).toMatchObject([{ at: START, end: null }]);
  });

  test("alarms of other programs and system alerts call too", async () => {
    await using plant = await room();
    await plant.store.events.record([
      {
        ...{ event_type: "system_alert", alert_type: "energy_peak", severity: "critical" },
        ...{ alert_key: "peak", message: "Too much power" },
      },
    ]);
    await plant.store.events.recordExternal(foreignAnomaly());
    const kinds = (await plant.called(0, NOW + DAY)).map(({ type, machineId }) => [type, machineId]);
    expect(kinds).toContainEqual(["energy_peak", null]);
    expect(kinds.map(([, machineId]) => machineId)).toContain("elsewhere-7");
    expect(kinds).toHaveLength(2);
  });

  test("one that is put aside calls nobody until that ends", async () => {
    await using plant = await room();
    await plant.opens("a", 0);
    expect(await plant.called()).toMatchObject([{ suppressed: false, endedAt: null }]);
    const { id } = await plant.store.suppressions.add({
      ...{
        kind: "shelved",
        machine_id: plant.machine.id,
        area_id: null,
        metric: "power_kw",
        anomaly_type: null,
      },
      ...{
        begins_at: NOW,
        until: NOW + DAY,
        weekly: null,
        timezone: "UTC",
        reason: null,
        by: "Ada",
        by_id: null,
      },
    });
    expect(await plant.called()).toMatchObject([{ end: "suppressed", endedAt: NOW }]);
    // It was another condition's, which calls; and what opens meanwhile does not.
    await plant.opens("b", 10, { metric: "flow" });
    await plant.opens("c", 15);
    await plant.store.suppressions.end(id, { by: "Ada" });
    expect(await plant.called(START, NOW + DAY)).toMatchObject([
      { at: START, suppressed: false, end: "suppressed" },
      { at: minutes(10), suppressed: false, end: null },
      { at: minutes(15), suppressed: true, end: "same", endedAt: NOW },
      { at: NOW, suppressed: false, end: null },
      { at: NOW, suppressed: false, end: null },
    ]);
  });

  test("what stood before the time that is asked for is told with it", async () => {
    await using plant = await room();
    await plant.opens("over", 0, { metric: "flow" });
    await plant.clears("over", 1);
    await plant.opens("stands", 2, { metric: "level" });
    await plant.opens("ends", 3, { metric: "torque" });
    await plant.clears("ends", 90);
    await plant.opens("in", 61);
    const found = await plant.called(minutes(60), minutes(120));
    expect(found.map(({ metric }) => metric)).toEqual(["level", "torque", "power_kw"]);
  });

  test("it is the same once the store is opened again, and when events are gone", async () => {
    const url = await freshUrl();
    const first = await open(url);
    await first.alarms.apply(
      [0, 1, 2].map((index) => ({
        kind: "opened",
        alarm: alarm({ metric: `m${index}`, opened_at: START + index }),
      })),
    );
    const before = await first.alarms.activations(START, NOW);
    expect(before).toHaveLength(3);
    const pending = await first.events.pending(10);
    await first.events.announced(
      pending.map(({ event_id }, index) => ({ event_id, cursor: `abc-${index + 1}` as never })),
    );
    await first.retain({ readingsBefore: 0, eventsBefore: NOW + DAY });
    await first.close();
    const again = await open(url);
    expect(await again.alarms.activations(START, NOW)).toEqual(before);
    await again.close();
  });

  test("of before the table each alarm has called once", async () => {
    const url = await freshUrl();
    const first = await open(url);
    const { id } = await first.machines.add({ name: "Press-1", is_critical: true });
    await first.alarms.apply([
      { kind: "opened", alarm: alarm({ id: "a", machine_id: id, severity: "critical" }) },
      { kind: "cleared", anomaly_id: "a", at: minutes(3) },
      { kind: "opened", alarm: alarm({ id: "b", machine_name: "Press 7", opened_at: minutes(1) }) },
      { kind: "opened", alarm: alarm({ id: "c", state: "finding" }) },
    ]);
    const before = await first.alarms.activations(START, NOW);
    expect(before).toHaveLength(2);
    await first.close();
    {
      await using sql = new Bun.SQL(url);
      // What came after it is made anew, too.
      for (const table of ["alarm_activations", "call_steps", "calls"]) await sql`drop table ${sql(table)}`;
      await sql`delete from migrations where number >= 27`;
    }
    const again = await open(url);
    expect(await again.alarms.activations(START, NOW)).toEqual(before);
    await again.close();
  });

  test("more than a page is read in the order of time", async () => {
    await using plant = await room();
    const opened = Array.from({ length: 4500 }, (_, index): Finding => {
      const at = START + (index % 9);
      return { kind: "opened", alarm: alarm({ opened_at: at, updated_at: at, metric: `m${index}` }) };
    });
    await plant.alarms.apply(opened);
    const found = await plant.called();
    expect(new Set(found.map(({ metric }) => metric)).size).toBe(4500);
    expect(found.map(({ at }) => at)).toEqual(found.map(({ at }) => at).toSorted((a, b) => a - b));
  });
});
