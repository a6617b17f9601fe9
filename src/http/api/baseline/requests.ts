import { z } from "zod";
import { DAY_MS } from "../../../domain/time_units";
import { flag, omittable, orElse } from "../../../domain/lenient_schema";
import { ifAny, moment } from "../../validation";

const PERIOD_AT_MOST_MS = 3660 * DAY_MS;

/** Whether a period, in epoch milliseconds, is not empty and ten years at most. */
export const isPeriod = ({ start, end }: { start: number; end: number }) =>
  start < end && end - start <= PERIOD_AT_MOST_MS;
const PERIOD_ERROR = { path: ["end"], error: "must be later than start, by ten years at most" };

export const trainBody = z.strictObject({
  machine_id: z.string(),
  start_date: omittable(moment),
  end_date: omittable(moment),
  drivers: omittable(z.array(z.string().min(1).max(80)).max(30)).transform((named) =>
    named?.length ? named : undefined,
  ),
  interval: orElse(z.enum(["15min", "1hour"]), "1hour"),
});
export const modelsQuery = z.strictObject({ machine_id: z.string(), include_explanation: ifAny(flag) });
export const modelQuery = z.strictObject({ include_explanation: ifAny(flag) });
export const deviationQuery = z
  .strictObject({ machine_id: z.string(), start: moment, end: moment })
  .refine(isPeriod, PERIOD_ERROR);
export const predictBody = z.strictObject({
  machine_id: z.string(),
  features: z.record(z.string().max(80), z.number().nullable()),
  include_message: orElse(flag, false),
});
