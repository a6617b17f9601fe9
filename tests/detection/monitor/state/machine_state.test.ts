import { expect, test } from "bun:test";
import { newMachineState, seriesOf } from "../../../../src/detection/monitor/state/machine_state";
import { DETECTORS } from "../../../../src/detection/select_detector";

const selection = { detectors: DETECTORS };

test("a series begins with the first detector, and stays", () => {
  const state = newMachineState();
  const series = seriesOf(state, "power_kw", selection);
  expect(series).toMatchObject({ detector: { method: DETECTORS[0]!.method }, candidate: null });
  expect(seriesOf(state, "power_kw", selection)).toBe(series);
});

test("a counter sent as a metric's name does not grow the state without end", () => {
  const state = newMachineState();
  for (let i = 0; i < 200; i++) seriesOf(state, `batch_${i}`, selection);
  expect(Object.keys(state.series)).toHaveLength(64);
});

test("names that mean something to JavaScript are subjects like any other", () => {
  const state = newMachineState();
  expect(seriesOf(state, "constructor", selection).run.above).toBe(0);
  expect(Object.keys(state.series)).toEqual(["constructor"]);
});
