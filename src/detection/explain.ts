import type { Alarm } from "../domain/alarm/alarm";
import type { Machine } from "../domain/machine/machine";
import { unitOf } from "../domain/machine/metric";
import type { Reading } from "../domain/machine/reading";
import { reasonOf, typeOf } from "./deviation";
import { minutesOf } from "./monitor/limit_check";
import { SILENCE, type Trouble } from "./monitor/abnormality";

/** What an alarm tells of its trouble, by the metric that adds most to it. */
export function explain(
  { contributors, severity, score, since, reason }: Trouble,
  clock: (at: number) => string,
) {
  const all = contributors();
  const [{ share: _, ...worst }] = all;
  const why =
    reason ?? reasonOf(worst.metric, worst.value, { ...worst, deviation_sd: worst.deviation_sd ?? 0 });
  return { ...worst, severity, score, reason: `${why}; since ${clock(since)}`, contributors: all };
}

/** A machine that has fallen silent; told by the value it sent last. */
export function silence({ at, metrics }: Pick<Reading, "at" | "metrics">, minutes: number): Trouble {
  const [metric = "", value = 0] = Object.entries(metrics)[0] ?? [];
  const last = {
    metric,
    value,
    expected_value: value,
    deviation_percent: null,
    deviation_sd: null,
    share: 1,
  };
  const reason = `No reading for ${minutesOf(minutes)}`;
  return {
    score: 1,
    severity: "warning",
    since: at,
    method: "limit",
    watched: SILENCE,
    contributors: () => [last],
    reason,
  };
}

/** The alarm that a trouble opens. */
export function alarmOf(
  trouble: Trouble,
  { machine_id, at }: Pick<Reading, "machine_id" | "at">,
  machine: Machine | undefined,
  id: string,
  clock: (at: number) => string,
): Alarm {
  const told = explain(trouble, clock);
  return {
    ...told,
    id,
    machine_id,
    machine_name: machine?.name ?? null,
    machine_type: machine?.type ?? null,
    state: "new",
    anomaly_type: typeOf(told.metric),
    unit: unitOf(told.metric),
    peak_score: trouble.score,
    detection_method: trouble.method,
    origin: "live",
    opened_at: at,
    updated_at: at,
    cleared_at: null,
    resolved_at: null,
    acknowledged_at: null,
    acknowledged_by: null,
    note: null,
  };
}
