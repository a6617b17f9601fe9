import { expect, test } from "bun:test";
import {
  hasContributors,
  isNewNormal,
  isNormal,
  isUnderAlarm,
  isUnjudged,
  subjectOf,
  takeEvidence,
} from "../../../src/detection/monitor/evidence";
import { newMachineState } from "../../../src/detection/monitor/state/machine_state";
import { openEpisode } from "../../../src/detection/monitor/episode";
import type { Source } from "../../../src/detection/monitor/source";
import type { Reading } from "../../../src/domain/machine/reading";
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

test("in modes maintenance, fault and offline there is no normal", () => {
  const unjudged = ["maintenance", "fault", "offline", "running", null].map(isUnjudged);
  expect(unjudged).toEqual([true, true, true, false, false]);
});

const reading = (at: number, metrics: Record<string, number>, more: Partial<Reading> = {}): Reading => ({
  machine_id: "p1",
  at,
  mode: null,
  metrics,
  ...more,
});

test("the same value of the same instant again, or one older than its series' newest, is no new evidence", () => {
  const state = newMachineState();
  const fresh = (at: number, metrics: Record<string, number>) =>
    takeEvidence(state, reading(at, metrics)).row.metrics;
  expect(fresh(5, { power_kw: 1, oil_bar: 2 })).toEqual({ power_kw: 1, oil_bar: 2 });
  expect(fresh(5, { power_kw: 1 })).toEqual({});
  expect(fresh(5, { power_kw: 1, oil_bar: 2, force_kn: 3 })).toEqual({ force_kn: 3 });
  expect(fresh(5, { power_kw: 7 })).toEqual({ power_kw: 7 }); // corrected
  expect(fresh(4, { power_kw: 9, steam_kgh: 1 })).toEqual({ steam_kgh: 1 });
});

test("a stamp ahead of the clock is judged as of its arrival, and makes no later value old", () => {
  const state = newMachineState();
  const ahead = takeEvidence(state, reading(9000, { power_kw: 1 }, { arrived_at: 100 }));
  expect([ahead.row.at, ahead.isPast]).toEqual([100, false]);
  expect(takeEvidence(state, reading(200, { power_kw: 1 })).row.metrics).toEqual({ power_kw: 1 });
  expect(state.heard_at).toBe(200);
  expect(takeEvidence(state, reading(150, { oil_bar: 1 }, { arrived_at: 300 })).isPast).toBe(true);
});

test("a mode holds until another one is sent, in any case, and one that comes late changes nothing", () => {
  const state = newMachineState();
  const modeOf = (at: number, mode: string | null) => takeEvidence(state, reading(at, {}, { mode }));
  expect(modeOf(1, null)).toMatchObject({ mode: null, hasMode: false });
  expect(modeOf(5, "IDLE")).toMatchObject({ mode: "idle", hasMode: true, row: { mode: "idle" } });
  expect(modeOf(6, null)).toMatchObject({ mode: "idle", hasMode: false });
  expect(modeOf(4, "running")).toMatchObject({ mode: "running", hasMode: false });
  expect(state.mode).toEqual({ at: 5, since: 5, mode: "idle" });
});

test("a series remembers since when it sends no good values, until a good one comes", () => {
  const state = newMachineState();
  const bad = { marked: { power_kw: { quality: "bad", sent: "Bad" } } } as const;
  takeEvidence(state, reading(1, { power_kw: 5 }));
  takeEvidence(state, reading(2, {}, bad));
  takeEvidence(state, reading(3, {}, bad));
  expect(state.values.power_kw).toMatchObject({ at: 1, value: 5, bad_since: 2 });
  takeEvidence(state, reading(4, { power_kw: 6 }));
  expect(state.values.power_kw).toEqual({ at: 4, value: 6 });
});

const under = (...involved: Source[]) => ({
  episode: openEpisode(
    { id: "a1", opened_at: 0, severity: "warning", peak_score: 1 },
    { since: 0, endedAt: null, involved },
  ),
});

test("a series is under alarm when the alarm is about it, or about a limit in it, or nobody knows", () => {
  expect(isUnderAlarm({ episode: null }, "power_kw")).toBe(false);
  expect(isUnderAlarm(under(), "power_kw")).toBe(true);
  expect(isUnderAlarm(under("series:power_kw"), "power_kw")).toBe(true);
  expect(isUnderAlarm(under("series:power_kw"), "oil_bar")).toBe(false);
  expect(isUnderAlarm(under("limit:power_kw"), "power_kw")).toBe(true);
  expect(isUnderAlarm(under("limit:power_kw"), "")).toBe(true);
  expect(isUnderAlarm(under("silence", "mode"), "")).toBe(false);
});

test("a reading of several metrics shows the end of an alarm only with all that the alarm is about", () => {
  const { episode } = under("series:");
  expect(hasContributors(episode, "", { power_kw: 1 })).toBe(true);
  episode.contributors = ["power_kw", "oil_bar"];
  expect(hasContributors(episode, "", { power_kw: 1 })).toBe(false);
  expect(hasContributors(episode, "", { power_kw: 1, oil_bar: 2 })).toBe(true);
});

test("a reading is evidence of the normal without an open alarm, a high score or a suspicion", () => {
  expect(isNormal(false, { score: 0.9 }, false)).toBe(true);
  expect(isNormal(false, { score: 1 }, false)).toBe(false);
  expect(isNormal(true, { score: 0 }, false)).toBe(false);
  expect(isNormal(false, { score: 0.9, isSuspect: true }, false)).toBe(false);
});

test("the past is believed although it is suspect, but not what would have been an alarm", () => {
  expect(isNormal(false, { score: 0.9, isSuspect: true }, true)).toBe(true);
  expect(isNormal(false, { score: 1 }, true)).toBe(false);
});

test("a candidate is the new normal after eight hours and a thousand readings", () => {
  expect(isNewNormal({ since: 0, readings: 1000 }, 8 * HOUR_MS)).toBe(true);
  expect(isNewNormal({ since: 0, readings: 999 }, 80 * HOUR_MS)).toBe(false);
  expect(isNewNormal({ since: 0, readings: 9000 }, 8 * HOUR_MS - 1)).toBe(false);
});
