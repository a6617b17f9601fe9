import { expect, test } from "bun:test";
import { mewma as detector } from "../../../src/detection/mewma/detector";
import { dropMetric } from "../../../src/detection/mewma/drop";
import { type Mewma, newMewma } from "../../../src/detection/mewma/state";
import { createRandom } from "../../../src/math/random";

/** No other list of a state is as long. */
const METRICS = ["power_kw", "a", "b", "c", "d", "e", "f"];

function learned(seconds = 600): Mewma {
  const chance = createRandom(3);
  const state = newMewma();
  for (let i = 0; i < seconds; i++) {
    const metrics = Object.fromEntries(METRICS.map((name, k) => [name, 10 * k + 5 + chance() + chance()]));
    const row = { at: i * 60_000, mode: i % 400 < 200 ? "low" : "high", metrics };
    const assessed = detector.observe(state, row, 100);
    if (assessed) detector.learn(state, row, assessed.observation, { learning: 100 });
  }
  return state;
}

/** The paths of the lists of a length in a state. */
function listsOf(value: unknown, length: number, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  const here = Array.isArray(value) && value.length === length ? [path] : [];
  return [
    ...here,
    ...Object.entries(value).flatMap(([key, each]) => listsOf(each, length, `${path}/${key}`)),
  ];
}

test("no list by metric is left as long as it was, and the others stay in their places", () => {
  const state = learned();
  const [size, square] = [METRICS.length, METRICS.length ** 2];
  const [before, squares] = [listsOf(state, size), listsOf(state, square)];
  expect(before).toContain("/metrics");
  // The margin of a range depends on how many metrics there are, its place does not.
  const expected = (metric: string) => {
    const found = detector.expected(state, { at: 599 * 60_000, mode: "high", metrics: {} }, metric);
    return found && { mean: found.mean, sd: found.sd };
  };
  const [power, f] = [expected("power_kw"), expected("f")];
  expect(dropMetric(state, "c")).toBe(true);
  expect(listsOf(state, size)).toEqual([]);
  expect(listsOf(state, square)).toEqual([]);
  expect(listsOf(state, size - 1).toSorted()).toEqual(before.toSorted());
  expect(listsOf(state, (size - 1) ** 2).toSorted()).toEqual(squares.toSorted());
  expect([expected("power_kw"), expected("f"), expected("c")]).toEqual([power, f, undefined]);
});

test("the limit that a counter has raised beyond all measure comes down to an ordinary one", () => {
  const state = learned();
  state.control_limit = 5000;
  dropMetric(state, "c");
  // 18.5 is what chance keeps 99.5 % of six under.
  expect(state.control_limit).toBeCloseTo(2 * 18.5, 0);
});

test("a metric that has set the operating points, and the last one, cannot be dropped", () => {
  const state = learned();
  expect(dropMetric({ ...state, driver: "speed_rpm" }, "speed_rpm")).toBe(false);
  for (const metric of METRICS.slice(1)) expect(dropMetric(state, metric)).toBe(true);
  expect(dropMetric(state, "power_kw")).toBe(false);
});
