import { expect, test } from "bun:test";
import type { Limits } from "../../src/domain/alarm/machine_limits";
import type { Reading } from "../../src/domain/machine/reading";
import type { Store } from "../../src/store/store";
import { eventually } from "../support/andon";
import { aloneWithMachine, judgeOn } from "../support/judging";
import { NOW } from "../support/store";

const SECOND_MS = 1000;
const limits: Limits = {
  metrics: [
    { metric: "power_kw", severity: "critical", high: 80 },
    { metric: "oil_bar", severity: "critical", low: 1 },
  ],
};

const from = (machine_id: string, first: number, count: number, power_kw: number, oil_bar = 2): Reading[] =>
  Array.from({ length: count }, (_, i) => ({
    machine_id,
    at: NOW - 600 * SECOND_MS + (first + i) * SECOND_MS,
    mode: null,
    metrics: { power_kw, oil_bar },
  }));

/**
 * The store as a server finds it that starts after a kill: everything is there but what was not saved yet.
 */
async function asSaved(store: Store): Promise<Store> {
  const [states, positions] = [structuredClone(await store.states.load()), await store.judged.positions()];
  return {
    ...store,
    states: { ...store.states, load: async () => states },
    judged: { ...store.judged, positions: async () => positions },
  };
}

const alarmAbout = (store: Store, metric: string) =>
  eventually(
    async () => (await store.alarms.list({ limit: 10 })).find((alarm) => alarm.metric === metric),
    metric,
  );

const alarmOf = async (store: Store) =>
  (await store.alarms.list({ limit: 10 })).map(({ state, acknowledged_by }) => [state, acknowledged_by]);

test.each(["before the alarm opened", "when the alarm opened"])(
  "an alarm that was acknowledged stays so after a kill, with states saved %s",
  async (saved) => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    const first = await judgeOn(store, { limits });
    await first.send(from(machine.id, 0, 20, 50));
    await first.save();
    const before = await asSaved(store);
    await first.send(from(machine.id, 20, 5, 95));
    await alarmAbout(store, "power_kw");
    const opened = await asSaved(store);
    await first.send(from(machine.id, 25, 5, 95, 0.5));
    const alarm = await alarmAbout(store, "oil_bar");
    await store.alarms.acknowledge(alarm.id, { by: "Ann" }, NOW);
    await first.send(from(machine.id, 30, 5, 95, 0.5));
    await first.stop();

    const second = await judgeOn(saved.startsWith("before") ? before : opened, { limits });
    await second.send(from(machine.id, 30, 5, 95, 0.5)); // sent again, since nobody answered
    await second.send(from(machine.id, 35, 30, 95, 0.5));
    await second.stop();
    expect(await alarmOf(store)).toEqual([["acknowledged", "Ann"]]);
  },
);
