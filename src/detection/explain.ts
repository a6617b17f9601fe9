import { type Alarm, type Contributor, JUST_OPENED } from "../domain/alarm/alarm";
import type { AlarmCause } from "../domain/alarm/cause";
import type { Machine } from "../domain/machine/machine";
import { unitOf } from "../domain/machine/metric";
import type { Reading } from "../domain/machine/reading";
import { typeOf } from "./deviation";
import type { Abnormality } from "./monitor/abnormality";

type Figures = Pick<Alarm, "metric" | "value" | "expected_value" | "deviation_percent" | "deviation_sd">;

/**
 * An abnormality in figures, named by the metric with the largest share, and its cause, if either says it.
 */
export function explain(abnormality: Abnormality) {
  const { severity, score, since } = abnormality;
  const contributors = abnormality.contributors();
  const [first] = contributors;
  const worst = first ? figuresOf(first) : numberless(abnormality);
  const found = abnormality.cause ?? (first && deviationOf(first));
  const cause: AlarmCause | undefined = found && { ...found, since };
  return { ...worst, severity, score, ...(cause ? { cause } : {}), contributors };
}

function deviationOf({ share: _, ...figures }: Contributor): AlarmCause {
  return { kind: "deviation", ...figures };
}

function figuresOf({ share: _, ...figures }: Contributor): Figures {
  return figures;
}

/** What an abnormality is about where no contributor says it. */
function numberless({ metric, value }: Abnormality): Figures {
  return {
    metric: metric ?? null,
    value: value ?? null,
    expected_value: null,
    deviation_percent: null,
    deviation_sd: null,
  };
}

/** The alarm that an abnormality opens. */
export function newAlarm(
  abnormality: Abnormality,
  { machine_id, at }: Pick<Reading, "machine_id" | "at">,
  machine: Machine | undefined,
  id: string,
): Alarm {
  const { contributors, ...explained } = explain(abnormality);
  const { metric } = explained;
  return {
    ...explained,
    ...(contributors.length > 0 ? { contributors } : {}),
    id,
    machine_id,
    machine_name: machine?.name ?? null,
    machine_type: machine?.type ?? null,
    state: "new",
    reason: null,
    anomaly_type: abnormality.type ?? typeOf(metric ?? ""),
    unit: metric === null ? null : unitOf(metric),
    peak_score: abnormality.score,
    detection_method: abnormality.method,
    origin: "live",
    opened_at: at,
    updated_at: at,
    ...JUST_OPENED,
  };
}
