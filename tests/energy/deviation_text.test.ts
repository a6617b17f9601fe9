import { expect, test } from "bun:test";
import { deviationWords } from "../../src/energy/deviation_text";

test.each([
  [-0.28, 0.6, "Used 0.28 kWh less than the expected 0.6 kWh ($0.03)"],
  [14, 31.5, "Used 14 kWh more than the expected 31.5 kWh ($1.40)"],
  [0.002, 0.6, "Used 0.002 kWh more than the expected 0.6 kWh"],
])("a deviation of %p from %p is told in energy and money", (deviation, expected, words) => {
  expect(deviationWords(deviation, expected, 0.1, "$")).toBe(words);
});
