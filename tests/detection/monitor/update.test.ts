import { expect, test } from "bun:test";
import type { Detector } from "../../../src/detection/detector";
import { type MachineState, newMachineState } from "../../../src/detection/monitor/state/machine_state";
import { openEpisode } from "../../../src/detection/monitor/episode";
import {
  acceptCandidates,
  progressOf,
  resetTransient,
  widenLimits,
} from "../../../src/detection/monitor/feedback";
import { dropEpisode, update } from "../../../src/detection/monitor/update";
import { HOUR_MS, SECOND_MS } from "../../../src/domain/time_units";

type Log = { calls: string[] };

/** A detector whose score is the reading's own, and which writes down what it is asked. */
const scripted: Detector<Log, number> = {
  method: "scripted",
  adapts: false,
  begin: () => ({ calls: [] }),
  observe: (_, { metrics }) => ({ score: metrics.score!, onDelay: 2, observation: metrics.score! }),
  learn: (state, _, __, { candidate }) => void state.calls.push(candidate ? "apart" : "learned"),
  accept: (state) => void state.calls.push("accepted"),
  widen: (state) => void state.calls.push("widened"),
  reset: (state, before) => void state.calls.push(`reset ${before}`),
  expected: () => undefined,
  explain: (_, value) => [
    { metric: "score", value, expected_value: 0, deviation_percent: null, deviation_sd: null, share: 1 },
  ],
  progress: () => 0.25,
};

const how = { detectors: [scripted], learning: 1 };

const evidence = (at: number, score: number, isPast = false) => ({
  row: { at, mode: null, metrics: { score } },
  mode: null,
  hasMode: false,
  isPast,
});

/** Updates with scores a second apart and opens the episodes; the kinds of change, "-" for none. */
function run(state: MachineState, scores: readonly number[], from = 0, stepMs = SECOND_MS) {
  return scores.map((score, i) => {
    const at = (from + i) * stepMs;
    const change = update(state, evidence(at, score), how);
    if (change?.kind === "opened") {
      const { since, sources, severity, score: peak_score } = change.abnormality;
      const alarm = { id: "a1", opened_at: at, severity, peak_score };
      state.episode = openEpisode(alarm, { since, endedAt: state.ended_at, involved: sources });
    }
    return change?.kind ?? "-";
  });
}

const calls = (state: MachineState) => (state.series.score!.detector.state as Log).calls;
const zeros = (count: number) => new Array<number>(count).fill(0);

test("a score opens an alarm after the on-delay, worsens it and clears it after the off-delay", () => {
  const state = newMachineState();
  expect(run(state, [0, 1, 1, 2, 2, ...zeros(11)])).toEqual([
    ...["-", "-", "opened", "-", "worsened"],
    ...new Array(10).fill("-"),
    "cleared",
  ]);
  expect(state).toMatchObject({ episode: null, ended_at: 15 * SECOND_MS, score: 0 });
});

test("normal readings are learned, abnormal ones apart, and the candidate begins anew with the alarm", () => {
  const state = newMachineState();
  run(state, [0, 0, 1]);
  expect(calls(state)).toEqual(["learned", "learned", "apart"]);
  expect(state.series.score!.candidate).toMatchObject({ since: 2000, readings: 1 });
  run(state, [1], 3);
  expect(state.series.score!.candidate).toBeNull();
  run(state, [1], 4);
  expect(state.series.score!.candidate).toMatchObject({ since: 4000, readings: 1 });
});

test("an alarm that lasts for a shift stays: it is reported once more, and waits for a person", () => {
  const state = newMachineState();
  const kinds = run(state, new Array(2500).fill(1), 0, (8 * HOUR_MS) / 999);
  expect(kinds.filter((kind) => kind !== "-")).toEqual(["opened", "worsened"]);
  expect(kinds.indexOf("worsened")).toBe(1001);
  expect(state.episode).toMatchObject({ asked_at: (1001 * 8 * HOUR_MS) / 999 });
  expect(new Set(calls(state))).toEqual(new Set(["apart"]));
  acceptCandidates(state, how);
  expect(calls(state).at(-1)).toBe("accepted");
});

test("what lasts for a shift without an alarm is accepted", () => {
  const state = newMachineState();
  const suspect = {
    ...scripted,
    observe: () => ({ score: 0.9, onDelay: 2, isSuspect: true, observation: 0.9 }),
  };
  for (let i = 0; i <= 1000; i++)
    update(state, evidence((i * 8 * HOUR_MS) / 999, 0), { detectors: [suspect], learning: 1 });
  expect(calls(state).filter((call) => call === "accepted")).toHaveLength(1);
});

test("when an alarm clears, the series forgets the readings from before it was quiet", () => {
  const state = newMachineState();
  run(state, [1, 1, ...zeros(11)]);
  expect(calls(state).at(-1)).toBe("reset 2000");
});

test("the past is learned, and opens no alarm; what is still off when it ends has its true since", () => {
  const state = newMachineState();
  expect(update(state, evidence(0, 0, true), how)).toBeUndefined();
  expect(calls(state)).toEqual(["learned"]);
  const kinds = [1000, 2000, 3000].map((at) => update(state, evidence(at, 1, true), how)?.kind);
  expect(kinds.filter((kind) => kind !== undefined && kind !== "past")).toEqual([]);
  expect(update(state, evidence(4000, 1), how)).toMatchObject({
    kind: "opened",
    abnormality: { since: 1000 },
  });
});

test("a past that was off and is over opens nothing", () => {
  const state = newMachineState();
  for (let at = 0; at < 100; at++) update(state, evidence(at * 1000, 1, true), how);
  expect(update(state, evidence(100_000, 0), how)).toBeUndefined();
  for (let at = 0; at < 20; at++) update(state, evidence(200_000 + at * 1000, 0, true), how);
  expect(update(state, evidence(300_000, 1), how)).toBeUndefined();
});

test("an episode of which only the alarm is known ends when every series is quiet", () => {
  const state = newMachineState();
  run(state, [0]);
  const alarm = { id: "a1", opened_at: 0, severity: "warning", peak_score: 1 } as const;
  state.episode = openEpisode(alarm, { since: 0, endedAt: null, involved: [] });
  expect(run(state, zeros(11), 1).indexOf("cleared")).toBe(9);
});

test("a dropped episode opens another alarm only after the on-delay", () => {
  const state = newMachineState();
  run(state, [1, 1, 1]);
  dropEpisode(state);
  expect(run(state, [1, 1], 3)).toEqual(["-", "opened"]);
});

test("what people say reaches every series", () => {
  const state = newMachineState();
  run(state, [0, 1, 1]);
  widenLimits(state, how);
  resetTransient(state, how);
  expect(state.series.score!.run.above).toBe(0);
  state.series.score!.candidate = { since: 0, readings: 1, learned: {} };
  acceptCandidates(state, how);
  expect(calls(state).slice(3)).toEqual(["widened", "reset undefined", "accepted"]);
  expect(progressOf(state, 100, how)).toBe(0.25);
  expect(progressOf(newMachineState(), 100, how)).toBe(0);
});
