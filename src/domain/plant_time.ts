/** An instant as text with its zone, in epoch milliseconds; undefined when it is none. */
export function momentNamed(text: string | undefined): number | undefined {
  try {
    return Temporal.Instant.from(text ?? "").epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** A time of the plant's clock, as a form sends it ("2026-11-23T09:00:00"), in epoch milliseconds; undefined when it is none. */
export function plantMoment(local: string, timezone: string): number | undefined {
  try {
    return Temporal.PlainDateTime.from(local).toZonedDateTime(timezone).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** What the plant's clock shows at an instant (epoch milliseconds), as a form holds it. */
export function plantLocal(at: number, timezone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDateTime();
}
