import { expect, test } from "bun:test";
import { createMonitor } from "../../../src/detection/monitor/monitor";
import type { Machine } from "../../../src/domain/machine/machine";
import type { Reading } from "../../../src/domain/machine/reading";
import { type FollowerFailure, followReadings } from "../../../src/judging/follower/follower";
import type { Store } from "../../../src/store/store";
import { aloneWithMachine } from "../../support/judging";
import { START } from "../../support/store";

const newId = () => Bun.randomUUIDv7();

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

/** Follows as a leader does, from what the one before it has saved. */
async function lead(store: Store, machine: Machine) {
  const monitor = createMonitor({
    machine: () => machine,
    open: await store.alarms.list({ states: ["new", "acknowledged"], limit: 10 }),
    states: await store.states.load(),
    newId,
  });
  const failures: FollowerFailure[] = [];
  const judged: number[] = [];
  const follower = followReadings({
    store,
    monitor,
    watermarks: await store.judged.positions(),
    onJudged: (readings) => judged.push(...readings.map(({ at }) => at)),
    onFailure: (failure) => failures.push(failure),
  });
  return {
    ...follower,
    monitor,
    failures,
    judged,
    /** Stores a batch and hands it over, as the intake of a server without peers does. */
    async take(batch: Reading[]) {
      await follower.judge(await store.readings.record(batch));
    },
  };
}

/** Judges what is there, and dies before anything more is saved. */
async function leadOnce(store: Store, machine: Machine) {
  const leader = await lead(store, machine);
  await leader.look();
  await leader.stop(false);
}

/** The alarms of the machine with their times, and how often each came back; oldest first. */
async function story({ alarms }: Store) {
  const all = await alarms.list({ limit: 100 });
  return all
    .map(({ opened_at, updated_at, state, cleared_at, repeats }) => [
      opened_at - START,
      updated_at - START,
      state,
      cleared_at && cleared_at - START,
      repeats ?? 0,
    ])
    .reverse();
}

async function judgeWhole() {
  await using room = await aloneWithMachine();
  const { store, machine } = room;
  await store.readings.record(shift(machine));
  await leadOnce(store, machine);
  return { story: await story(store), events: (await store.events.outbox()).waiting };
}

test("a machine is judged in order, once, also readings stored before the leader began", async () => {
  const whole = await judgeWhole();
  // The second time is within ten minutes of the first, and nobody has answered that: it is new again.
  expect(whole.story.map(([, , state, , repeats]) => [state, repeats])).toEqual([["new", 1]]);
});

test("leaders that die anywhere and save nothing more tell the same story as one that lives", async () => {
  const whole = await judgeWhole();
  for (const every of [7, 41, 130, 230]) {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    const readings = shift(machine);
    for (let start = 0; start < readings.length; start += every) {
      await store.readings.record(readings.slice(start, start + every));
      await leadOnce(store, machine);
    }
    expect(await story(store)).toEqual(whole.story);
    expect((await store.events.outbox()).waiting).toBe(whole.events);
  }
});

test("a batch that is handed over is judged without being read back", async () => {
  await using room = await aloneWithMachine();
  const { store, machine } = room;
  const leader = await lead(store, machine);
  await leader.look();
  store.readings.past = () => Promise.reject(new Error("Nothing is read back"));
  const readings = shift(machine);
  for (let start = 0; start < readings.length; start += 60)
    await leader.take(readings.slice(start, start + 60));
  await leader.stop(true);
  expect(await story(store)).toEqual((await judgeWhole()).story);
  expect(leader.failures).toEqual([]);
});

test("readings stored but not judged when the process died are judged before the batches that follow them", async () => {
  await using room = await aloneWithMachine();
  const { store, machine } = room;
  const readings = shift(machine);
  const first = await lead(store, machine);
  await first.take(readings.slice(0, 150));
  await first.stop(true);
  await store.readings.record(readings.slice(150, 230)); // killed between storing and judging
  const second = await lead(store, machine);
  await second.take(readings.slice(230, 400));
  await second.take(readings.slice(400));
  await second.look();
  await second.stop(true);
  expect(second.judged).toEqual(readings.slice(150).map(({ at }) => at));
  expect(await story(store)).toEqual((await judgeWhole()).story);
});

test("readings are judged in the order of storing, late ones too, and a repeated one is not judged again", async () => {
  await using room = await aloneWithMachine();
  const { store, machine } = room;
  const at = (seconds: number, metric = "power_kw"): Reading => ({
    machine_id: machine.id,
    at: START + seconds * 1000,
    metrics: { [metric]: 1 },
    mode: null,
  });
  const leader = await lead(store, machine);
  await leader.take([at(5), at(4), at(5, "pressure_bar"), at(6)]);
  await leader.take([at(6, "pressure_bar"), at(3), at(5), at(3)]);
  await leader.look();
  await leader.stop(true);
  expect(leader.judged.map((stamp) => (stamp - START) / 1000)).toEqual([5, 4, 5, 6, 6, 3]);
  expect(await store.readings.between(machine.id, START, START + 9_000)).toHaveLength(4);
});

test("findings that could not be saved are saved later, before anything else is judged", async () => {
  await using room = await aloneWithMachine();
  const { store, machine } = room;
  const readings = shift(machine);
  const { save } = store.judged;
  let away = false;
  store.judged.save = (step) => (away ? Promise.reject(new Error("The database is away")) : save(step));
  const leader = await lead(store, machine);
  await leader.look();
  away = true;
  await leader.take(readings.slice(0, 300));
  await store.readings.record(readings.slice(300));
  leader.hint([machine.id]);
  await leader.look();
  expect(leader.judged).toHaveLength(300);
  expect(leader.failures.map(({ kind }) => kind)).toContain("waiting");
  away = false;
  await leader.look();
  await leader.stop(true);
  expect(await story(store)).toEqual((await judgeWhole()).story);
});

test("readings that were skipped alarm nobody, whoever judges next", async () => {
  await using room = await aloneWithMachine();
  const { store, machine } = room;
  const leader = await lead(store, machine);
  await leader.skip(machine.id, START + 600_000);
  await store.readings.record(shift(machine));
  await leader.stop(false);
  await leadOnce(store, machine);
  expect(await story(store)).toEqual([]);
});

test("a large batch is judged in slices between which the loop turns, all of it and in order", async () => {
  await using room = await aloneWithMachine();
  const { store, machine } = room;
  const leader = await lead(store, machine);
  const batch = Array.from({ length: 2_200 }, (_, i) => ({ ...shift(machine)[0]!, at: START + i }));
  const recorded = await store.readings.record(batch);
  let turns = 0;
  setImmediate(function again() {
    if (++turns < 100) setImmediate(again);
  });
  await leader.judge(recorded);
  await leader.stop(false);
  expect(leader.judged).toEqual(batch.map(({ at }) => at));
  expect(turns).toBeGreaterThanOrEqual(4);
});

test("a machine that cannot be judged costs itself alone, is named once, and goes on when it can", async () => {
  await using room = await aloneWithMachine();
  const { store, machine } = room;
  const poisoned = await store.machines.add({ name: "Poisoned" });
  const leader = await lead(store, machine);
  await leader.look();
  const { observe } = leader.monitor;
  let isPoisoned = true;
  leader.monitor.observe = (readings) => {
    if (isPoisoned && readings.some(({ machine_id }) => machine_id === poisoned.id))
      throw new Error("Poison");
    return observe(readings);
  };
  const readings = shift(machine);
  const bad = shift(poisoned).map((reading) => ({ ...reading, metrics: { power_kw: 50 } }));
  await leader.take(readings.flatMap((reading, index) => [reading, bad[index]!]));
  await leader.look();
  expect(await story(store)).toEqual((await judgeWhole()).story);
  await leader.look();
  expect(leader.failures.filter(({ kind }) => kind === "unreadable")).toMatchObject([
    { machineId: poisoned.id },
  ]);
  isPoisoned = false;
  await leader.look();
  await leader.stop(true);
  expect((await store.judged.positions()).get(poisoned.id)).toEqual(
    (await store.readings.newest()).get(poisoned.id),
  );
});
