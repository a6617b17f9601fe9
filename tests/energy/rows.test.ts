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

test("a machine that sends once an hour covers its hours", () => {
  const rows = rowsOf(
    [0, 1, 2].map((index) => hour(index, { power_kw: 8 }, 1)),
    [],
  );
  expect([...rows.covered]).toEqual([1, 1, 1]);
  expect([...rows.kwh]).toEqual([8, 8, 8]);
});

test("without power the energy that was sent counts", () => {
  expect([...rowsOf([hour(0, { energy_kwh: 0.5 })], []).kwh]).toEqual([30]);
});

test("a span of which nothing was read is not known", () => {
  const [first] = rowsOf([hour(0, {})], []).kwh;
  expect(first).toBeNaN();
});
