import { expect, test } from "bun:test";
import { kindOf, remembered, type SeriesMemory } from "../../../src/domain/machine/series_kind";

const MINUTE = 60_000;

/** The memory of a series that sends once a minute. */
const memoryOf = (values: readonly number[]) =>
  values.reduce<SeriesMemory | undefined>(
    (memory, value, place) => remembered(memory, { at: place * MINUTE, value }),
    undefined,
  );
const rising = (count: number, from = 0) => Array.from({ length: count }, (_, place) => from + place);

test.each([
  ["power_kw", "gauge"],
  ["oil_temp_c", "gauge"],
  ["count_rate", "gauge"],
  ["total_power_kw", "gauge"],
  ["throughput_units_per_hour", "gauge"],
  ["cop", "gauge"],
  ["energy_kwh", "interval"],
  ["energy_wh", "interval"],
  ["cycle_counter", "interval"],
  ["production_count_good", "interval"],
] as const)("by its name alone %s is a %s", (metric, kind) => {
  expect(kindOf(metric)).toBe(kind);
});

test("a series that counts is a counter after an hour and fifty values, not before", () => {
  expect(kindOf("parts", memoryOf(rising(60)))).toBe("gauge");
  expect(kindOf("parts", memoryOf(rising(61)))).toBe("counter");
  expect(kindOf("cycle_counter", memoryOf(rising(61)))).toBe("counter");
});

test("the reference's energy of an interval stays one, unless somebody sets it", () => {
  expect(kindOf("energy_kwh", memoryOf(rising(100)))).toBe("interval");
  expect(kindOf("energy_kwh", memoryOf(rising(100)), "counter")).toBe("counter");
});

test("resets are no falls", () => {
  expect(kindOf("parts", memoryOf([...rising(40, 1000), ...rising(40)]))).toBe("counter");
});

test("a glitch that returns is no fall, other falls are", () => {
  const glitch = (value: number, after: number) =>
    memoryOf([...rising(61, 1000), value, ...rising(5, after)]);
  expect(kindOf("parts", glitch(600, 1062))).toBe("counter");
  expect(kindOf("parts", glitch(600, 700))).toBe("gauge");
});

test.each([
  ["never changes", Array(100).fill(5)],
  ["goes up and down", rising(100).map((index) => 50 + 10 * Math.sin(index))],
  ["switches off and on", rising(100).map((index) => (index % 4 === 0 ? 0 : 20 + (index % 4)))],
])("a series that %s is a gauge", (_, values) => {
  expect(kindOf("parts", memoryOf(values as number[]))).toBe("gauge");
});

test("a temperature that rises for hours is no counter", () => {
  expect(kindOf("oven_temp_c", memoryOf(rising(300)))).toBe("gauge");
});
