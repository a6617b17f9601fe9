import { expect, test } from "bun:test";
import fc from "fast-check";
import { planReplay } from "../../../src/commands/replay/plan";

const START = Date.UTC(2026, 2, 2, 8);
const rows = [0, 1200, 120_000].map((at) => ({ at, line: 2, metrics: { a: 1 }, mode: null }));

function replayed(speed: number, keepTimes = false, table = rows) {
  return planReplay(table, { machineId: "m", speed, keepTimes, start: START }).map(({ due, reading }) => ({
    due: due - START,
    stamp: Date.parse(reading.timestamp) - (keepTimes ? 0 : START),
  }));
}

test("two minutes at sixty times the speed take two seconds, and the last stamp is the moment they end", () => {
  expect(replayed(60)).toEqual([
    { due: 0, stamp: 2000 - 120_000 },
    { due: 20, stamp: 2000 - 118_800 },
    { due: 2000, stamp: 2000 },
  ]);
});

test("at the speed of life every stamp is the moment of its sending", () => {
  for (const { due, stamp } of replayed(1)) expect(stamp).toBe(due);
});

test("times that are kept are those of the file", () => {
  expect(replayed(60, true).map(({ stamp }) => stamp)).toEqual([0, 1200, 120_000]);
});

test("no stamp is ever ahead of its sending, and the spacing stays", () => {
  const times = fc
    .array(fc.nat(1e7), { minLength: 1, maxLength: 20 })
    .map((list) => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(times, fc.double({ min: 1, max: 1e4, noNaN: true }), (list, speed) => {
      const plan = replayed(
        speed,
        false,
        list.map((at) => ({ at, line: 2, metrics: { a: 1 }, mode: null })),
      );
      plan.forEach(({ due, stamp }, i) => {
        expect(stamp).toBeLessThanOrEqual(due);
        expect(stamp - (plan[0]?.stamp ?? 0)).toBe((list[i] ?? 0) - (list[0] ?? 0));
      });
    }),
  );
});

test("a mode is sent only where there is one", () => {
  const plan = planReplay([{ at: 0, line: 2, metrics: { a: 1 }, mode: "hold" }], {
    machineId: "m",
    speed: 1,
    keepTimes: true,
    start: START,
  });
  expect(plan[0]?.reading).toEqual({
    machine_id: "m",
    timestamp: "1970-01-01T00:00:00.000Z",
    metrics: { a: 1 },
    mode: "hold",
  });
});
