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
import { dropEpisode, endSilence, update } from "../../../src/detection/monitor/update";
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

/** Updates with scores a second apart and opens the episodes; the kinds of change, "-" for none. */
function run(state: MachineState, scores: readonly number[], from = 0, stepMs = SECOND_MS) {
  return scores.map((score, i) => {
    const at = (from + i) * stepMs;
    const change = update(state, { machine_id: "p1", at, mode: null, metrics: { score } }, how);
    if (change?.kind === "opened") {
      const { since, source, severity, score: peak_score } = change.abnormality;
      const alarm = { id: "a1", opened_at: at, severity, peak_score };
      state.episode = openEpisode(alarm, { since, endedAt: state.ended_at, involved: [source] });
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

test("an abnormality that lasts for a shift is accepted and clears its alarm", () => {
  const state = newMachineState();
  const kinds = run(state, new Array(1003).fill(1), 0, (8 * HOUR_MS) / 999);
  expect(kinds.indexOf("cleared")).toBe(1001);
  expect(calls(state).filter((call) => call === "accepted")).toHaveLength(1);
});

test("when an alarm clears, the series forgets the readings from before it was quiet", () => {
  const state = newMachineState();
  run(state, [1, 1, ...zeros(11)]);
  expect(calls(state).at(-1)).toBe("reset 2000");
});

test("readings of the past are learned without limits; those that would be an alarm are kept apart", () => {
  const state = newMachineState();
  const reading = { machine_id: "p1", at: 0, mode: null, metrics: { score: 0 } };
  expect(update(state, reading, how, { past: true })).toBeUndefined();
  expect(calls(state)).toEqual(["learned"]);
});

test("an episode of which only the alarm is known ends when every series is quiet", () => {
  const state = newMachineState();
  run(state, [0]);
  const alarm = { id: "a1", opened_at: 0, severity: "warning", peak_score: 1 } as const;
  state.episode = openEpisode(alarm, { since: 0, endedAt: null, involved: [] });
  expect(run(state, zeros(11), 1).indexOf("cleared")).toBe(9);
});

test("only a silence ends with the next reading", () => {
  const state = newMachineState();
  const alarm = { id: "a1", opened_at: 0, severity: "warning", peak_score: 1 } as const;
  state.episode = openEpisode(alarm, { since: 0, endedAt: null, involved: ["score"] });
  expect(endSilence(state)).toBeUndefined();
  state.episode.involved = ["operator silence"];
  expect(endSilence(state)).toBe("a1");
  expect(state.episode).toBeNull();
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
