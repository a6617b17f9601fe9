import { expect, test } from "bun:test";
import { createRandom } from "../../../../src/math/random";
import { explore, walk } from "../explore";
import { AT_END, LAWS } from "./laws";
import { heal } from "../outages";
import { type Bounds, stepsOf } from "./steps";
import { newWorld, TICK_MS, type World } from "./world";

/*
 * Hand-over checked on a model: two servers with their leases, terms, transactions and relays, and every
 * fault between any two steps. Decisions about the lease are those of src/cluster/leader.ts.
 */

const TIMEOUT_MS = 60_000;

const modelOf = (faults: number, bounds: Bounds) => ({
  first: newWorld(faults),
  steps: (world: World) => stepsOf(world, bounds),
  laws: LAWS,
});

test(
  "in every order of steps each reading is judged once",
  () => {
    const quiet = explore(modelOf(0, { readings: 1, ticks: 3, announces: false }));
    const cut = explore(modelOf(1, { readings: 1, ticks: 2, announces: false }));
    for (const explored of [quiet, cut]) expect(explored.broken).toBeUndefined();
    expect(quiet.orders + cut.orders).toBeGreaterThan(100_000n);
    expect(quiet.worlds + cut.worlds).toBeGreaterThan(100_000);
  },
  TIMEOUT_MS,
);

test(
  "after any three faults each reading is judged, and each event told, once",
  () => {
    const bounds = { readings: 3, ticks: 8, announces: true };
    const ending = {
      heal,
      pass: (world: World) => void (world.now += TICK_MS),
      steps: (world: World) => stepsOf(world, { ...bounds, readings: 0, ticks: 0 }),
      laws: AT_END,
    };
    const walked = walk(modelOf(3, bounds), ending, { orders: 10_000, steps: 80, chance: createRandom(7) });
    expect(walked.broken).toBeUndefined();
    expect(walked.orders).toBe(10_000);
  },
  TIMEOUT_MS,
);

test(
  "the model can fail: without the term in the transaction a reading is judged twice",
  () => {
    const unfenced = explore(modelOf(0, { readings: 1, ticks: 4, announces: false, isFenced: false }));
    expect(unfenced.broken?.law).toBe("reading 1 was judged twice");
  },
  TIMEOUT_MS,
);
