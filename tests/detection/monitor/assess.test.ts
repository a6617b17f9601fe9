import { expect, test } from "bun:test";
import { assess } from "../../../src/detection/monitor/assess";
import { newMachineState, seriesOf } from "../../../src/detection/monitor/state/machine_state";
import { DETECTORS } from "../../../src/detection/select_detector";
import { MINUTE_MS } from "../../../src/domain/time_units";

const NOW = { isPast: false, isLesson: false };
const how = { detectors: DETECTORS, learning: 100 };

const reading = (minute: number, metrics: Record<string, number>) => ({
  machine_id: "p1",
  at: minute * MINUTE_MS,
  mode: null,
  metrics,
});

test("a reading without a watched metric changes nothing", () => {
  const state = newMachineState();
  expect(assess(state, reading(0, { production_count: 5 }), how, NOW)).toBeUndefined();
  expect(state).toEqual(newMachineState());
});

test("while a series learns, its readings are the newest but have no score", () => {
  const state = newMachineState();
  state.score = 0.5;
  expect(assess(state, reading(3, { power_kw: 5 }), how, NOW)).toBeUndefined();
  expect(state).toMatchObject({ score: null, newest: { at: 180_000, metrics: { power_kw: 5 } } });
});

test("a candidate does not outlive the detector that has learned it", () => {
  const state = newMachineState();
  const series = seriesOf(state, "visitors", how);
  for (let minute = 0; minute < 99; minute++)
    assess(state, reading(5 * minute, { visitors: 100 + (minute % 7) }), how, NOW);
  series.candidate = { since: 0, readings: 1, learned: {} };
  assess(state, reading(5 * 99, { visitors: 100 }), how, NOW);
  expect(series.detector.method).toBe("hour_residual");
  expect(series.candidate).toBeNull();
});
