import type { Severity } from "../../domain/alarm/alarm";

/** A score from here on is critical; 1 is a warning. */
const CRITICAL_SCORE = 2;
/**
 * A score under this counts toward the end of an alarm; between it and 1 an alarm neither opens nor clears.
 */
const RESET_SCORE = 0.5;
/** Readings below reset that an alarm needs to clear, besides its off-delay. */
const RESET_READINGS = 10;
/**
 * A reading under 1 takes back so much of the on-delay: a fault in one mode of a cycle shows only now and
 * then.
 */
const FORGIVEN = 0.1;

/** The recent scores of one detector, limit or plausible range; plain JSON. Times in epoch milliseconds. */
export type Run = {
  /** When the newest score was. */
  at: number;
  /** Readings at or over 1 lately, and when the first of them was. */
  above: number;
  since: number;
  /** Readings in a row at or over the critical score. */
  critical: number;
  /** Readings in a row below reset, and when the first of them was. */
  below_reset: number;
  below_reset_since: number;
};

/** Nothing noticed yet. */
export function newRun(): Run {
  return { at: 0, above: 0, critical: 0, since: 0, below_reset: 0, below_reset_since: 0 };
}

/** Adds a score to a run. @param belowReset overrules the score where the detector knows better */
export function noteScore(run: Run, score: number, at: number, belowReset = score < RESET_SCORE) {
  run.at = at;
  if (score >= 1) {
    if (run.above === 0) run.since = at;
    run.above++;
  } else run.above = Math.max(0, run.above - FORGIVEN);
  run.critical = score >= CRITICAL_SCORE ? run.critical + 1 : 0;
  if (!belowReset) run.below_reset = 0;
  else if (run.below_reset++ === 0) run.below_reset_since = at;
}

/** The severity of a run that has held for the on-delay; undefined when it has not. */
export function severityOfRun(run: Run, onDelay: number): Severity | undefined {
  if (run.above < onDelay) return undefined;
  return run.critical >= onDelay ? "critical" : "warning";
}

/**
 * Whether a run has been below reset for the off-delay of an alarm. Only its own readings count: time that
 * passes without them is no evidence.
 */
export function isQuiet(run: Run, offDelayMs: number): boolean {
  return run.below_reset >= RESET_READINGS && lastedQuiet(run, offDelayMs);
}

/** As `isQuiet`, for an off-delay that somebody has set: time alone decides, from the first good value on. */
export function isQuietFor(run: Run, offDelayMs: number): boolean {
  return run.below_reset > 0 && lastedQuiet(run, offDelayMs);
}

function lastedQuiet({ at, below_reset_since }: Run, offDelayMs: number): boolean {
  return at - below_reset_since >= offDelayMs;
}
