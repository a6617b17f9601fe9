import type { Contributor } from "../../domain/alarm/alarm";
import { own } from "../../domain/own_property";
import { distanceParts } from "../../math/cholesky";
import type { Detector, Expectation, Row } from "../detector";
import { deviationFrom } from "../deviation";
import { confirmRange } from "../range/between";
import { forgetStretches, outsideSince, rangeOf } from "../range/outside";
import { widenRanges } from "../range/ranges";
import { spreadAt } from "../spread";
import { acceptCandidate, type Candidate, learnCandidate } from "./candidate";
import { dropMetric } from "./drop";
import { foldModes } from "./fold_modes";
import { learnNormal } from "./learn";
import { POINT_READINGS } from "./operating_point";
import { isFirstWeek, notePast } from "./past";
import { isSuspect, type Observation, observeRow } from "./score";
import { forgetSmoothed } from "./smoothing";
import { courseAt } from "./course";
import { noteOdd } from "./transition";
import { degreesAt, type Mewma, newMewma, pointNameOf } from "./state";

/** Readings that a score has to hold for. */
const ON_DELAY = 3;
/** The control limit grows by this factor after a false alarm. */
const WIDENED = 1.25;
/** The range of a metric of which none was learned. */
const UNKNOWN = { low: -Infinity, high: Infinity };
/** Metrics that an alarm names at most. */
const MAX_CONTRIBUTORS = 5;

/**
 * A multivariate exponentially weighted moving average (Lowry, Woodall, Champ and Rigdon, Technometrics 34,
 * 1992): the deviations of all metrics from the normal of their operating point are smoothed and weighed
 * together by their squared Mahalanobis distance, against a control limit that the series itself has shown.
 * Constants in this folder were developed on halves of SKAB, NAB, Tennessee Eastman and AI4I, which
 * `bun run evaluate` measures; tests/detection/simulated_plant.test.ts holds them to the simulated plant.
 */
export const mewma: Detector<Mewma, Observation> = {
  method: "mewma",
  adapts: false,
  begin: () => newMewma(),
  resume: foldModes,
  training({ rows, metrics, driver, count, spacing_ms }) {
    const isFitted = count > 0;
    return {
      isOver: isFitted && rows.length === 0,
      metrics: isFitted ? metrics : [],
      driver,
      spacingMs: spacing_ms,
      rows,
    };
  },
  observe(state, row, learning, isWithheld) {
    const observation = observeRow(state, row, learning, isWithheld);
    if (!observation) return undefined;
    const { score } = observation;
    const isFirst = isFirstWeek(state, row.at);
    return { score, onDelay: ON_DELAY, isSuspect: isSuspect(state), teachesPast: isFirst, observation };
  },
  learn(state, row, observation, { learning, candidate, past }) {
    if (!candidate) return learnNormal(state, observation, row, { learning, past });
    if (past) notePast(state, observation.score, row.at);
    else if (observation.score >= 1) noteOdd(state);
    learnCandidate(state, candidate as Candidate, row, observation.plain);
    const { ranges, left } = state;
    const { score, point, plain } = observation;
    if (ranges && left === null && score < 1) confirmRange(ranges, point, { plain, at: row.at });
  },
  accept: (state, candidate) => acceptCandidate(state, candidate as Candidate),
  drop: dropMetric,
  widen(state) {
    state.control_limit *= WIDENED;
    if (state.ranges) widenRanges(state.ranges, WIDENED);
  },
  reset(state, before = Infinity) {
    forgetSmoothed(state, before);
    if (state.ranges) forgetStretches(state.ranges);
  },
  expected: expectationOf,
  outsideSince(state, metric) {
    const i = state.metrics.indexOf(metric);
    return i < 0 || !state.ranges ? undefined : outsideSince(state.ranges, i, state.last_at);
  },
  explain: contributorsOf,
  progress: ({ count, rows }, learning) => (count > 0 ? 1 : Math.min(1, rows.length / learning)),
};

/** Each metric's part in the squared distance. */
function contributorsOf(
  { inverse_root, metrics }: Mewma,
  { point, values, plain, off, outside }: Observation,
): [Contributor, ...Contributor[]] {
  const parts = distanceParts(inverse_root, off).map((part) => Math.max(0, part));
  // A value outside all that was learned names the alarm, however ordinary its smoothed deviation is.
  if (outside !== undefined) parts[outside]! += Math.max(1, ...parts);
  const total = parts.reduce((a, b) => a + b, 0) || 1;
  const all = metrics.flatMap((metric, i): Contributor[] => {
    const value = values[i]!;
    if (Number.isNaN(value)) return [];
    const expected = point.mean[i]! + value - plain[i]!;
    const deviation = deviationFrom(value, expected, spreadAt(point, i));
    return [{ metric, value, ...deviation, share: parts[i]! / total }];
  });
  const [first, ...others] = all.toSorted((a, b) => b.share - a.share);
  // A reading without any of the metrics is not observed, so there is one.
  return [first!, ...others.slice(0, MAX_CONTRIBUTORS - 1)];
}

function expectationOf(state: Mewma, now: Row, metric: string): Expectation | undefined {
  const i = state.metrics.indexOf(metric);
  if (state.count === 0 || i < 0) return undefined;
  const point = own(state.points, pointNameOf(state, now));
  if (!point || point.count < POINT_READINGS) return undefined;
  const { course } = state;
  const more = course ? courseAt(course, i, now.at, degreesAt(state, point, now.metrics)) : 0;
  const mean = point.mean[i]! + more;
  const { low, high } = state.ranges ? rangeOf(state.ranges, point, i) : UNKNOWN;
  return { mean, sd: spreadAt(point, i), low: mean + low, high: mean + high };
}
