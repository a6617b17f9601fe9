import { z } from "zod";

/** Modes without expected values: readings in them are stored, but neither checked nor learned from. */
export const UNJUDGED_MODES: ReadonlySet<string> = new Set(["maintenance", "fault", "offline"]);

/** How far the timestamp of a reading may be ahead of our clock. */
export const MAX_AHEAD_MS = 5 * 60_000;

export const MAX_METRICS = 200;

const hasNoNul = (text: string) => !text.includes("\0");

/** A reading as it is sent. `machine_id` is an id or an exact name. */
export const sentReading = z.strictObject({
  machine_id: z.string().min(1).max(120),
  timestamp: z.iso.datetime({ offset: true }),
  metrics: z
    .record(z.string().min(1).max(80).refine(hasNoNul), z.number())
    .refine((metrics) => Object.keys(metrics).length > 0, "name at least one metric")
    .refine(
      (metrics) => Object.keys(metrics).length <= MAX_METRICS,
      `at most ${MAX_METRICS} metrics a reading`,
    ),
  mode: z.string().min(1).max(40).refine(hasNoNul, "contains U+0000, which no text here may hold").nullish(),
});
export type SentReading = z.infer<typeof sentReading>;

/** A validated reading: known machine, time in epoch milliseconds, finite values. */
export type Reading = {
  machine_id: string;
  at: number;
  metrics: Record<string, number>;
  mode: string | null;
};

/** One value of a metric. */
export type Point = { at: number; value: number };

/** Count, mean, lowest and highest of one metric in the span that starts at `at`. */
export type RolledPoint = { at: number; count: number; mean: number; low: number; high: number };

/** Roll-up spans in seconds: a minute, a quarter of an hour, an hour, a day. */
export const ROLLUP_SECONDS = [60, 900, 3600, 86_400] as const;
export type RollupSeconds = (typeof ROLLUP_SECONDS)[number];
