import { instantOf, isPast, type Reading, UNJUDGED_MODES } from "../../domain/machine/reading";
import { own } from "../../domain/own_property";
import { HOUR_MS } from "../../domain/time_units";
import type { Assessment, Kinds, Row } from "../detector";
import { isWatched } from "../watched_metrics";
import type { Episode } from "./episode";
import { limitSource, partsOf, seriesSource } from "./source";
import type { Candidate, MachineState } from "./state/machine_state";
import { noteBad, noteGood } from "./state/series_values";

/*
 * What a reading is evidence of, series by series: which of its values are new, in which mode they were, and
 * whether they show the normal. The rest of the monitor takes this from here.
 */

/** Subject of readings with several metrics: no metric has this name. */
export const SEVERAL = "";
/**
 * An abnormal series without an alarm is the new normal once it has lasted for as long as both of these. One
 * with an alarm waits for a person.
 */
const ACCEPT_MS = 8 * HOUR_MS;
const ACCEPT_READINGS = 1000;

/** The part of a reading that is new, at the instant that it speaks of. */
export type Evidence = {
  /** Values that are new for their series, with the mode that was sent, in lower case: "IDLE" is "idle". */
  row: Row;
  /** The newest known mode in lower case: of this reading, or else of one before; null when none is known. */
  mode: string | null;
  /** The mode was sent with this reading and is newer than the one known. */
  hasMode: boolean;
  /** It was of the past when it arrived: it opens, worsens, joins and clears nothing. */
  isPast: boolean;
};

/**
 * Takes from a reading what is new: the same value of the same instant again is no new evidence, nor is a
 * value older than the newest of its series.
 * @param isLesson whether the reading is learned in retrospect, in an order of its own
 */
export function takeEvidence(state: MachineState, reading: Reading, isLesson = false): Evidence {
  const at = instantOf(reading);
  const metrics = newValues(state, reading, at, isLesson);
  for (const metric in reading.marked) noteBad(state.values, metric, at);
  state.heard_at = Math.max(state.heard_at ?? at, at);
  const sent = reading.mode === null ? null : reading.mode.toLowerCase();
  const hasMode = noteMode(state, sent, at);
  const mode = sent ?? state.mode?.mode ?? null;
  return { row: { at, mode: sent, metrics }, mode, hasMode, isPast: isPast(reading) };
}

/** The values that are new; the very metrics of the reading when all are. */
function newValues({ values }: MachineState, { metrics, at: stamp }: Reading, at: number, isLesson: boolean) {
  const isAhead = stamp > at;
  let stale: string[] | undefined;
  for (const metric in metrics)
    if (!noteGood(values, metric, at, metrics[metric]!, isAhead) && !isLesson) (stale ??= []).push(metric);
  if (!stale) return metrics;
  return Object.fromEntries(Object.entries(metrics).filter(([metric]) => !stale.includes(metric)));
}

function noteMode(state: MachineState, mode: string | null, at: number): boolean {
  if (mode === null || (state.mode && at < state.mode.at)) return false;
  const since = state.mode?.mode === mode ? state.mode.since : at;
  state.mode = { at, since, mode };
  return true;
}

/** Whether a machine in this mode has no normal to be compared with. */
export function isUnjudged(mode: string | null): boolean {
  return mode !== null && UNJUDGED_MODES.has(mode);
}

/**
 * The series that values belong to; undefined when none of their metrics is watched.
 * @param kinds of the machine's series, where they are not what their names say
 */
export function subjectOf(metrics: Record<string, number>, kinds?: Kinds): string | undefined {
  let first: string | undefined;
  for (const metric in metrics) {
    if (!isWatched(metric, kinds && own(kinds, metric))) continue;
    if (first !== undefined) return SEVERAL;
    first = metric;
  }
  return first;
}

/** Whether an alarm is open on a series: on its own scores, or on the limit of a metric in it. */
export function isUnderAlarm({ episode }: Pick<MachineState, "episode">, subject: string): boolean {
  if (!episode) return false;
  if (episode.involved.length === 0) return true;
  return episode.involved.some(
    (source) =>
      source === seriesSource(subject) ||
      (subject === SEVERAL ? partsOf(source).kind === "limit" : source === limitSource(subject)),
  );
}

/** Whether a series is abnormal in readings of the past, which have not ended yet. */
export function wasAbnormal({ past }: Pick<MachineState, "past">, subject: string): boolean {
  return past?.sources.includes(seriesSource(subject)) ?? false;
}

/**
 * Whether a low score is evidence that an alarm on this series is over: it has a good value of each metric
 * that the alarm was about.
 */
export function hasContributors(
  episode: Pick<Episode, "involved" | "contributors"> | null,
  subject: string,
  metrics: Record<string, number>,
): boolean {
  if (!episode?.contributors || subject !== SEVERAL) return true;
  return episode.contributors.every((metric) => own(metrics, metric) !== undefined);
}

/**
 * Whether a reading is evidence of the normal. The past is believed more than a present in which a fault may
 * be growing.
 * @param past whether the reading is of the past
 */
export function isNormal(
  isAlarmed: boolean,
  { score, isSuspect, teachesPast = false }: Pick<Assessment, "score" | "isSuspect" | "teachesPast">,
  past: boolean,
): boolean {
  if (isAlarmed) return false;
  return past ? teachesPast || score < 1 : score < 1 && !isSuspect;
}

/** Whether a candidate of a series without an alarm has become the new normal. */
export function isNewNormal({ since, readings }: Pick<Candidate, "since" | "readings">, at: number): boolean {
  return readings >= ACCEPT_READINGS && at - since >= ACCEPT_MS;
}
