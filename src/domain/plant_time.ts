/** Reads an instant with its time zone, as epoch milliseconds; undefined when the text is no instant. */
export function parseInstant(text: string | undefined): number | undefined {
  try {
    return Temporal.Instant.from(text ?? "").epochMilliseconds;
  } catch {
    return undefined;
  }
}

/**
 * Reads a plant time without zone, as a form sends it ("2026-11-23T09:00:00"), as epoch milliseconds; or
 * undefined.
 */
export function parsePlantTime(local: string, timezone: string): number | undefined {
  try {
    return Temporal.PlainDateTime.from(local).toZonedDateTime(timezone).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** The plant's date and time at an instant (epoch milliseconds), without zone, as a form holds it. */
export function plantDateTime(at: number, timezone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDateTime();
}

const CLOCKS = {
  seconds: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  minutes: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Created once for each time zone: a format costs about as much as drawing a page. */
function clockFormat(timezone: string, precision: keyof typeof CLOCKS): Intl.DateTimeFormat {
  const key = `${precision} ${timezone}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, ...CLOCKS[precision] });
  formats.set(key, made);
  return made;
}

/** The plant's time of day at an instant (epoch milliseconds): "10:00:04", or to the minute "10:00". */
export function plantClock(at: number, timezone: string, precision: keyof typeof CLOCKS = "seconds"): string {
  return clockFormat(timezone, precision).format(at);
}
