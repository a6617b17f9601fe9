import type { Contributor } from "../domain/alarm/alarm";
import type { Reading } from "../domain/machine/reading";
import {
  type HourLook,
  type HourResidual,
  hourContributor,
  hourExpectation,
  lookAtHour,
  newHourResidual,
} from "./hourly/hour_residual";
import { contributorsOf, expectationOf, learnedShare, type Look, lookAt } from "./mewma/mewma";
import { type Mewma, newMewma } from "./mewma/state";

/** A lone metric that comes no oftener than this is compared with the same hour of other days. */
const SLOW_MS = 60_000;
/** How many metrics an alarm tells of. */
const TOLD_METRICS = 5;

/** A detector and all that it has learned; plain JSON. */
export type Detector = { method: "mewma"; state: Mewma } | { method: "hour_residual"; state: HourResidual };

export const METHODS = ["mewma", "hour_residual"] as const;
export type Method = (typeof METHODS)[number];

/**
 * Readings of the learning period; the detector for a lone metric, when it is not to be chosen; whether the reading is
 * of the past, which is believed more than a present in which a fault may be growing.
 */
export type Learning = { learning: number; method?: Method; past?: boolean };

/** What a detector makes of a reading. A score of 1 is a warning, of 2 critical; it has to hold for `onDelay` readings. */
export type Sight = { score: number; calm?: boolean; onDelay: number; look: Look | HourLook };

/** Every machine is learned as one of several metrics. */
export function newDetector(): Detector {
  return { method: "mewma", state: newMewma() };
}

/** The one place where a detector is chosen: by what the learning period has shown. */
function chosen(detector: Detector, wanted?: Method): Detector {
  const { state, method } = detector;
  if (method !== "mewma" || state.count === 0 || state.metrics.length > 1) return detector;
  if (wanted === "mewma" || (!wanted && state.spacing_ms < SLOW_MS)) return detector;
  const [metric = ""] = state.metrics;
  const lone = newHourResidual(metric);
  for (const { at, metrics } of state.rows) if (metric in metrics) lookAtHour(lone, at, metrics[metric]!);
  return { method: "hour_residual", state: lone };
}

/**
 * Takes a reading in. `sight` is undefined while its detector has not learned; the detector may become another when it
 * has.
 */
export function see(
  detector: Detector,
  reading: Reading,
  { learning, method }: Learning,
): { detector: Detector; sight: Sight | undefined } {
  if (detector.method === "hour_residual") return { detector, sight: seeHour(detector.state, reading) };
  const learns = detector.state.rows.length > 0 || detector.state.count === 0;
  const look = lookAt(detector.state, reading, learning);
  return {
    detector: learns ? chosen(detector, method) : detector,
    sight: look && { score: look.score, onDelay: 3, look },
  };
}

function seeHour(state: HourResidual, { at, metrics }: Reading): Sight | undefined {
  const value = metrics[state.metric];
  if (value === undefined) return undefined;
  const look = lookAtHour(state, at, value);
  return { score: look.score, calm: look.calm, onDelay: 1, look };
}

/** Share of the learning done, 0 to 1. */
export function learned({ method, state }: Detector, learning: number): number {
  return method === "mewma" ? learnedShare(state, learning) : 1;
}

/** Why a reading scores as it does, the largest part first. */
export function because({ method, state }: Detector, { look }: Sight): [Contributor, ...Contributor[]] {
  return method === "mewma"
    ? contributorsOf(state, look as Look, TOLD_METRICS)
    : [hourContributor(state, look as HourLook)];
}

/** Mean and spread of a metric as it should be now; undefined until learned. */
export function expected(
  { method, state }: Detector,
  now: Pick<Reading, "at" | "mode" | "metrics">,
  metric: string,
) {
  return method === "mewma" ? expectationOf(state, now, metric) : hourExpectation(state, now.at, metric);
}
