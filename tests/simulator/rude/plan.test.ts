import { expect, test } from "bun:test";
import { limits } from "../../../src/domain/alarm/machine_limits";
import { createPlant } from "../../../src/simulator/plant";
import { planDeeds } from "../../../src/simulator/rude/plan";
import { createRudePlant } from "../../../src/simulator/rude/rude_plant";
import { SEED_MACHINES } from "../../../src/simulator/seed_machines";

const FROM = Date.UTC(2026, 10, 23, 8);
const MINUTE_MS = 60_000;

test("the same seed gives the same plan, another one another", () => {
  const plan = (seed: number) => planDeeds({ seed, from: FROM, hours: 6 });
  expect(plan(1)).toEqual(plan(1));
  expect(plan(1)).not.toEqual(plan(2));
});

test("each machine has a fault in the first half hour, and every kind comes within a day", () => {
  const { planted } = planDeeds({ seed: 1, from: FROM, hours: 24 });
  const early = planted.filter(({ from, to }) => from >= FROM && to <= FROM + 30 * MINUTE_MS);
  expect(new Set(early.map(({ machine_id }) => machine_id)).size).toBe(SEED_MACHINES.length);
  expect(new Set(planted.map(({ expected }) => expected))).toEqual(
    new Set(["limit", "learned", "silence", "fault", "implausible"]),
  );
});

test("what is done to one machine never overlaps, so that the truth is plain", () => {
  const { acts } = planDeeds({ seed: 3, from: FROM, hours: 48 });
  for (const a of acts)
    for (const b of acts)
      if (a !== b && a.machine_id === b.machine_id) expect(a.from >= b.to || b.from >= a.to).toBe(true);
});

test("its limits are ones that an operator could set, and its values are beyond them", () => {
  const { acts, limits: set } = planDeeds({ seed: 1, from: FROM, hours: 24 });
  for (const each of set.values()) expect(limits.parse(each)).toEqual(each);
  for (const { machine_id, deed } of acts) {
    if (deed.does !== "exceed") continue;
    const limit = set.get(machine_id)?.metrics.find(({ metric }) => metric === deed.metric);
    expect(deed.value).toBeGreaterThan(limit?.high ?? Infinity);
  }
});

test("a planted fault is in what is measured as long as it lasts, and is told of once", () => {
  const plan = planDeeds({ seed: 1, from: FROM, hours: 2 });
  const told: string[] = [];
  const rude = createRudePlant({
    seed: 1,
    plan,
    plant: createPlant({ seed: 1, faultsPerDay: 0 }),
    onPlanted: ({ kind, machine_id }) => told.push(`${machine_id} ${kind}`),
  });
  const { machine_id, from, to } = plan.planted.find(({ kind }) => kind === "vibration_mm_s")!;
  const vibration = (at: number) => rude.next(machine_id, at).metrics.vibration_mm_s!;
  expect(vibration(from - 1)).toBeLessThan(12);
  expect([vibration(from), vibration(to - 1)]).toEqual([25, 25]);
  expect(vibration(to)).toBeLessThan(12);
  expect(told.filter((each) => each === `${machine_id} vibration_mm_s`)).toHaveLength(1);
});
