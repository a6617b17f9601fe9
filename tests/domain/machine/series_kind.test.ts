import { expect, test } from "bun:test";
import {
  kindOf,
  newMemory,
  noteValue,
  remembered,
  type SeriesMemory,
  stillCounts,
} from "../../../src/domain/machine/series_kind";

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
  expect(kindOf("tool_wear_min", memoryOf(rising(300)))).toBe("gauge");
});

test("a memory is changed in place as it is copied", () => {
  const values = [1, 5, 9, 3, 9, 0, 1, 7, 4, 3, 8];
  const noted = newMemory(0, values[0]!);
  values.forEach((value, place) => noteValue(noted, place * MINUTE, value));
  expect(noted).toEqual(memoryOf(values)!);
});

test("a counter stays one through a few falls, not through many", () => {
  const counted = [...rising(61, 1000), 500, 499, ...rising(30, 510), 400, 399, ...rising(5, 401)];
  expect(kindOf("parts", memoryOf(counted))).toBe("gauge");
  expect(stillCounts(memoryOf(counted)!)).toBe(true);
  const waves = rising(40).map((index) => 500 + 9 * Math.sin(index));
  expect(stillCounts(memoryOf([...counted, ...waves])!)).toBe(false);
});
