import { z } from "zod";

const LIMITS_AT_MOST = 64;
const MODES_AT_MOST = 20;
const WEEK_MINUTES = 10_080;
const DAY_SECONDS = 86_400;

const value = z.number().min(-1e12).max(1e12);
const minutes = z.number().positive().max(WEEK_MINUTES);
const delay = z.number().nonnegative().max(DAY_SECONDS);
const mode = z.string().trim().toLowerCase().min(1).max(40);

/** The limits of one metric, whatever a detector has learned. A bound that is not set is not monitored. */
export const limit = z
  .strictObject({
    metric: z.string().trim().min(1).max(80),
    severity: z.enum(["warning", "critical"]).default("warning"),
    low: value.optional(),
    high: value.optional(),
    /** Largest change in either direction, in the metric's unit per minute. */
    rate_per_minute: z.number().positive().max(1e12).optional(),
    /** A value that has not changed for so long, although values came, means a dead sensor. */
    flat_minutes: minutes.optional(),
    /** A metric that has had no value for so long is silent. */
    silent_minutes: minutes.optional(),
    /** The value at which one that was over its only bound is back within; 2 % of the bound by default. */
    clears_at: value.optional(),
    /** As `clears_at`, as the distance from each bound, in the metric's unit. */
    dead_band: z.number().nonnegative().max(1e12).optional(),
    /** The limit has to be broken for so long, by at least two values; 0 by default: at once. */
    on_delay_seconds: delay.optional(),
    /** The limit has to be kept for so long; by default 10 s and 10 values. */
    off_delay_seconds: delay.optional(),
    /** The modes that it holds in; all by default. A low bound never holds in `offline` and `idle`. */
    modes: z.array(mode).min(1).max(MODES_AT_MOST).optional(),
  })
  .refine(
    ({ low, high, rate_per_minute, flat_minutes, silent_minutes }) =>
      [low, high, rate_per_minute, flat_minutes, silent_minutes].some((set) => set !== undefined),
    "set at least one of low, high, rate_per_minute, flat_minutes, silent_minutes",
  )
  .refine(({ low, high }) => low === undefined || high === undefined || low < high, {
    path: ["high"],
    error: "must be above low",
  })
  .refine(({ low, high, clears_at }) => clears_at === undefined || isWithin(clears_at, low, high), {
    path: ["clears_at"],
    error: "must be below high or above low, where one of the two is set; for both set dead_band",
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

/** Whether a value keeps the one bound that is set. */
function isWithin(clearsAt: number, low: number | undefined, high: number | undefined): boolean {
  if (low === undefined) return high !== undefined && clearsAt <= high;
  return high === undefined && clearsAt >= low;
}

export const NO_LIMITS: Limits = { metrics: [] };
