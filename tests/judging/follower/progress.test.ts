import { expect, test } from "bun:test";
import type { Finding } from "../../../src/domain/alarm/alarm";
import { positionAt, stampOf } from "../../../src/domain/machine/position";
import { createProgress } from "../../../src/judging/follower/progress";
import { createUnsaved, type Found } from "../../../src/judging/follower/unsaved";
import { skipTo, type Watermarks } from "../../../src/judging/follower/watermarks";
import type { JudgedStep } from "../../../src/store/progress/judging_progress";

const cleared = (anomaly_id: string, at = 1): Finding => ({ kind: "cleared", anomaly_id, at });
const on = (machineId: string, ...alarms: string[]): Found[] =>
  alarms.map((alarm) => ({ machineId, finding: cleared(alarm) }));

/** A store that says what it saved, and refuses or fails when told. */
function start({ refuses = (_: JudgedStep): boolean => false } = {}) {
  const touched = new Map<string, unknown>();
  const watermarks: Watermarks = new Map();
  const saved: JudgedStep[] = [];
  const refused: string[] = [];
  const store = { isAway: false, refuses };
  const monitor = {
    snapshot(ids: Iterable<string> = [...touched.keys()]) {
      const states = [...ids].filter((id) => touched.has(id)).map((id) => [id, touched.get(id)] as const);
      for (const [id] of states) touched.delete(id);
      return new Map(states);
    },
  };
  const unsaved = createUnsaved(monitor, watermarks);
  const progress = createProgress({
    judged: {
      async save(step) {
        if (store.isAway || store.refuses(step)) throw new Error("The store refuses");
        if (step.findings.length + step.states.size + step.positions.size > 0) saved.push(step);
      },
    },
    unsaved,
    onRefused: (_, machineId) => refused.push(machineId),
  });
  /** A machine was judged up to an instant and its state is now this. */
  function judged(id: string, at: number) {
    touched.set(id, at);
    skipTo(watermarks, id, at);
    unsaved.moved(id);
  }
  return { ...progress, unsaved, saved, refused, store, touched, judged, monitor };
}

const alarmsOf = (steps: readonly JudgedStep[]) =>
  steps.map(({ findings }) => findings.map((one) => (one.kind === "cleared" ? one.anomaly_id : "")));
const holds = (step: JudgedStep, alarm: string) => alarmsOf([step])[0]!.includes(alarm);

test("findings are saved at once, in one step with their machines' states and watermarks", async () => {
  const { saveDue, unsaved, saved, judged } = start();
  judged("a", 7);
  judged("b", 8);
  await saveDue();
  expect(saved).toEqual([]); // the guard: nothing hurries without a finding
  unsaved.add(on("a", "a1", "a2"));
  await saveDue();
  expect(saved).toEqual([
    {
      findings: [cleared("a1"), cleared("a2")],
      states: new Map([["a", 7]]),
      positions: new Map([["a", positionAt(7)]]),
    },
  ]);
  await saveDue();
  expect(saved).toHaveLength(1);
});

test("a full save holds every changed machine once, also one that no reading has changed", async () => {
  const { saveAll, saved, judged, touched } = start();
  for (let machine = 0; machine < 50; machine++) judged(`m${machine}`, machine);
  touched.set("called false", 1);
  await saveAll();
  const states = saved.flatMap((step) => [...step.states.keys()]);
  expect(states.toSorted()).toEqual(
    [...Array.from({ length: 50 }, (_, machine) => `m${machine}`), "called false"].toSorted(),
  );
  for (const { states, positions } of saved)
    for (const [id, position] of positions) expect(states.get(id)).toBe(stampOf(position));
  await saveAll();
  expect(saved.flatMap((step) => [...step.states.keys()])).toHaveLength(51);
});

test("many states are saved in slices between which the loop turns", async () => {
  const { saveAll, judged, saved } = start();
  let turns = 0;
  for (let machine = 0; machine < 100; machine++) judged(`m${machine}`, machine);
  setImmediate(function again() {
    if (++turns < 100) setImmediate(again);
  });
  await saveAll();
  expect(turns).toBeGreaterThanOrEqual(3);
  expect(Math.max(...saved.map(({ states }) => states.size))).toBeLessThanOrEqual(25);
});

test("a finding that can never be saved does not hold up the others", async () => {
  const { saveDue, unsaved, saved, refused, judged } = start({ refuses: (step) => holds(step, "poison") });
  for (const machine of ["a", "b", "c"]) judged(machine, 1);
  unsaved.add([...on("a", "good"), ...on("b", "poison"), ...on("c", "fine")]);
  await saveDue();
  expect(alarmsOf(saved)).toEqual([["good"], ["fine"]]);
  expect(refused).toEqual(["b"]);
  unsaved.add(on("a", "next"));
  await saveDue();
  expect(alarmsOf(saved)).toEqual([["good"], ["fine"], ["next"]]);
});

test("later findings of the same alarm wait for one that is refused, and follow it in order", async () => {
  const line = start({ refuses: (step) => holds(step, "a1") });
  line.unsaved.add([...on("a", "a1"), ...on("b", "b1"), ...on("a", "a1")]);
  await line.saveDue();
  expect(alarmsOf(line.saved)).toEqual([["b1"]]);
  expect(line.refused).toEqual(["a"]);
  line.store.refuses = () => false;
  line.unsaved.add(on("b", "b2"));
  await line.saveDue();
  expect(alarmsOf(line.saved)).toEqual([["b1"], ["a1", "a1", "b2"]]);
});

test("the state of a machine does not wait for its refused finding", async () => {
  const { saveAll, unsaved, saved, judged } = start({ refuses: (step) => holds(step, "poison") });
  judged("a", 5);
  unsaved.add(on("a", "poison"));
  await saveAll();
  expect(saved).toEqual([
    { findings: [], states: new Map([["a", 5]]), positions: new Map([["a", positionAt(5)]]) },
  ]);
});

test("a machine whose state is refused costs itself alone", async () => {
  const { saveAll, saved, refused, judged } = start({ refuses: ({ states }) => states.has("bad") });
  for (const machine of ["a", "bad", "b"]) judged(machine, 1);
  await saveAll();
  expect(saved.flatMap(({ states }) => [...states.keys()])).toEqual(["a", "b"]);
  expect(new Set(refused)).toEqual(new Set(["bad"]));
});

test("while the store is away everything waits, and is saved in order when it is back", async () => {
  const { saveDue, saveAll, isReachable, unsaved, saved, refused, store, judged } = start();
  store.isAway = true;
  judged("a", 1);
  unsaved.add(on("a", "a1"));
  await expect(saveDue()).rejects.toThrow("The store refuses");
  expect(await isReachable()).toBe(false);
  judged("a", 2);
  unsaved.add(on("b", "b1"));
  await expect(saveAll()).rejects.toThrow("The store refuses");
  expect(refused).toEqual([]);
  store.isAway = false;
  await saveDue();
  expect(alarmsOf(saved)).toEqual([["a1", "b1"]]);
  expect(saved[0]!.states).toEqual(new Map([["a", 2]]));
});

test("findings that are added while a save is under way are saved with the next", async () => {
  const { saveDue, unsaved, saved } = start();
  unsaved.add(on("a", "a1"));
  const saving = saveDue();
  unsaved.add(on("a", "a2"));
  await saving;
  await saveDue();
  expect(alarmsOf(saved)).toEqual([["a1"], ["a2"]]);
});
