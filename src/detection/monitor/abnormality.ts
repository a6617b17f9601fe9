import { type Contributor, SEVERITIES, type Severity } from "../../domain/alarm/alarm";
import type { Limits } from "../../domain/alarm/machine_limits";
import type { Reading } from "../../domain/machine/reading";
import { type Breach, breaches, type LimitMemory } from "./limit_check";
import { noteScore, type Run } from "./run";

/** Sources that are no series. No metric has such a name: those have no blank. */
export const LIMITS = "operator limits";
export const SILENCE = "operator silence";

/** Something abnormal now. Contributors are worked out only when it is reported. */
export type Abnormality = {
  score: number;
  severity: Severity;
  since: number;
  /** The detector, or "limit". */
  method: string;
  /** The series that it shows in, or LIMITS or SILENCE. */
  source: string;
  contributors(): [Contributor, ...Contributor[]];
  /** Why, where the numbers alone do not say it. */
  reason?: string;
  /** The metrics that are beyond their limits. */
  beyond?: string[];
};

/** How a machine has kept its limits; plain JSON. */
export type LimitsState = { state: LimitMemory; run: Run };

/** The graver of two abnormalities, or the one there is. */
export function graverOf(a: Abnormality | undefined, b: Abnormality | undefined): Abnormality | undefined {
  if (!a || !b) return a ?? b;
  const difference = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return difference > 0 || (difference === 0 && a.score >= b.score) ? a : b;
}

/**
 * The limits that a reading breaks, as one abnormality: named by the gravest of those that were not reported
 * yet.
 * @param reported metrics that are known to be beyond their limits
 */
export function limitAbnormality(
  kept: LimitsState,
  reading: Reading,
  { metrics }: Limits,
  reported: readonly string[] = [],
): Abnormality | undefined {
  if (metrics.length === 0) return void noteScore(kept.run, 0, reading.at);
  const [first, ...others] = breaches(metrics, kept.state, reading).toSorted(
    (a, b) =>
      Number(reported.includes(a.metric)) - Number(reported.includes(b.metric)) ||
      SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity),
  );
  noteScore(kept.run, first ? 1 : 0, reading.at);
  if (!first) return undefined;
  const isNews = reported.length > 0 && !reported.includes(first.metric);
  const contributor = contributorOf(others.length + 1);
  return {
    score: 1,
    severity: first.severity,
    since: isNews ? reading.at : kept.run.since,
    method: "limit",
    source: LIMITS,
    contributors: () => [contributor(first), ...others.map(contributor)],
    reason: first.reason,
    beyond: [first, ...others].map(({ metric }) => metric),
  };
}

/** Each of `count` breaches has the same share. */
function contributorOf(count: number) {
  return ({ metric, value, expected_value }: Breach): Contributor => {
    const expected = expected_value ?? value;
    const percent = expected === 0 ? null : (100 * (value - expected)) / Math.abs(expected);
    return {
      metric,
      value,
      expected_value: expected,
      deviation_percent: percent,
      deviation_sd: null,
      share: 1 / count,
    };
  };
}
