import { expect, test } from "bun:test";
import { restored } from "../../../../src/detection/monitor/state/saved_state";
import type { Version3 } from "../../../../src/detection/monitor/state/version_3";
import { newMachineState } from "../../../../src/detection/monitor/state/machine_state";
import { newMewma } from "../../../../src/detection/mewma/state";
import { DETECTORS } from "../../../../src/detection/select_detector";

const { inverse_root: _, control_limit: __, recent_exceedance: ___, ...unchanged } = newMewma();

const saved: Version3 = {
  version: 3,
  watched: {
    "": {
      detector: { method: "mewma", state: { ...unchanged, whitener: [2], usual: 9, doubtful: 0.1 } },
      run: { above: 4, critical: 1, since: 10, calm: 3, calm_since: 20 },
      candidate: { since: 30, readings: 7, points: { running: { count: 1, mean: [5], variance: [1] } } },
    },
  },
  limits: {
    state: { power_kw: { at: 1, value: 2, since: 1, beyond: true } },
    run: { above: 0, critical: 0, since: 0, calm: 1, calm_since: 5 },
  },
  last: { at: 40, mode: "running", metrics: { power_kw: 50 } },
  heard: { at: 50, mode: "maintenance" },
  score: 1.5,
  episode: {
    anomaly_id: "a1",
    opened_at: 12,
    since: 10,
    told_at: 14,
    severity: "warning",
    peak: 1.5,
    calm_ms: 10_000,
    involved: [""],
  },
  ended_at: 3,
};

test("a state of version 3 keeps every figure under the names of version 4", () => {
  const before = structuredClone(saved);
  expect(restored(saved, DETECTORS)).toEqual({
    version: 4,
    series: {
      "": {
        detector: {
          method: "mewma",
          state: { ...newMewma(), inverse_root: [2], control_limit: 9, recent_exceedance: 0.1 },
        },
        run: { above: 4, critical: 1, since: 10, below_reset: 3, below_reset_since: 20 },
        candidate: { since: 30, readings: 7, learned: { running: { count: 1, mean: [5], variance: [1] } } },
      },
    },
    limits: {
      state: { power_kw: { at: 1, value: 2, since: 1, beyond: true } },
      run: { above: 0, critical: 0, since: 0, below_reset: 1, below_reset_since: 5 },
    },
    newest: { at: 40, mode: "running", metrics: { power_kw: 50 } },
    newest_unjudged: { at: 50, mode: "maintenance" },
    score: 1.5,
    episode: {
      anomaly_id: "a1",
      opened_at: 12,
      since: 10,
      reported_at: 14,
      severity: "warning",
      peak: 1.5,
      off_delay_ms: 10_000,
      involved: [""],
    },
    ended_at: 3,
  });
  expect(saved).toEqual(before);
});

test("a state of the present version is copied, not shared", () => {
  const state = newMachineState();
  const copy = restored(state, DETECTORS)!;
  expect(copy).toEqual(state);
  copy.score = 1;
  expect(state.score).toBeNull();
});

test("an unknown version, or something that is no state, is not restored", () => {
  for (const strange of [{ version: 99 }, { version: "4" }, {}, null, undefined, "?", 3])
    expect(restored(strange, DETECTORS)).toBeUndefined();
});

test("a series of a detector that is not in the list is left out, the others stay", () => {
  const state = newMachineState();
  const series = { run: state.limits.run, candidate: null };
  state.series = {
    power_kw: { ...series, detector: { method: "gone", state: {} } },
    pressure_bar: { ...series, detector: { method: "mewma", state: newMewma() } },
  };
  expect(Object.keys(restored(state, DETECTORS)!.series)).toEqual(["pressure_bar"]);
});
