import { text } from "../../src/words/text";

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs about as much as drawing a page, so each is made once. */
function formatter(timezone: string, kind: "clock" | "minute" | "day" | "weekday"): Intl.DateTimeFormat {
  const key = `${kind} ${timezone}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, ...SHAPES[kind] });
  formatters.set(key, made);
  return made;
}

const SHAPES = {
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  minute: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { day: "numeric", month: "short" },
  weekday: { weekday: "short", day: "numeric", month: "short" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** "10:00:04" in plant time; with `today` (any instant of that day) the date stands before it on another day. */
export function plantTime(at: number, timezone: string, today?: number): string {
  return withDay(formatter(timezone, "clock").format(at), at, timezone, today);
}

/** "10:00" in plant time; with the date before it as in `plantTime`. */
export function plantMinute(at: number, timezone: string, today?: number): string {
  return withDay(formatter(timezone, "minute").format(at), at, timezone, today);
}

/** "23 Nov" in plant time. */
export function plantDay(at: number, timezone: string): string {
  return formatter(timezone, "day").format(at);
}

/** "Mon, 23 Nov" in plant time. */
export function plantWeekday(at: number, timezone: string): string {
  return formatter(timezone, "weekday").format(at);
}

function withDay(clock: string, at: number, timezone: string, today: number | undefined): string {
  if (today === undefined) return clock;
  const day = plantDay(at, timezone);
  return day === plantDay(today, timezone) ? clock : `${day} ${clock}`;
}

/**
 * An instant in plant time. The day always stands under the time: a row that was drawn yesterday is not drawn again
 * at midnight, and must not pass for one of today.
 */
export function Instant({ at, timezone }: { at: number; timezone: string }) {
  return (
    <time datetime={new Date(at).toISOString()}>
      {plantTime(at, timezone)} <small>{plantDay(at, timezone)}</small>
    </time>
  );
}

/** An instant as an attribute that sorts: 13 digits of epoch milliseconds, zeros when it is not known. */
export function sortKey(at: number): string {
  return String(Number.isFinite(at) ? Math.max(0, Math.round(at)) : 0).padStart(13, "0");
}

/** A time that may not be known. */
export function timeOr(at: number | null | undefined, timezone: string, today?: number): string {
  return at === null || at === undefined ? text.unknown : plantTime(at, timezone, today);
}
