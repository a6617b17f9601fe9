import { expect, test } from "bun:test";
import {
  hasLasted,
  isNewNormal,
  isNormal,
  isUnjudged,
  newestOf,
  noteJudged,
  noteUnjudged,
  subjectOf,
} from "../../../src/detection/monitor/evidence";
import { newMachineState } from "../../../src/detection/monitor/state/machine_state";
import type { Episode } from "../../../src/detection/monitor/episode";
import { HOUR_MS } from "../../../src/domain/time_units";

test.each([
  [{ power_kw: 1 }, "power_kw"],
  [{ power_kw: 1, pressure_bar: 2 }, ""],
  [{ power_kw: 1, production_count: 2, outdoor_temp_c: 3 }, "power_kw"],
  [{ production_count: 2, energy_kwh: 3, outdoor_temp_c: 3 }, undefined],
  [{}, undefined],
])("the subject of %p is %p", (metrics, subject) => {
  expect(subjectOf(metrics as Record<string, number>)).toBe(subject);
});

test("readings in maintenance, at fault and offline are not judged", () => {
  const unjudged = ["maintenance", "fault", "offline", "running", null].map((mode) => isUnjudged({ mode }));
  expect(unjudged).toEqual([true, true, true, false, false]);
});

test("the newest reading counts whether it was judged or not, but only after a judged one", () => {
  const state = newMachineState();
  noteUnjudged(state, { at: 1, mode: "maintenance", metrics: {} });
  expect(newestOf(state)).toBeUndefined();
  noteJudged(state, { at: 2, mode: null, metrics: { power_kw: 5 } });
  expect(newestOf(state)).toMatchObject({ at: 2, mode: null });
  noteUnjudged(state, { at: 3, mode: "maintenance", metrics: {} });
  expect(newestOf(state)).toEqual({ at: 3, mode: "maintenance" });
  expect(state.newest).toEqual({ at: 2, mode: null, metrics: { power_kw: 5 } });
});

test("a reading is evidence of the normal without an open alarm, a high score or a suspicion", () => {
  const quiet = { episode: null };
  expect(isNormal(quiet, { score: 0.9 }, false)).toBe(true);
  expect(isNormal(quiet, { score: 1 }, false)).toBe(false);
  expect(isNormal({ episode: {} as Episode }, { score: 0 }, false)).toBe(false);
  expect(isNormal(quiet, { score: 0.9, isSuspect: true }, false)).toBe(false);
});

test("the past is believed although it is suspect, but not what would have been an alarm", () => {
  expect(isNormal({ episode: null }, { score: 0.9, isSuspect: true }, true)).toBe(true);
  expect(isNormal({ episode: null }, { score: 1 }, true)).toBe(false);
});

test("a candidate is the new normal after eight hours and a thousand readings", () => {
  expect(hasLasted(0, 8 * HOUR_MS - 1)).toBe(false);
  expect(hasLasted(0, 8 * HOUR_MS)).toBe(true);
  expect(isNewNormal({ since: 0, readings: 1000 }, 8 * HOUR_MS)).toBe(true);
  expect(isNewNormal({ since: 0, readings: 999 }, 80 * HOUR_MS)).toBe(false);
  expect(isNewNormal({ since: 0, readings: 9000 }, 7 * HOUR_MS)).toBe(false);
});
