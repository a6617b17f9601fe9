import { own } from "../../../domain/own_property";
import type { Row } from "../../detector";
import { newSelected, type Selected, type Selection } from "../../select_detector";
import type { LimitsState } from "../abnormality";
import type { Episode } from "../episode";
import { newRun, type Run } from "../run";

/** Programs that send a counter as a metric's name must not grow the state without end. */
const MAX_SERIES = 64;

/**
 * Abnormal readings that may be a new normal: since when, how many, and what the detector has learned of
 * them.
 */
export type Candidate = { since: number; readings: number; learned: object };

/** One series of a machine: its detector, the recent scores, and the candidate for a new normal. */
export type SeriesState = { detector: Selected; run: Run; candidate: Candidate | null };

/** All that is known of one machine; plain JSON. Times in epoch milliseconds. */
export type MachineState = {
  version: 4;
  /** By subject: a metric that comes alone, or "" for readings of several metrics. */
  series: Record<string, SeriesState>;
  limits: LimitsState;
  /** The newest judged reading, and its score; null while its detector learns. */
  newest: Row | null;
  score: number | null;
  /** The newest reading that was not judged, as in maintenance; absent before the first. */
  newest_unjudged?: Pick<Row, "at" | "mode">;
  episode: Episode | null;
  ended_at: number | null;
};

/** A machine of which nothing is known. */
export function newMachineState(): MachineState {
  return {
    version: 4,
    series: {},
    limits: { state: {}, run: newRun() },
    newest: null,
    score: null,
    episode: null,
    ended_at: null,
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
