import type { Alarm } from "../../domain/alarm/alarm";
import { type ShiftCalendar, shiftAt } from "../../domain/site/shifts";
import { HOUR_MS, MINUTE_MS } from "../../domain/time_units";
import { sourceOf, type Suppression } from "./suppression";

/** For how long an alarm can be shelved: never for ever. */
export const SHELVE_FOR = ["15m", "1h", "8h", "shift"] as const;
export type ShelveFor = (typeof SHELVE_FOR)[number];

const MOST_MS = 8 * HOUR_MS;
const SPAN_MS = { "15m": 15 * MINUTE_MS, "1h": HOUR_MS, "8h": MOST_MS };

/**
 * Until when an alarm is shelved that is shelved now, epoch milliseconds: a shift that goes on for longer than eight hours
 * is cut there. Undefined where it is to be until the end of the shift, and nobody is on shift.
 */
export function shelvedUntil(asked: ShelveFor, now: number, shifts: ShiftCalendar): number | undefined {
  if (asked !== "shift") return now + SPAN_MS[asked];
  const shift = shiftAt(shifts, now);
  return shift && Math.min(shift.to, now + MOST_MS);
}

type About = Pick<Alarm, "machine_id" | "metric" | "anomaly_type" | "alert_key" | "alert_type" | "cause">;

/**
 * The part of the plant shelved with an alarm: its machine and metric; of an alarm about no metric only its own type, and of that the
 * same alert or rule.
 */
export function shelvedWith(
  alarm: About,
): Pick<Suppression, "machine_id" | "metric" | "anomaly_type" | "source"> {
  const { machine_id, metric, anomaly_type } = alarm;
  if (metric !== null) return { machine_id, metric, anomaly_type: null, source: null };
  return { machine_id, metric, anomaly_type, source: sourceOf(alarm) };
}
