import { expect, test } from "bun:test";
import { createRandom } from "../../../../src/math/random";
import { explore, type Law, walk } from "../explore";
import { heal } from "../outages";
import { type Bounds, pass, stepsOf } from "./steps";
import { newWorld, type World } from "./world";

/*
 * Taking in what other programs publish, checked on a model: two servers, the inbound lease, what each has
 * kept, and every fault between any two steps. Two things are taken for granted: what was delivered before an
 * answer is read before it, and a statement does not reach the database after another hold has begun.
 */

const TIMEOUT_MS = 60_000;
const BOUNDS: Bounds = { messages: 3, ticks: 8 };

const recordedOnce: Law<World> = ({ recorded }) => {
  const messages = recorded.map(({ message }) => message);
  const twice = messages.find((message, index) => messages.indexOf(message) !== index);
  return twice === undefined ? undefined : `message ${twice} was recorded twice`;
};

/** A message is owed as soon as one server has it that is never killed. */
const allRecorded: Law<World> = ({ reached, recorded }) => {
  const isLost = (names: readonly string[], index: number) =>
    names.length > 0 && !recorded.some(({ message }) => message === index + 1);
  const lost = reached.findIndex(isLost);
  return lost < 0 ? undefined : `message ${lost + 1} is lost`;
};

const modelOf = (faults: number, bounds: Bounds) => ({
  first: newWorld(faults),
  steps: (world: World) => stepsOf(world, bounds),
  laws: [recordedOnce],
});

function walked(bounds: Bounds, orders: number) {
  const steps = (world: World) => stepsOf(world, { ...bounds, messages: 0, ticks: 0 });
  const random = { orders, steps: 60, chance: createRandom(5) };
  return walk(modelOf(3, bounds), { heal, pass, steps, laws: [allRecorded] }, random);
}

test(
  "in every order of steps a message is recorded once",
  () => {
    const explored = explore(modelOf(0, { messages: 1, ticks: 2 }));
    expect(explored.broken).toBeUndefined();
    expect(explored.orders).toBeGreaterThan(100_000n);
  },
  TIMEOUT_MS,
);

test(
  "after any three faults no message is lost that a living server has heard, and none comes twice",
  () => {
    const { broken, orders } = walked(BOUNDS, 10_000);
    expect(broken).toBeUndefined();
    expect(orders).toBe(10_000);
  },
  TIMEOUT_MS,
);

test("the model can fail: without the claim a message is lost that the holder has not heard", () => {
  expect(walked({ ...BOUNDS, claims: false }, 1_000).broken?.law).toMatch(/^message \d is lost$/);
});
