import { expect, test } from "bun:test";
import { centredProducts, meanOf, misses } from "../../src/math/column_sums";

/** More rows than one block has, and no multiple of four. */
const ROWS = 2051;
const rising = Float64Array.from({ length: ROWS }, (_, row) => row);
const falling = rising.map((value) => 1e9 - value);

test("means and products of centred columns are exact over several blocks", () => {
  expect(meanOf(rising)).toBe((ROWS - 1) / 2);
  const means = [meanOf(rising), meanOf(falling)];
  const [rr, rf, fr, ff] = centredProducts([rising, falling], means);
  const exact = (ROWS * (ROWS * ROWS - 1)) / 12;
  expect(rr! / exact).toBeCloseTo(1, 12);
  expect(ff! / exact).toBeCloseTo(1, 12);
  expect(rf! / exact).toBeCloseTo(-1, 12);
  expect(fr).toBe(rf);
});

test("products stand on both sides of the diagonal", () => {
  const columns = [Float64Array.of(1, 2, 4), Float64Array.of(3, 1, 2), Float64Array.of(0, 5, 1)];
  const products = centredProducts(columns, columns.map(meanOf));
  const of = (a: number, b: number) =>
    columns[a]!.reduce((sum, value, row) => {
      return sum + (value - meanOf(columns[a]!)) * (columns[b]![row]! - meanOf(columns[b]!));
    }, 0);
  products.forEach((value, place) => expect(value).toBeCloseTo(of(Math.floor(place / 3), place % 3), 12));
});

test("residuals are squared and taken absolute over several blocks", () => {
  const target = rising.map((value, row) => 3 + 2 * value + (row % 2 ? 0.5 : -0.5));
  const { squares, distance } = misses([rising], [0], Float64Array.of(2), 3, target);
  expect(squares).toBeCloseTo(ROWS * 0.25, 6);
  expect(distance).toBeCloseTo(ROWS * 0.5, 6);
});
