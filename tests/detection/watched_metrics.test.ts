import { expect, test } from "bun:test";
import { isJudged, isWatched } from "../../src/detection/watched_metrics";

test.each([
  ["power_kw", true, true],
  ["outdoor_temp_c", true, false],
  ["energy_kwh", false, false],
  ["production_count", false, false],
  ["production_count_bad", false, false],
  ["count_rate", true, true],
  ["energy_wh", false, false],
  ["cycle_counter", false, false],
])("%s is judged: %p, and watched: %p", (metric, judged, watched) => {
  expect([isJudged(metric), isWatched(metric)]).toEqual([judged, watched]);
});

test("a series that counts is not judged, whatever its name says", () => {
  expect([isJudged("parts"), isJudged("parts", "counter"), isWatched("parts", "counter")]).toEqual([
    true,
    false,
    false,
  ]);
});
