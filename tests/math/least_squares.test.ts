import { expect, test } from "bun:test";
import { leastSquares } from "../../src/math/least_squares";
import { createRandom } from "../../src/math/random";

const column = (...values: number[]) => Float64Array.from(values);

/** Two-sided p of Student's t with 3 degrees of freedom, in closed form. */
function pOfThree(t: number): number {
  const x = Math.abs(t) / Math.sqrt(3);
  return 1 - (2 / Math.PI) * (x / (1 + x * x) + Math.atan(x));
}

test("a line through five points has the slope, errors, t and p that are worked out by hand", () => {
  // Mean of x 3, of y 4; Sxx 10, Sxy 6, SSE 2.4, s² 0.8, SST 6.
  const fit = leastSquares([column(1, 2, 3, 4, 5)], column(2, 4, 5, 4, 5));
  const [slope] = fit.estimates;
  expect(slope!.value).toBeCloseTo(0.6, 12);
  expect(fit.intercept.value).toBeCloseTo(2.2, 12);
  expect(slope!.std_error).toBeCloseTo(Math.sqrt(0.08), 12);
  expect(fit.intercept.std_error).toBeCloseTo(Math.sqrt(0.8 * (1 / 5 + 9 / 10)), 12);
  expect(slope!.t).toBeCloseTo(Math.sqrt(4.5), 12);
  expect(slope!.p).toBeCloseTo(pOfThree(Math.sqrt(4.5)), 12);
  expect(fit.intercept.p).toBeCloseTo(pOfThree(2.2 / Math.sqrt(0.88)), 12);
  expect(fit.r_squared).toBeCloseTo(0.6, 12);
  expect(fit.rmse).toBeCloseTo(Math.sqrt(2.4 / 5), 12);
  expect(fit.mae).toBeCloseTo((0.8 + 0.6 + 1 + 0.6 + 0.2) / 5, 12);
  expect(fit.degrees).toBe(3);
});

/** Columns far from zero and of very different size, as a clock beside a temperature. */
function plantRows(rows: number) {
  const chance = createRandom(7);
  const made = Float64Array.from({ length: rows }, () => 5000 + 100 * chance());
  const degrees = Float64Array.from({ length: rows }, () => 40 * chance() - 10);
  const clock = Float64Array.from({ length: rows }, (_, row) => 1.7e9 + row * 3600);
  const kwh = Float64Array.from({ length: rows }, (_, row) => 3 + 2 * made[row]! - 0.25 * degrees[row]!);
  return { made, degrees, clock, kwh };
}

test("coefficients are found to ten digits, also beside a column a million times larger", () => {
  const { made, degrees, clock, kwh } = plantRows(3000);
  const fit = leastSquares([made, degrees, clock], kwh);
  expect(fit.estimates[0]!.value).toBeCloseTo(2, 10);
  expect(fit.estimates[1]!.value).toBeCloseTo(-0.25, 10);
  expect(Math.abs(fit.estimates[2]!.value)).toBeLessThan(1e-12);
  expect(fit.r_squared).toBeCloseTo(1, 12);
});

test("columns that say nothing new are dropped and say which ones they follow", () => {
  const { made, degrees, kwh } = plantRows(500);
  const both = made.map((value, row) => value - 3 * degrees[row]!);
  const constant = new Float64Array(500).fill(6.1);
  const fit = leastSquares([made, degrees, both, constant], kwh);
  const kept = fit.estimates.flatMap((estimate, place) => (estimate ? [place] : []));
  expect(kept).toHaveLength(2);
  expect(fit.dropped).toContainEqual({ column: 3, follows: [] });
  const [copy] = fit.dropped.filter(({ column }) => column !== 3);
  expect(copy!.follows).toEqual(kept);
  expect(fit.rmse).toBeLessThan(1e-9);
});

test("rows that cannot be fitted are refused with the reason", () => {
  expect(() => leastSquares([column(1, 2)], column(1, 2, 3))).toThrow("a column of 2");
  expect(() => leastSquares([column(1, NaN, 3, 4)], column(1, 2, 3, 5))).toThrow("not finite");
  expect(() => leastSquares([column(1, 2)], column(1, 2))).toThrow("need at least 3");
});

test("a target that never varies has a slope of 0 and an R² of 0", () => {
  const fit = leastSquares([column(1, 2, 3, 4)], column(5, 5, 5, 5));
  expect(fit.estimates[0]!.value).toBe(0);
  expect(fit.r_squared).toBe(0);
});
