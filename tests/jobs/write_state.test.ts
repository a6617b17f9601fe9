import { expect, test } from "bun:test";
import { LOOK_EVERY_MS, next, WRITES } from "../../src/jobs/write_state";

/** Looks again and again, half a second apart, at whether a write has got through since the last look. */
function look(throughs: readonly boolean[]) {
  let state = WRITES;
  return throughs.map((through, index) => {
    const step = next(state, through, (index + 1) * LOOK_EVERY_MS);
    state = step.state;
    return step;
  });
}
const lasting = (looks: number) => Array<boolean>(looks).fill(false);

test("a write of our own is tried when nobody has written for a second, and again until one gets through", () => {
  expect(look([true, false, false, false, true, false]).map(({ probe }) => probe)).toEqual([
    false,
    false,
    true,
    true,
    false,
    false,
  ]);
});

test("after three seconds without a write getting through nothing is recorded, since when that began", () => {
  const steps = look([true, ...lasting(8)]);
  expect(steps.map(({ state }) => state.stuckSince)).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
    500,
    500,
    500,
  ]);
  expect(steps.map(({ changed }) => changed).indexOf(true)).toBe(6);
  expect(steps.filter(({ changed }) => changed)).toHaveLength(1);
});

test("one write that gets through ends it", () => {
  const end = look([...lasting(7), true]).at(-1);
  expect(end).toEqual({ state: WRITES, probe: false, changed: true });
});

test("a pause of the whole process is one look, and no outage", () => {
  expect(next(next(WRITES, true, 0).state, false, 60_000).changed).toBe(false);
});
