import { type Alarm, type Contributor, JUST_OPENED } from "../domain/alarm/alarm";
import type { Machine } from "../domain/machine/machine";
import { unitOf } from "../domain/machine/metric";
import type { Reading } from "../domain/machine/reading";
import { deviationText, typeOf } from "./deviation";
import { type Abnormality, SILENCE } from "./monitor/abnormality";
import { minutesOf } from "./monitor/limit_check";

/** An instant as people at the plant read it. */
export type Clock = (at: number) => string;

/** An abnormality in figures and words, named by the metric with the largest share. */
export function explain({ contributors, severity, score, since, reason }: Abnormality, clock: Clock) {
  const all = contributors();
  const [{ share: _, ...worst }] = all;
  const why =
    reason ?? deviationText(worst.metric, worst.value, { ...worst, deviation_sd: worst.deviation_sd ?? 0 });
  return { ...worst, severity, score, reason: `${why}; since ${clock(since)}`, contributors: all };
}

/** A machine that has fallen silent, named by the value that it sent last. */
export function silence({ at, metrics }: Pick<Reading, "at" | "metrics">, minutes: number): Abnormality {
  const [metric = "", value = 0] = Object.entries(metrics)[0] ?? [];
  const last: Contributor = {
    metric,
    value,
    expected_value: value,
    deviation_percent: null,
    deviation_sd: null,
    share: 1,
  };
  return {
    score: 1,
    severity: "warning",
    since: at,
    method: "limit",
    source: SILENCE,
    contributors: () => [last],
    reason: `No reading for ${minutesOf(minutes)}`,
  };
}

/** The alarm that an abnormality opens. */
export function newAlarm(
  abnormality: Abnormality,
  { machine_id, at }: Pick<Reading, "machine_id" | "at">,
  machine: Machine | undefined,
  id: string,
  clock: Clock,
): Alarm {
  const explained = explain(abnormality, clock);
  return {
    ...explained,
    id,
    machine_id,
    machine_name: machine?.name ?? null,
    machine_type: machine?.type ?? null,
    state: "new",
    anomaly_type: typeOf(explained.metric),
    unit: unitOf(explained.metric),
    peak_score: abnormality.score,
    detection_method: abnormality.method,
    origin: "live",
    opened_at: at,
    updated_at: at,
    ...JUST_OPENED,
  };
}
