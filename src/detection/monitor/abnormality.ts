import { type Contributor, SEVERITIES, type Severity } from "../../domain/alarm/alarm";
import type { Limits } from "../../domain/alarm/machine_limits";
import type { Reading } from "../../domain/machine/reading";
import { noteScore, type Run } from "./episode";
import { type Breach, breaches, type LimitState } from "./limit_check";

/** Not metrics' names: those have no blank. */
export const LIMITS = "operator limits";
export const SILENCE = "operator silence";

/** What is off now. What adds most to it, the largest share first, is worked out only when it is told. */
export type Trouble = {
  score: number;
  severity: Severity;
  since: number;
  method: string;
  watched: string;
  contributors(): [Contributor, ...Contributor[]];
  /** Why, where the numbers alone do not say it. */
  reason?: string;
  /** The metrics that are beyond their limits. */
  beyond?: string[];
};

/** How a machine has kept its limits; plain JSON. */
export type LimitWatch = { state: LimitState; run: Run };

/** The graver of two troubles, or the one there is. */
export function worseOf(a: Trouble | undefined, b: Trouble | undefined): Trouble | undefined {
  if (!a || !b) return a ?? b;
  const graver = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return graver > 0 || (graver === 0 && a.score >= b.score) ? a : b;
}

/**
 * What of the operator's limits a reading breaks: an alarm at once, first what has not been told and of that the gravest.
 * @param told metrics of which it is known that they are beyond their limits
 */
export function limitTrouble(
  kept: LimitWatch,
  reading: Reading,
  { metrics }: Limits,
  told: readonly string[] = [],
): Trouble | undefined {
  if (metrics.length === 0) return void noteScore(kept.run, 0, reading.at);
  const [first, ...others] = breaches(metrics, kept.state, reading).toSorted(
    (a, b) =>
      Number(told.includes(a.metric)) - Number(told.includes(b.metric)) ||
      SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity),
  );
  noteScore(kept.run, first ? 1 : 0, reading.at);
  if (!first) return undefined;
  return {
    score: 1,
    severity: first.severity,
    since: told.length > 0 && !told.includes(first.metric) ? reading.at : kept.run.since,
    method: "limit",
    watched: LIMITS,
    contributors: () => [
      contributorOf(first, others.length),
      ...others.map((each) => contributorOf(each, others.length)),
    ],
    reason: first.reason,
    beyond: [first, ...others].map(({ metric }) => metric),
  };
}

function contributorOf({ metric, value, expected_value }: Breach, others: number): Contributor {
  const expected = expected_value ?? value;
  const percent = expected === 0 ? null : (100 * (value - expected)) / Math.abs(expected);
  const share = 1 / (others + 1);
  return { metric, value, expected_value: expected, deviation_percent: percent, deviation_sd: null, share };
}
