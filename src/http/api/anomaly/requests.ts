import { z } from "zod";
import { acknowledgement, SEVERITIES } from "../../../domain/alarm/alarm";
import { count, machineIds, moment } from "../../validation";

const severity = z.enum(SEVERITIES);
export const detectBody = z
  .strictObject({
    machine_id: z.string(),
    start: moment,
    end: moment,
    contamination: z.number().gt(0).max(0.5).default(0.1),
    use_baseline: z.boolean().default(true),
  })
  .refine(({ start, end }) => start < end, { path: ["end"], error: "must be later than start" });

export const createBody = z.strictObject({
  machine_id: z.string(),
  detected_at: moment,
  anomaly_type: z.enum(["spike", "drop", "drift", "unknown"]),
  severity,
  metric_name: z.string().max(80).nullish(),
  metric_value: z.number().nullish(),
  expected_value: z.number().nullish(),
  deviation_percent: z.number().nullish(),
  confidence_score: z.number().min(0).max(1).default(0.85),
  is_resolved: z.boolean().default(false),
});

export const recentQuery = z.strictObject({
  machine_id: machineIds,
  severity: severity.optional(),
  start_time: moment.optional(),
  end_time: moment.optional(),
  limit: count(200, 50),
});
export const searchQuery = z.strictObject({
  machine_id: machineIds,
  severity: severity.optional(),
  start_date: moment.optional(),
  end_date: moment.optional(),
  is_resolved: z.enum(["true", "false"]).optional(),
  limit: count(500, 100),
});
export const activeQuery = z.strictObject({ machine_id: machineIds });
export const resolveQuery = z.strictObject({
  by: acknowledgement.shape.by.optional(),
  resolution_notes: z.string().max(2000).optional(),
});
