import { expect, test } from "bun:test";
import { hour, rowsOf } from "./sample";

test("an hour read for half of its minutes counts as a whole one, and is known to be half", () => {
  const rows = rowsOf(
    [hour(0, { power_kw: 8, production_count: 1 }), hour(1, { power_kw: 8, production_count: 1 }, 30)],
    ["production_count"],
  );
  expect([...rows.kwh]).toEqual([8, 8]);
  expect([...rows.covered]).toEqual([1, 0.5]);
  expect([...rows.columns[0]!]).toEqual([60, 60]);
});

test("a machine that sends once an hour draws what its own reading says", () => {
  const rolled = { ...hour(0, { power_kw: 8 }, 1), kwh: 7.5, covered_ms: 3_600_000, energy_ms: 3_600_000 };
  const rows = rowsOf([rolled], []);
  expect([...rows.covered]).toEqual([1]);
  expect([...rows.kwh]).toEqual([8]);
});

test("a minute of a machine that sends each second is no hour", () => {
  const rolled = { ...hour(0, { power_kw: 60 }), kwh: 1, covered_ms: 60_000, energy_ms: 60_000 };
  const rows = rowsOf([rolled], []);
  expect(rows.covered[0]).toBeCloseTo(1 / 60, 9);
  expect(rows.kwh[0]! * rows.covered[0]!).toBeCloseTo(1, 9);
});

test("energy counts without power", () => {
  const rolled = { ...hour(0, { energy_kwh: 0.5 }), kwh: 30, energy_ms: 3_600_000 };
  expect([...rowsOf([rolled], []).kwh]).toEqual([30]);
});

test("a span of which nothing was read is not known", () => {
  const [first] = rowsOf([hour(0, {})], []).kwh;
  expect(first).toBeNaN();
});
