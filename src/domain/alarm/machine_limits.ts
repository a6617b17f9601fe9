import { z } from "zod";

const LIMITS_AT_MOST = 64;
const WEEK_MINUTES = 10_080;

const value = z.number().min(-1e12).max(1e12);
const minutes = z.number().positive().max(WEEK_MINUTES);

/** The limits of one metric, whatever a detector has learned. A bound that is not set is not monitored. */
export const limit = z
  .strictObject({
    metric: z.string().trim().min(1).max(80),
    severity: z.enum(["warning", "critical"]).default("warning"),
    low: value.optional(),
    high: value.optional(),
    /** Largest change in either direction, in the metric's unit per minute. */
    rate_per_minute: z.number().positive().max(1e12).optional(),
    /** A value that has not changed for so long means a dead sensor. */
    flat_minutes: minutes.optional(),
  })
  .refine(
    ({ low, high, rate_per_minute, flat_minutes }) =>
      [low, high, rate_per_minute, flat_minutes].some((set) => set !== undefined),
    "set at least one of low, high, rate_per_minute, flat_minutes",
  )
  .refine(({ low, high }) => low === undefined || high === undefined || low < high, {
    path: ["high"],
    error: "must be above low",
  });
export type Limit = z.infer<typeof limit>;

/** Body of PUT /machines/{id}/limits: all limits of a machine. */
export const limits = z.strictObject({
  metrics: z
    .array(limit)
    .max(LIMITS_AT_MOST)
    .refine(
      (metrics) => new Set(metrics.map(({ metric }) => metric)).size === metrics.length,
      "name each metric once",
    )
    .default([]),
  /** A machine that has sent no reading for so long is silent. */
  silent_minutes: minutes.optional(),
});
export type Limits = z.infer<typeof limits>;

export const NO_LIMITS: Limits = { metrics: [] };
