import { plantClock } from "../../src/domain/plant_time";
import { text } from "../../src/words/text";

const DATES = {
  day: { day: "numeric", month: "short" },
  weekday: { weekday: "short", day: "numeric", month: "short" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Created once for each time zone: a format costs about as much as drawing a page. */
function dateFormat(timezone: string, kind: keyof typeof DATES): Intl.DateTimeFormat {
  const key = `${kind} ${timezone}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(text.dateLocale, { timeZone: timezone, ...DATES[kind] });
  formats.set(key, made);
  return made;
}

/**
 * "10:00:04" in plant time; with `today` (any instant of that day) another day's time begins with its date.
 */
export function plantTime(at: number, timezone: string, today?: number): string {
  return withDay(plantClock(at, timezone), at, timezone, today);
}

/** "10:00" in plant time; with `today` as in `plantTime`. */
export function plantMinute(at: number, timezone: string, today?: number): string {
  return withDay(plantClock(at, timezone, "minutes"), at, timezone, today);
}

/** "23 Nov" in plant time. */
export function plantDay(at: number, timezone: string): string {
  return dateFormat(timezone, "day").format(at);
}

/** "Mon, 23 Nov" in plant time. */
export function plantWeekday(at: number, timezone: string): string {
  return dateFormat(timezone, "weekday").format(at);
}

function withDay(clock: string, at: number, timezone: string, today: number | undefined): string {
  if (today === undefined) return clock;
  const day = plantDay(at, timezone);
  return day === plantDay(today, timezone) ? clock : `${day} ${clock}`;
}

/** An instant in plant time, always with its date: a row drawn yesterday is not drawn again at midnight. */
export function Instant({ at, timezone }: { at: number; timezone: string }) {
  return (
    <time datetime={new Date(at).toISOString()}>
      {plantTime(at, timezone)} <small>{plantDay(at, timezone)}</small>
    </time>
  );
}

/** An instant as a sortable attribute: 13 digits of epoch milliseconds, zeros when it is not a number. */
export function sortKey(at: number): string {
  return String(Number.isFinite(at) ? Math.max(0, Math.round(at)) : 0).padStart(13, "0");
}

/** The plant time of an instant, or "–" when there is none. */
export function timeOr(at: number | null | undefined, timezone: string, today?: number): string {
  return at === null || at === undefined ? text.unknown : plantTime(at, timezone, today);
}
