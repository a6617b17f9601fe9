import { z } from "zod";
import { ALARM_STATES } from "../../../domain/alarm/alarm";
import { acknowledgement, NOTE_AT_MOST } from "../../../domain/alarm/answer";
import { flag, omittable, orElse } from "../../../domain/lenient_schema";
import { count, ifAny, machineWords, moment, severity } from "../../validation";

const CONTAMINATION = 0.1;

export const detectBody = z
  .strictObject({
    machine_id: z.string(),
    start: moment,
    end: moment,
    // The reference takes 0 for none given.
    contamination: z
      .number()
      .min(0)
      .max(0.5)
      .nullish()
      .transform((share) => share || CONTAMINATION),
    use_baseline: orElse(flag, true),
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
  confidence_score: orElse(z.number().min(0).max(1), 0.85),
  is_resolved: orElse(flag, false),
});

export const recentQuery = z.strictObject({
  machine_id: machineWords,
  severity: ifAny(severity),
  start_time: ifAny(moment),
  end_time: ifAny(moment),
  limit: count(200, 50),
});
export const searchQuery = z.strictObject({
  machine_id: machineWords,
  severity: ifAny(severity),
  start_date: ifAny(moment),
  end_date: ifAny(moment),
  is_resolved: ifAny(flag),
  limit: count(500, 100),
});
export const activeQuery = z.strictObject({ machine_id: machineWords });
const notes = z.string().max(NOTE_AT_MOST);
export const resolveQuery = z.strictObject({
  by: ifAny(acknowledgement.shape.by),
  resolution_notes: ifAny(notes),
});
const by = omittable(ifAny(acknowledgement.shape.by));
/** Who acts, where the door does not know. */
export const whoBody = z.strictObject({ by });
/** A person by id or name; any name where ACCESS is open. */
export const assignBody = z.strictObject({ to: acknowledgement.shape.by.nullable(), by });
/** One answer to all alarms that these conditions leave, as they are now. */
export const manyBody = z.strictObject({
  by,
  note: omittable(notes),
  machine_id: z.union([z.string(), z.array(z.string()).max(200)]).optional(),
  severity: severity.optional(),
  state: z.enum(ALARM_STATES).optional(),
  start_date: moment.optional(),
  end_date: moment.optional(),
});
export const resolveBody = z.strictObject({
  by,
  note: omittable(notes),
  resolution_notes: omittable(notes),
});
