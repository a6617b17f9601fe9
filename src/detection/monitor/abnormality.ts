import { type Contributor, SEVERITIES, type Severity } from "../../domain/alarm/alarm";
import type { AlarmCause } from "../../domain/alarm/cause";
import type { Limits } from "../../domain/alarm/machine_limits";
import { own } from "../../domain/own_property";
import type { Evidence } from "./evidence";
import { type Breach, checkLimit, type LimitStates, newLimitState } from "./limits/check";
import { limitSource, type Source } from "./source";

/** Something abnormal now. Contributors are worked out only when it is reported. */
export type Abnormality = {
  score: number;
  severity: Severity;
  since: number;
  /** The detector, or "limit", "mode", "plausibility". */
  method: string;
  /** The kind of anomaly, where its metric does not say it. */
  type?: string;
  /** All that it shows in. */
  sources: Source[];
  /** None where no number says it. */
  contributors(): Contributor[];
  /** What it is about where there are no contributors. */
  metric?: string;
  value?: number;
  /** Why, where it is no deviation of the first contributor. */
  cause?: AlarmCause;
};

/** The graver of two abnormalities, or the one there is. */
export function graverOf(a: Abnormality | undefined, b: Abnormality | undefined): Abnormality | undefined {
  if (!a || !b) return a ?? b;
  const difference = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return difference > 0 || (difference === 0 && a.score >= b.score) ? a : b;
}

/**
 * The limits that the new values of a reading break, as one abnormality: named by the gravest of those that
 * were not reported yet.
 * @param reported metrics that are known to be beyond their limits
 */
export function limitAbnormality(
  kept: LimitStates,
  { row: { at, metrics }, mode }: Pick<Evidence, "row" | "mode">,
  { metrics: limits }: Limits,
  reported: readonly string[] = [],
): Abnormality | undefined {
  const breaches = limits.flatMap((limit): Breach[] => {
    const value = own(metrics, limit.metric);
    if (value === undefined) return [];
    const state = own(kept, limit.metric) ?? (kept[limit.metric] = newLimitState());
    const breach = checkLimit(limit, state, { at, value, mode });
    return breach ? [breach] : [];
  });
  const [first, ...others] = breaches.toSorted(
    (a, b) =>
      Number(reported.includes(a.metric)) - Number(reported.includes(b.metric)) ||
      SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity),
  );
  if (!first) return undefined;
  const contributor = contributorOf(others.length + 1);
  return {
    score: 1,
    severity: first.severity,
    since: first.since,
    method: "limit",
    sources: [first, ...others].map(({ metric }) => limitSource(metric)),
    contributors: () => [contributor(first), ...others.map(contributor)],
    cause: first.cause,
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
