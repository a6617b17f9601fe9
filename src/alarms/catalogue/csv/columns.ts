import { GUIDANCE_FIELDS } from "../../../domain/alarm/guidance";

/** The columns that say which alarms a line is about. */
export const KEY_COLUMNS = ["machine", "machine_type", "metric", "rule"] as const;

/** The columns of the limits of a machine's metric; a machine alone has silent_minutes. */
export const LIMIT_COLUMNS = [
  "severity",
  "low",
  "high",
  "rate_per_minute",
  "flat_minutes",
  "silent_minutes",
  "clears_at",
  "dead_band",
  "on_delay_seconds",
  "off_delay_seconds",
  "modes",
] as const;

export const GUIDANCE_COLUMNS = GUIDANCE_FIELDS;

/** All columns of the catalogue as CSV, in their order. */
export const COLUMNS = [...KEY_COLUMNS, ...LIMIT_COLUMNS, ...GUIDANCE_COLUMNS] as const;
export type Column = (typeof COLUMNS)[number];
