const SHAPES = {
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  minute: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { day: "numeric", month: "short" },
  weekday: { weekday: "short", day: "numeric", month: "short" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs about as much as drawing a page, so each is made once. */
function formatter(timezone: string, shape: keyof typeof SHAPES): Intl.DateTimeFormat {
  const key = `${shape} ${timezone}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, ...SHAPES[shape] });
  formatters.set(key, made);
  return made;
}

/** "10:00:04" in plant time; with `today` (any instant of that day) another day's date precedes it. */
export function plantTime(at: number, timezone: string, today?: number): string {
  return withDay(formatter(timezone, "clock").format(at), at, timezone, today);
}

/** "10:00" in plant time; with `today` as in `plantTime`. */
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

/** Reads an instant with its zone into epoch milliseconds; undefined when the text is no such instant. */
export function momentNamed(text: string | undefined): number | undefined {
  try {
    return Temporal.Instant.from(text ?? "").epochMilliseconds;
  } catch {
    return undefined;
  }
}

/**
 * Reads a time of the plant's clock, as a form sends it ("2026-11-23T09:00:00"), into epoch milliseconds; undefined when the
 * text is no such time.
 */
export function plantMoment(local: string, timezone: string): number | undefined {
  try {
    return Temporal.PlainDateTime.from(local).toZonedDateTime(timezone).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** The plant's clock at an instant (epoch milliseconds), as a form holds it. */
export function plantLocal(at: number, timezone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDateTime();
}
