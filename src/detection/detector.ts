import type { Contributor } from "../domain/alarm/alarm";
import type { Reading } from "../domain/machine/reading";
import type { SeriesKind } from "../domain/machine/series_kind";

/** The kinds of series that are not what the names of their metrics say, by metric. */
export type Kinds = Readonly<Record<string, SeriesKind>>;

/** The part of a reading that detectors look at. */
export type Row = Pick<Reading, "at" | "mode" | "metrics"> & { kinds?: Kinds };

/** The findings of a detector in one reading. A score of 1 is a warning, of 2 critical. */
export type Assessment<Observation = unknown> = {
  score: number;
  /** The score has to hold for so many readings. */
  onDelay: number;
  /** Whether the reading counts toward the end of an alarm; the score decides when it is not given. */
  belowReset?: boolean;
  /** A fault may be growing, too small for an alarm yet: the reading is no evidence of the normal. */
  isSuspect?: boolean;
  /** Too little of a past is known to call its readings abnormal: of the past, this one is normal. */
  teachesPast?: boolean;
  /** The detector's own figures: `learn` and `explain` get them back. */
  observation: Observation;
};

/** Mean and standard deviation of a metric as it should be now, and the values that it does not go beyond. */
export type Expectation = { mean: number; sd: number; low?: number; high?: number };

/** The learning period so far, from which another detector may take the series over. */
export type Training = {
  isOver: boolean;
  /** The metrics that were learned; none before the first fit. */
  metrics: readonly string[];
  /** The metric that sets the operating point: it comes with the others, and is not judged itself. */
  driver?: string | null;
  /** Median time between two readings. */
  spacingMs: number;
  /** The readings that are still in memory, oldest first. */
  rows: readonly Row[];
};

/**
 * How to learn a reading: readings in the learning period, and the candidate when it is not known to be
 * normal.
 */
export type Lesson = {
  learning: number;
  candidate?: object;
  /** Whether it is learned in retrospect. */
  past?: boolean;
};

/**
 * A way to tell abnormal readings from normal ones. All that it learns is in a state that the caller keeps:
 * plain JSON, one for each series of a machine, changed in place. Time comes from the readings. Nobody asks
 * which detector it is.
 */
export type Detector<State extends object = object, Observation = unknown> = {
  /** The name in alarms (`detection_method`) and in saved states: it must never change. */
  readonly method: string;
  /**
   * Learns every reading without an alarm, abnormal ones too, so that a change that never alarms becomes normal
   * by itself. Under an alarm, and for other detectors, abnormal readings become a candidate for a new normal,
   * which `accept` takes over.
   */
  readonly adapts: boolean;
  /** The state of a series that begins, or that goes on from the learning period of another detector. */
  begin(training?: Training): State;
  /** Brings a saved state of an earlier release, and its candidate, to the present form. */
  resume?(state: State, candidate?: object): void;
  /** Whether it should take a series over; asked of all but the first detector of the list. */
  suits?(training: Training, isWanted: boolean): boolean;
  /** The learning period, when another detector may take the series over. */
  training?(state: State): Training;
  /**
   * Compares a reading with the normal; undefined while that is still being learned.
   * @param isWithheld nothing of it may be learned, whatever is learned by looking
   */
  observe(
    state: State,
    row: Row,
    learning: number,
    isWithheld?: boolean,
  ): Assessment<Observation> | undefined;
  /** Learns a reading that `observe` has just assessed: as normal, or apart into the candidate. */
  learn(state: State, row: Row, observation: Observation, lesson: Lesson): void;
  /** From now on the candidate is normal too. */
  accept(state: State, candidate: object): void;
  /**
   * Drops what was learned of one metric, which is not judged any more; the others are judged as before.
   * @returns whether it can go on; without this, it has to begin anew
   */
  drop?(state: State, metric: string): boolean;
  /** Judges less strictly from now on, after a false alarm. */
  widen(state: State): void;
  /**
   * Drops what recent readings have left behind, as after a silence; what is learned stays.
   * @param before an instant
   */
  reset(state: State, before?: number): void;
  /** The normal of a metric at this moment; undefined when it is not learned. */
  expected(state: State, now: Row, metric: string): Expectation | undefined;
  /** Since when a metric has been outside the band of its normal, if that has lasted for ten minutes. */
  outsideSince?(state: State, metric: string): number | undefined;
  /** The metrics that add to the score, the largest share first. */
  explain(state: State, observation: Observation): [Contributor, ...Contributor[]];
  /** Share of the learning period that is done, 0 to 1. @param learning readings in that period */
  progress(state: State, learning: number): number;
};
