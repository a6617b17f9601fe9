import { expect, test } from "bun:test";
import { restoreStates } from "../../../src/detection/monitor/state/machine_states";
import { learnReading, observeReading, silences } from "../../../src/detection/monitor/observe";
import type { Settings } from "../../../src/detection/monitor/settings";
import { DETECTORS } from "../../../src/detection/select_detector";
import { MINUTE_MS } from "../../../src/domain/time_units";
import { readings } from "./readings";

let ids = 0;
const settings: Settings = {
  detectors: DETECTORS,
  learning: 100,
  machine: () => undefined,
  newId: () => `a${ids++}`,
  limits: () => ({ metrics: [{ metric: "power_kw", severity: "warning", high: 90 }], silent_minutes: 5 }),
};
const start = () => restoreStates(new Map(), [], { detectors: DETECTORS });
const one = (power_kw: number, mode = "running") =>
  readings(0, 1, () => ({ mode, metrics: { power_kw } }))[0]!;

test("a reading in maintenance is held to limits, and ends the silence of a machine", () => {
  const states = start();
  expect(observeReading(start(), one(99, "maintenance"), settings)).toMatchObject([{ kind: "opened" }]);
  observeReading(states, one(50), settings);
  expect(silences(states, 6 * MINUTE_MS, 0, settings)).toMatchObject([{ kind: "opened" }]);
  const later = { ...one(50, "maintenance"), at: 7 * MINUTE_MS };
  expect(observeReading(states, later, settings)).toMatchObject([{ kind: "cleared", at: 7 * MINUTE_MS }]);
  expect(silences(states, 60 * MINUTE_MS, 0, settings)).toEqual([]);
});

test("limits do not hold for the past", () => {
  const states = start();
  learnReading(states, one(99), settings);
  expect(states.byId.get("p1")!.episode).toBeNull();
  const now = { ...one(99), at: 1000 };
  expect(observeReading(states, now, settings)).toMatchObject([{ kind: "opened" }]);
});

test("a limit that joins an alarm has a time of its own", () => {
  const states = start();
  observeReading(states, one(95), settings);
  const oil = { metric: "oil_bar", severity: "critical", low: 1 } as const;
  const stricter = {
    ...settings,
    limits: () => ({ metrics: [oil, { ...oil, metric: "power_kw", high: 90 }] }),
  };
  const next = { ...one(95), at: 1000, metrics: { power_kw: 95, oil_bar: 0.5 } };
  expect(observeReading(states, next, stricter)).toMatchObject([
    { kind: "worsened", joined: true, metric: "oil_bar", cause: { since: 1000 } },
  ]);
});
