/** The answers of the API, as far as tests read them; fields that are not named here stay as they came. */
import { z } from "zod";

const text = z.string();
const number = z.number();

export const machineAnswer = z.looseObject({ id: text, name: text });
export const machinesAnswer = z.array(machineAnswer);

export const anomalyAnswer = z.looseObject({
  id: text,
  machine_id: text.nullable(),
  detected_at: text,
  metric_value: number.nullable(),
  detection_method: text.nullable(),
  reason: text.nullable(),
  state: text,
  contributors: z.array(z.looseObject({ metric: text, value: number, share: number })),
});
export type AnomalyAnswer = z.infer<typeof anomalyAnswer>;
export const anomaliesAnswer = z.looseObject({ total_count: number, anomalies: z.array(anomalyAnswer) });
export const reportedAnswer = z.looseObject({ anomaly_id: text });

export const acceptedAnswer = z.strictObject({
  accepted: number,
  rejected: z.array(z.strictObject({ index: number, error: text })),
  dropped: z.array(z.strictObject({ index: number, metric: text, reason: text })),
  dropped_count: number,
});

export const eventAnswer = z.looseObject({
  id: text,
  event_type: text,
  message: text.optional(),
  reason: text.nullish(),
  anomaly_id: text.optional(),
});
export const eventsAnswer = z.looseObject({
  events: z.array(eventAnswer),
  next: text.nullable(),
  gap: z.boolean().optional(),
});

export const jobAnswer = z.looseObject({
  job_id: text,
  machine_name: text,
  status: text,
  ended_at: text.nullable(),
  error_message: text.nullable(),
  model_version: number.nullable(),
});
export const jobsAnswer = z.looseObject({ jobs: z.array(jobAnswer) });
export const startedAnswer = z.looseObject({ job_id: text });

export const modelsAnswer = z.looseObject({
  total_models: number,
  models: z.array(z.looseObject({ id: text, model_version: number, is_active: z.boolean() })),
});
export const modelAnswer = z.looseObject({
  coefficients: z.record(text, number),
  dropped_drivers: z.array(z.looseObject({ name: text, reason: text })),
});

export const refusalAnswer = z.looseObject({
  error: z.looseObject({
    code: text,
    message: text,
    details: z.array(z.looseObject({ field: text })).optional(),
  }),
});

/** A refusal's status and words. @throws when the response is none */
export async function refusalOf(response: Response) {
  const { error } = refusalAnswer.parse(await response.json());
  return { status: response.status, ...error };
}
