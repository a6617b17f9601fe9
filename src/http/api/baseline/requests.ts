import { z } from "zod";
import { DAY_MS } from "../../../domain/time_units";
import { moment } from "../../validation";

const PERIOD_AT_MOST_MS = 3660 * DAY_MS;

/** Whether a period, in epoch milliseconds, is not empty and ten years at most. */
export const isPeriod = ({ start, end }: { start: number; end: number }) =>
  start < end && end - start <= PERIOD_AT_MOST_MS;
const PERIOD_ERROR = { path: ["end"], error: "must be later than start, by ten years at most" };

export const trainBody = z.strictObject({
  machine_id: z.string(),
  start_date: moment.optional(),
  end_date: moment.optional(),
  drivers: z.array(z.string().min(1).max(80)).min(1).max(30).optional(),
  interval: z.enum(["15min", "1hour"]).default("1hour"),
});
const flag = z.enum(["true", "false"]).optional();
export const modelsQuery = z.strictObject({ machine_id: z.string(), include_explanation: flag });
export const modelQuery = z.strictObject({ include_explanation: flag });
export const deviationQuery = z
  .strictObject({ machine_id: z.string(), start: moment, end: moment })
  .refine(isPeriod, PERIOD_ERROR);
export const predictBody = z.strictObject({
  machine_id: z.string(),
  features: z.record(z.string().max(80), z.number().nullable()),
  include_message: z.boolean().default(false),
});
