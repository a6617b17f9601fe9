import { ASK_NORMAL_AFTER_MS } from "../../domain/alarm/still_so";
import type { Limits } from "../../domain/alarm/machine_limits";
import { own } from "../../domain/own_property";
import { SECOND_MS } from "../../domain/time_units";
import { detectorOf, type Selection } from "../select_detector";
import { type Abnormality, graverOf, limitAbnormality } from "./abnormality";
import { assess, type Learning } from "./assess";
import {
  addContributors,
  type Episode,
  hasWorsened,
  involve,
  isNewContributor,
  noteReport,
  rearm,
  reportedLimits,
  RETURN_MS,
} from "./episode";
import { type Evidence, isUnjudged } from "./evidence";
import { faultAbnormality, isFaultOver } from "./conditions/mode_fault";
import { neededOf } from "./report";
import { isQuiet, isQuietFor, newRun } from "./run";
import { MODE, partsOf, type Source, seriesSource } from "./source";
import type { MachineState } from "./state/machine_state";

/**
 * The change that one reading makes. The caller gives an alarm that opens its id. `also` joins with the same reading:
 * there may be no other one that says it.
 */
export type Change =
  | { kind: "opened"; abnormality: Abnormality; also: Abnormality[] }
  | { kind: "worsened"; abnormality: Abnormality }
  /** Something else has come to it: a value beyond a limit that was within. */
  | { kind: "joined"; abnormality: Abnormality; also: Abnormality[] }
  | { kind: "cleared" }
  /** It was abnormal in the past: that calls nobody. */
  | { kind: "past"; abnormality: Abnormality }
  | undefined;

/**
 * @param isLesson the evidence is learned in retrospect, and held to no limits
 * @param isWithheld the evidence is judged, and not learned
 */
type Given = { limits?: Limits; isLesson?: boolean; isWithheld?: boolean };

/**
 * The next state of a machine: compares what is new in a reading with the normal and with the limits, and
 * learns from it. Changes the state in place, since copying what detectors have learned would cost more than
 * to judge.
 */
export function update(
  state: MachineState,
  evidence: Evidence,
  how: Learning,
  { limits, isLesson = false, isWithheld = false }: Given = {},
): Change {
  const { row, mode } = evidence;
  const isOfPast = isLesson || evidence.isPast;
  const learned = isUnjudged(mode)
    ? undefined
    : assess(state, row, how, { isPast: evidence.isPast, isLesson, isWithheld });
  const broken = limits && limitAbnormality(state.limits, evidence, limits, reportedLimits(state.episode));
  const fault = besideNumbers(faultAbnormality(state, evidence), broken);
  const measured = graverOf(learned, broken);
  if (isOfPast) return measured && !isLesson ? { kind: "past", abnormality: measured } : undefined;
  const gravest = graverOf(measured, fault);
  const { episode } = state;
  if (!episode) return gravest && opening(state, gravest, fault ? [broken, fault] : []);
  const isSourceQuiet = (source: Source) => quietness(state, episode, limits, source);
  rearm(episode, isSourceQuiet);
  // Each by itself: what is known of one must not hide the other.
  const [joined, ...also] = [broken, fault].flatMap((each) =>
    each && isNewContributor(episode, each, row.at) ? [each] : [],
  );
  if (joined) return { kind: "joined", abnormality: joined, also };
  for (const each of [fault, broken]) if (each) involve(episode, each.sources);
  if (isOver(state, episode, isSourceQuiet)) {
    endEpisode(state, row.at, how);
    return { kind: "cleared" };
  }
  if (learned) involveLearned(episode, learned);
  return gravest && worsening(episode, gravest, learned, row.at);
}

/** A fault that the machine reports; it must not hide the values that are beyond their limits at the same time. */
function besideNumbers(fault: Abnormality | undefined, broken: Abnormality | undefined) {
  return fault && broken ? { ...fault, contributors: broken.contributors } : fault;
}

/** The candidate begins anew with the alarm. */
function opening(
  { series }: MachineState,
  abnormality: Abnormality,
  others: readonly (Abnormality | undefined)[],
): Change {
  for (const [subject, each] of Object.entries(series))
    if (abnormality.sources.includes(seriesSource(subject))) each.candidate = null;
  const also = others.flatMap((each) => (each && each !== abnormality ? [each] : []));
  return { kind: "opened", abnormality, also };
}

function involveLearned(episode: Episode, learned: Abnormality) {
  if (learned.sources.every((source) => episode.involved.includes(source))) return;
  involve(episode, learned.sources);
  addContributors(episode, neededOf(learned, learned.contributors()) ?? []);
}

function worsening(
  episode: Episode,
  gravest: Abnormality,
  learned: Abnormality | undefined,
  at: number,
): Change {
  const { severity, score } = gravest;
  if (hasWorsened(episode, severity, score, at))
    return { kind: "worsened", abnormality: { ...gravest, severity: episode.severity } };
  // Only what was learned can be normal now: a limit and a fault stay what they are.
  if (!learned || learned.score < 1 || episode.asked_at !== undefined) return undefined;
  if (at - episode.opened_at < ASK_NORMAL_AFTER_MS) return undefined;
  episode.asked_at = at;
  noteReport(episode, learned.severity, learned.score, at);
  return { kind: "worsened", abnormality: { ...learned, severity: episode.severity } };
}

/** Whether all sources of an episode are quiet: all series when only the alarm is known of it. */
function isOver({ series }: MachineState, { involved }: Episode, isQuiet: (source: Source) => boolean) {
  const sources = involved.length > 0 ? involved : Object.keys(series).map(seriesSource);
  return sources.length > 0 && sources.every(isQuiet);
}

/** Whether a source is back to normal by its own readings. A limit is as soon as nobody sets it. */
function quietness(
  state: MachineState,
  { off_delay_ms }: Episode,
  limits: Limits | undefined,
  source: Source,
): boolean {
  if (source === MODE) return isFaultOver(state, off_delay_ms >= RETURN_MS ? RETURN_MS : 0);
  const { kind, subject } = partsOf(source);
  if (kind === "limit") {
    const limit = limits?.metrics.find(({ metric }) => metric === subject);
    if (!limit) return true;
    const run = own(state.limits, subject)?.run;
    if (!run) return false;
    const { off_delay_seconds: seconds } = limit;
    return seconds === undefined ? isQuiet(run, off_delay_ms) : isQuietFor(run, seconds * SECOND_MS);
  }
  const run = kind === "series" ? own(state.series, subject)?.run : undefined;
  return run !== undefined && isQuiet(run, off_delay_ms);
}

/** A series that has been quiet is over in every mode, also in one that the machine has not been in since. */
function endEpisode(state: MachineState, at: number, { detectors }: Selection) {
  for (const { detector, run } of Object.values(state.series))
    if (run.below_reset > 0) detectorOf(detector, detectors).reset(detector.state, run.below_reset_since);
  state.episode = null;
  state.ended_at = at;
  restartRuns(state);
}

/** Ends an episode by hand: an abnormality that goes on has to hold anew and then opens another alarm. */
export function dropEpisode(state: MachineState) {
  state.episode = null;
  restartRuns(state);
}

/** Forgets the recent scores. */
export function restartRuns(state: MachineState) {
  for (const limit of Object.values(state.limits)) limit.run = newRun();
  for (const series of Object.values(state.series)) series.run = newRun();
}
