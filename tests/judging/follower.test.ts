import { expect, test } from "bun:test";
import { createMonitor } from "../../src/detection/monitor/monitor";
import { followReadings } from "../../src/judging/follower";
import type { Store } from "../../src/store/store";
import { openStore } from "../../src/store/open";
import type { Machine } from "../../src/domain/machine/machine";
import type { Reading } from "../../src/domain/machine/reading";

const START = Date.parse("2026-03-02T00:00:00Z");
const newId = () => Bun.randomUUIDv7();

async function withMachine() {
  const store = await openStore({ url: "sqlite://:memory:", now: () => START, newId });
  await store.lease.take(60_000);
  const machine = await store.machines.add({ name: "Press" });
  return { store, machine, [Symbol.asyncDispose]: () => store.close() };
}

/** Learned, wrong for a while, calm again for longer than an alarm needs to clear, and wrong once more. */
function shift({ id }: Machine): Reading[] {
  const isWrong = (i: number) => (i >= 200 && i < 260) || i >= 520;
  return Array.from({ length: 600 }, (_, i) => ({
    machine_id: id,
    at: START + i * 1000,
    metrics: { power_kw: isWrong(i) ? 90 : 50 + Math.sin(i * 1.7) },
    mode: null,
  }));
}

/** Follows as a holder does, from what the one before it has kept. */
async function hold(store: Store, machine: Machine) {
  const monitor = createMonitor({
    machine: () => machine,
    open: await store.alarms.list({ states: ["new", "acknowledged"], limit: 10 }),
    states: await store.states.load(),
    newId,
  });
  const troubles: unknown[] = [];
  const upTo = await store.judged.upTo();
  const follower = followReadings({
    store,
    monitor,
    upTo,
    seen: () => {},
    onTrouble: (error) => troubles.push(error),
  });
  return { ...follower, troubles };
}

/** Judges what is there, and dies before anything more is kept. */
async function holdOnce(store: Store, machine: Machine) {
  const holder = await hold(store, machine);
  await holder.look();
  await holder.stop(false);
}

/** What became of the machine's alarms, oldest first. */
async function story({ alarms }: Store) {
  const all = await alarms.list({ limit: 100 });
  return all
    .map(({ opened_at, state, cleared_at }) => [opened_at - START, state, cleared_at && cleared_at - START])
    .reverse();
}

async function judgeWhole() {
  await using room = await withMachine();
  const { store, machine } = room;
  await store.readings.record(shift(machine));
  await holdOnce(store, machine);
  return { story: await story(store), events: (await store.events.outbox()).waiting };
}

test("a machine is judged in order, once, also what was kept before the holder began", async () => {
  const whole = await judgeWhole();
  expect(whole.story.map(([, state]) => state)).toEqual(["cleared", "new"]);
});

test("holders that die anywhere and keep nothing more tell the same story as one that lives", async () => {
  const whole = await judgeWhole();
  for (const every of [7, 41, 130, 230]) {
    await using room = await withMachine();
    const { store, machine } = room;
    const readings = shift(machine);
    for (let start = 0; start < readings.length; start += every) {
      await store.readings.record(readings.slice(start, start + every));
      await holdOnce(store, machine);
    }
    expect(await story(store)).toEqual(whole.story);
    expect((await store.events.outbox()).waiting).toBe(whole.events);
  }
});

test("what could not be kept is kept later, before anything else is judged", async () => {
  await using room = await withMachine();
  const { store, machine } = room;
  const readings = shift(machine);
  const { save } = store.judged;
  let away = false;
  store.judged.save = (step) => (away ? Promise.reject(new Error("The database is away")) : save(step));
  const holder = await hold(store, machine);
  away = true;
  await store.readings.record(readings.slice(0, 300));
  holder.hint([machine.id]);
  await store.readings.record(readings.slice(300));
  while (holder.troubles.length === 0) await Bun.sleep(1);
  away = false;
  await holder.look();
  await holder.stop(true);
  expect(await story(store)).toEqual((await judgeWhole()).story);
});

test("readings that were skipped alarm nobody, whoever judges next", async () => {
  await using room = await withMachine();
  const { store, machine } = room;
  const holder = await hold(store, machine);
  await holder.skip(machine.id, START + 600_000);
  await store.readings.record(shift(machine));
  await holder.stop(false);
  await holdOnce(store, machine);
  expect(await story(store)).toEqual([]);
});
