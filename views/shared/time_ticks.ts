import { plantDay, plantMinute } from "./time";
import { MINUTE_MS } from "../../src/domain/time_units";

const DAY_MINUTES = 1440;

/** A tick of a time axis; `isDay`: a day begins there and the label is its date. */
type TimeTick = { at: number; label: string; isDay: boolean };

/**
 * Ticks in [from, to] at round plant times, also on days when daylight saving time starts or ends.
 * @param stepMinutes a divisor of a day, or whole days
 */
export function timeTicks(from: number, to: number, stepMinutes: number, timezone: string): TimeTick[] {
  const ticks: TimeTick[] = [];
  const stepDays = Math.max(1, stepMinutes / DAY_MINUTES);
  let day = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timezone).startOfDay();
  for (; day.epochMilliseconds <= to; day = day.add({ days: 1 }).startOfDay()) {
    if (dayNumber(day) % stepDays !== 0) continue;
    for (let minute = 0; minute < DAY_MINUTES; minute += stepMinutes) {
      const at =
        minute === 0 ? day : day.withPlainTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
      if (at.epochMilliseconds >= from) ticks.push(tickAt(at.epochMilliseconds, minute === 0, timezone));
    }
  }
  // The hour that daylight saving time skips has the same instants as the hour after it.
  return ticks.filter(({ at }, index) => at <= to && at !== ticks[index - 1]?.at);
}

/** Calendar days since 1970. */
function dayNumber(day: Temporal.ZonedDateTime): number {
  return Math.round((day.epochMilliseconds + day.offsetNanoseconds / 1e6) / (DAY_MINUTES * MINUTE_MS));
}

function tickAt(at: number, isDay: boolean, timezone: string): TimeTick {
  return { at, isDay, label: isDay ? plantDay(at, timezone) : plantMinute(at, timezone) };
}
