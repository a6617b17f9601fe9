import type { Limits } from "../../domain/alarm/machine_limits";
import type { Reading } from "../../domain/machine/reading";
import { own } from "../../domain/own_property";
import { detectorOf, type Selection } from "../select_detector";
import { type Abnormality, graverOf, limitAbnormality, LIMITS, SILENCE } from "./abnormality";
import { assess, type Learning } from "./assess";
import { type Episode, hasWorsened, involve, isNewContributor, rearmLimits } from "./episode";
import type { MachineState } from "./state/machine_state";
import { isQuiet, newRun } from "./run";

/** The change that one reading makes. The caller gives an alarm that opens its id. */
export type Change =
  | { kind: "opened"; abnormality: Abnormality }
  | { kind: "worsened"; abnormality: Abnormality }
  /** Something else has come to it: a value beyond a limit that was within. */
  | { kind: "joined"; abnormality: Abnormality }
  | { kind: "cleared" }
  | undefined;

/**
 * The next state of a machine: compares a reading with the normal and with the limits, and learns from it.
 * Changes the state in place, since copying what detectors have learned would cost more than to judge.
 * @param past whether the reading is learned in retrospect
 */
export function update(
  state: MachineState,
  reading: Reading,
  how: Learning,
  { limits, past = false }: { limits?: Limits; past?: boolean } = {},
): Change {
  const { at } = reading;
  const { episode } = state;
  const { abnormality, isAccepted } = assess(state, reading, how, past);
  const broken = limits && limitAbnormality(state.limits, reading, limits, episode?.beyond);
  const gravest = graverOf(abnormality, broken);
  if (!episode) return gravest && opening(state, gravest);
  const isLimited = limits !== undefined && limits.metrics.length > 0;
  if (isAccepted || isOver(state, episode, at, isLimited)) {
    endEpisode(state, at, how);
    return { kind: "cleared" };
  }
  if (abnormality) involve(episode, abnormality.source);
  if (broken) involve(episode, broken.source);
  rearmLimits(episode, state.limits.run, at);
  if (broken && isNewContributor(episode, broken, at)) return { kind: "joined", abnormality: broken };
  if (!gravest || !hasWorsened(episode, gravest.severity, gravest.score, at)) return undefined;
  return { kind: "worsened", abnormality: { ...gravest, severity: episode.severity } };
}

/** The candidate begins anew with the alarm. */
function opening({ series }: MachineState, abnormality: Abnormality): Change {
  const source = own(series, abnormality.source);
  if (source) source.candidate = null;
  return { kind: "opened", abnormality };
}

/**
 * Whether all sources of an episode are quiet: all series when only the alarm is known of it. Limits are
 * quiet as soon as nobody sets one.
 */
function isOver(
  { series, limits }: MachineState,
  { involved, off_delay_ms }: Episode,
  at: number,
  isLimited: boolean,
): boolean {
  const sources = involved.length > 0 ? involved : Object.keys(series);
  return (
    sources.length > 0 &&
    sources.every((source) => {
      if (source === LIMITS && !isLimited) return true;
      const run = source === LIMITS ? limits.run : own(series, source)?.run;
      return run !== undefined && isQuiet(run, at, off_delay_ms);
    })
  );
}

/** A series that has been quiet is over in every mode, also in one that the machine has not been in since. */
function endEpisode(state: MachineState, at: number, { detectors }: Selection) {
  for (const { detector, run } of Object.values(state.series))
    if (run.below_reset > 0) detectorOf(detector, detectors).reset(detector.state, run.below_reset_since);
  state.episode = null;
  state.ended_at = at;
  restartRuns(state);
}

/** Ends the silence of a machine that sends again. @returns the id of the alarm that is over */
export function endSilence(state: MachineState): string | undefined {
  const { episode } = state;
  if (!episode?.involved.includes(SILENCE)) return undefined;
  state.episode = null;
  return episode.anomaly_id;
}

/** Ends an episode by hand: an abnormality that goes on has to hold anew and then opens another alarm. */
export function dropEpisode(state: MachineState) {
  state.episode = null;
  restartRuns(state);
}

/** Forgets the recent scores. */
export function restartRuns(state: MachineState) {
  state.limits.run = newRun();
  for (const series of Object.values(state.series)) series.run = newRun();
}
