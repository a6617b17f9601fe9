import { expect, test } from "bun:test";
import { newestOnly } from "../../src/judging/judging";

const reading = (machine_id: string, at: number, metrics: Record<string, number>) => ({
  machine_id,
  at,
  metrics,
  mode: null,
});

test("of a batch the newest value of each metric of each machine is told, with its own time", () => {
  const told = newestOnly([
    reading("a", 1, { power_kw: 1, pressure_bar: 7 }),
    reading("b", 1, { power_kw: 5 }),
    reading("a", 2, { power_kw: 2 }),
    reading("a", 3, { power_kw: 3 }),
  ]);
  expect(told).toEqual([
    reading("a", 1, { pressure_bar: 7 }),
    reading("b", 1, { power_kw: 5 }),
    reading("a", 3, { power_kw: 3 }),
  ]);
});
