import { own } from "../../../domain/own_property";
import type { RuleStates } from "../../../rules/known";
import type { Kinds, Row } from "../../detector";
import { newSelected, type Selected, type Selection } from "../../select_detector";
import type { Episode } from "../episode";
import type { PastEpisode } from "../past_episode";
import type { PlausibilityRuns } from "../conditions/implausible";
import type { LimitStates } from "../limits/check";
import { newRun, type Run } from "../run";
import type { SeriesValues } from "./series_values";

/** Programs that send a counter as a metric's name must not grow the state without end. */
const MAX_SERIES = 64;

/**
 * Abnormal readings that may be a new normal: since when, how many, and what the detector has learned of
 * them.
 */
export type Candidate = { since: number; readings: number; learned: object };

/** One series of a machine: its detector, the recent scores, and the candidate for a new normal. */
export type SeriesState = {
  detector: Selected;
  run: Run;
  candidate: Candidate | null;
  /** When its newest reading was, and the mode that it was judged in. */
  at?: number;
  mode?: string | null;
  /** Whether a reading of the present was ever compared with its normal: what is learned since is not history. */
  judged?: boolean;
};

/** All that is known of one machine; plain JSON. Times in epoch milliseconds. */
export type MachineState = {
  version: 5;
  /** By subject: a metric that comes alone, or "" for readings of several metrics. */
  series: Record<string, SeriesState>;
  limits: LimitStates;
  /** The newest good value of each metric. */
  values: SeriesValues;
  /** Series whose kind is not what their name says: by their settings or their values; absent without one. */
  kinds?: Kinds;
  /** Metrics learned together that have come one by one since they were assessed; absent before the first. */
  gathered?: string[];
  /** The newest known mode, in lower case, and since when it is that; absent before the first. */
  mode?: { at: number; since: number; mode: string };
  /** When it was heard last, by whatever reading; absent before the first. */
  heard_at?: number;
  /** The newest judged reading, and its score; null while its detector learns. */
  newest: Row | null;
  score: number | null;
  episode: Episode | null;
  ended_at: number | null;
  /** What is abnormal in readings of the past; absent while nothing is. */
  past?: PastEpisode;
  /** The alarm on implausible values, beside that of the machine. */
  implausible: { episode: Episode | null; ended_at: number | null; runs: PlausibilityRuns };
  /** What the rules of people remember of it; absent without any. */
  rules?: RuleStates;
};

/** A machine of which nothing is known. */
export function newMachineState(): MachineState {
  return {
    version: 5,
    series: {},
    limits: {},
    values: {},
    newest: null,
    score: null,
    episode: null,
    ended_at: null,
    implausible: { episode: null, ended_at: null, runs: {} },
  };
}

/**
 * The series of a subject, which begins when it is new. After the last free place nothing is remembered of
 * it.
 */
export function seriesOf({ series }: MachineState, subject: string, { detectors }: Selection): SeriesState {
  const known = own(series, subject);
  if (known) return known;
  const isFull = Object.keys(series).length >= MAX_SERIES;
  const fresh: SeriesState = { detector: newSelected(detectors), run: newRun(), candidate: null };
  if (!isFull) series[subject] = fresh;
  return fresh;
}
