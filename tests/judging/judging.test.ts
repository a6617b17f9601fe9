import { describe, expect, test } from "bun:test";
import type { Leadership, LeadershipCallbacks } from "../../src/cluster/leader";
import { createMonitor } from "../../src/detection/monitor/monitor";
import { positionAt } from "../../src/domain/machine/position";
import type { Limits } from "../../src/domain/alarm/machine_limits";
import type { Store } from "../../src/store/store";
import { eventually } from "../support/andon";
import { aloneWithMachine, fakeSimulation, faulty, judgeOn } from "../support/judging";
import { HOUR, MINUTE, NOW, START } from "../support/store";

const openAlarms = ({ alarms }: Store) => alarms.list({ states: ["new"], limit: 10 });

describe("a server alone", () => {
  test("stores what it is sent, judges it, and saves findings with states and watermarks", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    const judging = await judgeOn(store);
    expect(judging.isLeader()).toBe(true);
    const readings = faulty(machine.id, 170);
    for (let start = 0; start < 170; start += 17) await judging.send(readings.slice(start, start + 17));
    await judging.stop();
    expect(judging.isLeader()).toBe(false);
    expect(await openAlarms(store)).toMatchObject([{ machine_id: machine.id, metric: "power_kw" }]);
    expect(judging.stageCounters.judged.count).toBe(170);
    expect(await store.judged.positions()).toEqual(new Map([[machine.id, positionAt(readings[169]!.at)]]));
    expect([...(await store.states.load()).keys()]).toEqual([machine.id]);
    await judging.save(); // after the stop there is nothing to save, and nothing fails
    expect(judging.messages).toEqual([]);
  });

  test("judges after a restart what was stored but not judged when the process was killed", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    const readings = faulty(machine.id, 170);
    const first = await judgeOn(store);
    await first.send(readings.slice(0, 148));
    await first.stop();
    await store.readings.record(readings.slice(148)); // killed between storing and judging
    expect(await openAlarms(store)).toEqual([]);
    const second = await judgeOn(store);
    await eventually(async () => (await openAlarms(store)).length === 1, "an alarm is open", 900);
    await second.stop();
    expect(second.stageCounters.judged.count).toBe(22);
  });

  test("does not judge again what a version without watermarks has judged", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    // Learned, wrong for an hour some days ago, and calm since: judged and resolved by the version before.
    const readings = [...faulty(machine.id, 170), ...faulty(machine.id, 149)].map((reading, i) => ({
      ...reading,
      at: START - 3 * 24 * 60 * MINUTE + i * MINUTE,
    }));
    await store.readings.record(readings);
    const before = createMonitor({ machine: () => machine, open: [], states: new Map(), newId: () => "a1" });
    before.observe(readings);
    await store.states.save(before.snapshot());
    expect(await store.judged.positions()).toEqual(new Map()); // the guard: it knew none
    const judging = await judgeOn(store);
    await judging.checkSilence();
    expect(await store.alarms.list({ limit: 10 })).toEqual([]);
    expect(judging.stageCounters.judged.count).toBe(0);
    await judging.send(faulty(machine.id, 1));
    await judging.stop();
    expect(judging.stageCounters.judged.count).toBe(1);
    expect(await store.judged.positions()).toEqual(new Map([[machine.id, positionAt(START)]]));
  });

  test("saves the first watermark of such a machine at once, so that a kill cannot lose it", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    await store.readings.record(faulty(machine.id, 5));
    await store.states.save(new Map([[machine.id, { version: 0 }]]));
    const judging = await judgeOn(store);
    expect(await store.judged.positions()).toEqual(new Map([[machine.id, positionAt(START + 4000)]]));
    await judging.stop();
  });

  test("announces every value with the share learned and whether it is simulated", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    const simulation = fakeSimulation([machine.id]);
    const judging = await judgeOn(store, { simulation });
    await judging.send(faulty(machine.id, 40));
    await eventually(async () => judging.values.length > 0, "a value is announced");
    expect(judging.values.at(-1)).toMatchObject({ machine_id: machine.id, learned: 0.4, simulated: true });
    expect(judging.learned(machine.id)).toBe(0.4);
    judging.endSimulation([machine.id]);
    await judging.send(faulty(machine.id, 41).slice(40));
    await judging.stop();
    expect(judging.values.at(-1)).toMatchObject({ learned: 0.41, simulated: false });
  });

  test("ends the simulation of a machine that sends real readings", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    const judging = await judgeOn(store, { simulation: fakeSimulation([machine.id]) });
    expect([judging.simulatedHere(), judging.simulated()]).toEqual([[machine.id], true]);
    judging.endSimulation([machine.id]);
    expect([judging.simulatedHere(), judging.simulated()]).toEqual([[], false]);
    expect(judging.logged).toContainEqual(["real readings: simulation ended", { machine: machine.name }]);
    await judging.stop();
  });

  test("alarms nobody because of an invented past, not even after a restart in the middle of it", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    const simulation = fakeSimulation();
    const judging = await judgeOn(store, { simulation });
    await simulation.runs[0]!.recordPast(faulty(machine.id, 170));
    const next = await judgeOn(store); // the first was killed: nothing more was saved
    await next.checkSilence();
    expect(await store.alarms.list({ limit: 10 })).toEqual([]);
    await Promise.all([judging.stop(), next.stop()]);
  });

  test("raises an alarm on a machine that is silent, once what is stored has been judged", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    let now = START;
    const limits = { metrics: [], silent_minutes: 1 };
    const judging = await judgeOn(store, { limits, now: () => now });
    await judging.send(faulty(machine.id, 20));
    now = NOW;
    await store.readings.record([{ ...faulty(machine.id, 1)[0]!, at: NOW - 1000 }]);
    await judging.checkSilence();
    expect(await openAlarms(store)).toEqual([]);
    now = NOW + 2 * MINUTE;
    await judging.checkSilence();
    expect(await openAlarms(store)).toMatchObject([{ machine_id: machine.id, detection_method: "limit" }]);
    await judging.stop();
  });

  test("raises an acknowledged alarm when its machine falls silent, and alarms one that was never heard", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    let now = START;
    const limits: Limits = {
      metrics: [{ metric: "power_kw", severity: "critical", high: 10 }],
      silent_minutes: 1,
    };
    const judging = await judgeOn(store, { limits, now: () => now });
    await judging.send(faulty(machine.id, 3));
    const [alarm] = await eventually(async () => {
      const open = await openAlarms(store);
      return open.length > 0 && open;
    }, "an alarm");
    await store.alarms.acknowledge(alarm!.id, { by: "Ann" }, START);
    now = START + HOUR;
    await judging.checkSilence();
    expect(await openAlarms(store)).toMatchObject([
      { id: alarm!.id, reason: expect.stringMatching(/^No reading for 1 minute/) },
    ]);
    await store.alarms.acknowledge(alarm!.id, { by: "Ann" }, START);
    await judging.stop();

    const never = await store.machines.add({ name: "Never heard" });
    now = NOW + HOUR; // the store registers by its own clock
    const next = await judgeOn(store, { limits, now: () => now });
    now += 2 * MINUTE;
    await next.checkSilence();
    expect(await openAlarms(store)).toMatchObject([{ machine_id: never.id, metric: null }]);
    await next.stop();
  });

  test("learns from a false alarm, and takes what it is told for normal", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    const judging = await judgeOn(store);
    await judging.send(faulty(machine.id, 170));
    await eventually(async () => (await openAlarms(store)).length === 1, "an alarm is open");
    const refused = judging.acceptAsNormal(machine.id, () => Promise.reject(new Error("The disk is full")));
    await expect(refused).rejects.toThrow("The disk is full");
    // What could not be noted was not done.
    expect(await store.alarms.list({ limit: 10 })).toMatchObject([{ state: "new" }]);
    const noted: string[] = [];
    expect(await judging.acceptAsNormal(machine.id, async (how) => noted.push(how))).toBe("done");
    expect(noted).toEqual(["done"]);
    expect(await store.alarms.list({ limit: 10 })).toMatchObject([{ state: "cleared", cleared_at: NOW }]);
    await judging.stop();
  });

  test("does not start on a database that is damaged", async () => {
    await using room = await aloneWithMachine();
    const { store } = room;
    const states = { ...store.states, load: () => Promise.reject(new Error("The file is damaged")) };
    await expect(judgeOn({ ...store, states })).rejects.toThrow("The file is damaged");
  });
});

describe("a server among others", () => {
  /** As it looks to a server that shares its database; whether it leads is the test's decision. */
  async function among(store: Store, isLeader: boolean, change: Parameters<typeof judgeOn>[1] = {}) {
    const leadership: Leadership = {
      run: ({ onElected }) => isLeader && onElected(),
      isLeader: () => isLeader,
      term: () => undefined,
      resign: () => Promise.resolve(),
    };
    return judgeOn({ ...store, shared: true }, { leadership, ...change });
  }

  test("stores what it is sent and tells the leader, when it does not lead", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    const judging = await among(store, false);
    await judging.send(faulty(machine.id, 170));
    await judging.stop();
    expect(judging.messages).toEqual([{ kind: "readings", machines: [machine.id], outside: false }]);
    expect(await store.readings.count()).toBe(170);
    expect([judging.stageCounters.judged.count, await openAlarms(store)]).toEqual([0, []]);
  });

  test("judges what another has stored, when it leads and is told", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    const judging = await among(store, true);
    await judging.checkSilence();
    await store.readings.record(faulty(machine.id, 170));
    judging.onPeerMessage({ kind: "readings", machines: [machine.id], outside: false });
    await eventually(async () => (await openAlarms(store)).length === 1, "an alarm is open", 800);
    await judging.stop();
  });

  test("passes on to the leader what is normal, unless it cannot be reached", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    const judging = await among(store, false);
    expect(await judging.acceptAsNormal(machine.id)).toBe("passed_on");
    expect(judging.messages).toEqual([{ kind: "accept", machine: machine.id }]);
    judging.stageCounters.busAwaySince = NOW;
    const noted: string[] = [];
    expect(await judging.acceptAsNormal(machine.id, async (how) => noted.push(how))).toBe("unreachable");
    expect(noted).toEqual([]);
    await judging.stop();
  });

  test("lets the leader know of real readings", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    const other = await among(store, false);
    other.endSimulation([machine.id]);
    expect(other.messages).toEqual([{ kind: "readings", machines: [machine.id], outside: true }]);
    await other.stop();
  });

  test("does not simulate a machine with real readings, whichever server had them, in any of its terms", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    let callbacks: LeadershipCallbacks | undefined;
    const leadership: Leadership = {
      run: (given) => (callbacks = given),
      isLeader: () => true,
      term: () => undefined,
      resign: () => Promise.resolve(),
    };
    const simulation = fakeSimulation([machine.id]);
    const judging = await among(store, true, { leadership, simulation });
    const terms = (count: number) =>
      eventually(async () => simulation.runs.length === count, `term ${count} has begun`);
    callbacks?.onElected();
    await terms(1);
    expect(judging.simulatedHere()).toEqual([machine.id]);
    judging.onPeerMessage({ kind: "readings", machines: [machine.id], outside: true });
    expect(judging.simulatedHere()).toEqual([]);
    callbacks?.onLost();
    callbacks?.onElected();
    await terms(2);
    expect(judging.simulatedHere()).toEqual([]);
    await judging.stop();
  });

  test("knows of learning and simulation from the leader's values", async () => {
    await using room = await aloneWithMachine();
    const { store, machine } = room;
    const judging = await among(store, false);
    const value = {
      event_type: "metric_updated",
      machine_id: machine.id,
      metric: "power_kw",
      value: 1,
    } as const;
    const timestamp = "2026-03-02T08:00:00Z";
    judging.onValue({ ...value, timestamp, learned: 0.3, simulated: true });
    expect([judging.learned(machine.id), judging.simulated(), judging.simulatedHere()]).toEqual([
      0.3,
      true,
      [],
    ]);
    await judging.stop();
  });
});
