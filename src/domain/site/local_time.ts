/**
 * The instant, in epoch milliseconds, so many minutes after midnight by a clock on the wall. A time that is
 * left out when clocks are put forward is the instant at which they are; of one that comes twice it is the
 * first. So a later local time is never an earlier instant.
 * @param minutes may reach into the next day
 */
export function instantOf(date: Temporal.PlainDate, minutes: number, timezone: string): number {
  const local = date.toPlainDateTime().add({ minutes });
  const first = local.toZonedDateTime(timezone, { disambiguation: "earlier" });
  if (first.toPlainDateTime().equals(local)) return first.epochMilliseconds;
  return first.getTimeZoneTransition("next")?.epochMilliseconds ?? first.epochMilliseconds;
}

/** Whether there is such a time zone. */
export function isTimezone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}
