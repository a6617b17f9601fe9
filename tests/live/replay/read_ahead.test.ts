import { expect, test } from "bun:test";
import { createReadAhead } from "../../../src/live/replay/read_ahead";
import { NOW, START, startPast } from "../../support/past";

function start(speed: 1 | 10 | 60 = 10) {
  const past = startPast({ machines: [] });
  const troubles: unknown[] = [];
  const deps = { past: past.past, now: past.deps.now, onTrouble: (error: unknown) => troubles.push(error) };
  return { ...past, troubles, ahead: createReadAhead(deps, { speed, machineIds: [] }) };
}
const second = (seconds: number) => START + seconds * 1_000;

test("everything up to a moment is taken once, oldest first", async () => {
  const { ahead } = start();
  await ahead.begin(START, []);
  await ahead.reach(second(6));
  const { readings, changes } = ahead.take(second(6));
  expect(readings.map(({ at }) => at)).toEqual([1, 2, 3, 4, 5, 6].map(second));
  expect(changes.map(({ at }) => at)).toEqual([second(5)]);
  expect(ahead.take(second(6))).toEqual({ readings: [], changes: [] });
});

test("five seconds of the wall clock are read at once, and the next before they are needed", async () => {
  const { ahead, asked } = start();
  await ahead.begin(START, []);
  expect(asked()).toBe(1);
  await ahead.reach(second(1)); // fifty were read, so less than fifty are left
  expect(asked()).toBe(2);
  await Bun.sleep(0);
  await ahead.reach(second(2));
  expect(asked()).toBe(2);
});

test("reading that fails is harmless until it is needed, and is tried again", async () => {
  const { ahead, broken, troubles } = start();
  await ahead.begin(START, []);
  broken.readings = true;
  await ahead.reach(second(1));
  await Bun.sleep(0);
  expect(troubles).toHaveLength(1);
  await expect(ahead.reach(second(60))).rejects.toThrow("away");
  broken.readings = false;
  await ahead.reach(second(60));
  expect(ahead.take(second(60)).readings).toHaveLength(60);
});

test("changes are asked for of alarms that are open, not of ended ones", async () => {
  const { past, deps } = startPast({ machines: [] });
  const asked: string[][] = [];
  const changes: typeof past.changes = (query) => (asked.push([...query.open]), past.changes(query));
  const ahead = createReadAhead({ ...deps, past: { ...past, changes } }, { speed: 1, machineIds: [] });
  await ahead.begin(second(3), [{ id: "before" }]);
  for (const seconds of [7, 12, 17, 22, 27]) {
    await ahead.reach(second(seconds));
    await Bun.sleep(0);
    ahead.take(second(seconds));
  }
  expect(asked[0]).toEqual(["before"]);
  expect(asked).toContainEqual(["before", "a1"]); // it opened five seconds after the start
  expect(asked.at(-1)).toEqual(["before"]); // and ended after twenty
});

test("events that may still be on their way are not read yet", async () => {
  const { ahead } = start(60);
  await ahead.begin(NOW - 4_000, []);
  await ahead.reach(NOW - 2_000);
  expect(ahead.take(NOW).readings.map(({ at }) => at)).toEqual([NOW - 3_000, NOW - 2_000]);
});
