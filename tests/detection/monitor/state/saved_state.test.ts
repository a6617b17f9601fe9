import { expect, test } from "bun:test";
import { restored } from "../../../../src/detection/monitor/state/saved_state";
import type { Version3 } from "../../../../src/detection/monitor/state/version_3";
import { newMachineState } from "../../../../src/detection/monitor/state/machine_state";
import { newRun } from "../../../../src/detection/monitor/run";
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

test("a state of version 3 keeps every figure under the names of version 5, each limit by itself", () => {
  const before = structuredClone(saved);
  expect(restored(saved, DETECTORS)).toEqual({
    version: 5,
    series: {
      "": {
        detector: {
          method: "mewma",
          state: { ...newMewma(), inverse_root: [2], control_limit: 9, recent_exceedance: 0.1 },
        },
        run: { at: 20, above: 4, critical: 1, since: 10, below_reset: 3, below_reset_since: 20 },
        candidate: { since: 30, readings: 7, learned: { running: { count: 1, mean: [5], variance: [1] } } },
      },
    },
    limits: {
      power_kw: {
        flat: { value: 2, at: 1, same_ms: 0 },
        over: { since: 0, count: 1 },
        beyond: true,
        run: { ...newRun(), at: 1 },
      },
    },
    values: { power_kw: { at: 40, value: 50 } },
    heard_at: 50,
    mode: { at: 50, since: 50, mode: "maintenance" },
    newest: { at: 40, mode: "running", metrics: { power_kw: 50 } },
    score: 1.5,
    episode: {
      anomaly_id: "a1",
      opened_at: 12,
      since: 10,
      reported_at: 14,
      severity: "warning",
      peak: 1.5,
      off_delay_ms: 10_000,
      involved: ["series:"],
    },
    ended_at: 3,
    implausible: { episode: null, ended_at: null, runs: {} },
  });
  expect(saved).toEqual(before);
});

test("a state of version 4 keeps what an alarm is about: limits by metric, a silence", () => {
  const version4 = (involved: string[], beyond?: string[]) => ({
    version: 4,
    series: {},
    limits: {
      state: {
        power_kw: { at: 9, value: 95, since: 8, beyond: true },
        oil_bar: { at: 9, value: 2, since: 9, beyond: false },
      },
      run: { above: 2, critical: 0, since: 8, below_reset: 0, below_reset_since: 3 },
    },
    newest: null,
    score: null,
    episode: {
      anomaly_id: "a1",
      opened_at: 8,
      since: 8,
      reported_at: 8,
      severity: "warning",
      peak: 1,
      off_delay_ms: 10_000,
      involved,
      ...(beyond ? { beyond } : {}),
    },
    ended_at: null,
  });
  const episodeOf = (...args: Parameters<typeof version4>) => restored(version4(...args), DETECTORS)!.episode;
  expect(episodeOf(["", "operator limits"], ["power_kw"])).toMatchObject({
    involved: ["series:", "limit:power_kw"],
    reported: ["limit:power_kw"],
  });
  expect(episodeOf(["operator silence"])).toMatchObject({ involved: ["silence"] });
  expect(restored(version4([""]), DETECTORS)!.limits).toMatchObject({
    power_kw: { beyond: true, over: { since: 8 } },
    oil_bar: { beyond: false, over: null },
  });
});

test("a state of the present version is copied, not shared", () => {
  const state = newMachineState();
  const copy = restored(state, DETECTORS)!;
  expect(copy).toEqual(state);
  copy.score = 1;
  expect(state.score).toBeNull();
});

test("an unknown version, or something that is no state, is not restored", () => {
  for (const strange of [{ version: 99 }, { version: "5" }, {}, null, undefined, "?", 3])
    expect(restored(strange, DETECTORS)).toBeUndefined();
});

test("a series of a detector that is not in the list is left out, the others stay", () => {
  const state = newMachineState();
  const series = { run: newRun(), candidate: null };
  state.series = {
    power_kw: { ...series, detector: { method: "gone", state: {} } },
    pressure_bar: { ...series, detector: { method: "mewma", state: newMewma() } },
  };
  expect(Object.keys(restored(state, DETECTORS)!.series)).toEqual(["pressure_bar"]);
});
