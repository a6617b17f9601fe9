import { type Alarm, type Contributor, JUST_OPENED } from "../domain/alarm/alarm";
import type { Machine } from "../domain/machine/machine";
import { unitOf } from "../domain/machine/metric";
import type { Reading } from "../domain/machine/reading";
import { deviationText, typeOf } from "./deviation";
import type { Abnormality } from "./monitor/abnormality";

/** An instant as people at the plant read it. */
export type Clock = (at: number) => string;

type Figures = Pick<Alarm, "metric" | "value" | "expected_value" | "deviation_percent" | "deviation_sd">;

/** An abnormality in figures and words, named by the metric with the largest share, if numbers say it. */
export function explain(abnormality: Abnormality, clock: Clock) {
  const { severity, score, since, reason } = abnormality;
  const contributors = abnormality.contributors();
  const [first] = contributors;
  const worst = first ? figuresOf(first) : numberless(abnormality);
  const why = reason ?? (first ? wordsOf(first) : "");
  return { ...worst, severity, score, reason: `${why}; since ${clock(since)}`, contributors };
}

function wordsOf({ metric, value, deviation_sd, ...deviation }: Contributor): string {
  return deviationText(metric, value, { ...deviation, deviation_sd: deviation_sd ?? 0 });
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
  clock: Clock,
): Alarm {
  const { contributors, ...explained } = explain(abnormality, clock);
  const { metric } = explained;
  return {
    ...explained,
    ...(contributors.length > 0 ? { contributors } : {}),
    id,
    machine_id,
    machine_name: machine?.name ?? null,
    machine_type: machine?.type ?? null,
    state: "new",
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
