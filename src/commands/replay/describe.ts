import type { ReplayTable } from "./table";

const HOUR_MS = 3_600_000;

/** The sentences that say how a recorded run was understood. `zone` is that of times without one. */
export function describeTable(
  { rows, metrics, labels, withoutNumbers, time }: ReplayTable,
  zone: string,
): string[] {
  const columns = (told: string, names: readonly string[]) =>
    names.length > 0 ? [`${told}: ${names.join(", ")}`] : [];
  const shown = (at: number | undefined) =>
    Temporal.Instant.fromEpochMilliseconds(at ?? 0)
      .toZonedDateTimeISO(zone)
      .toString({ timeZoneName: "never", smallestUnit: "second" });
  const [first, last] = [rows[0]?.at ?? 0, rows.at(-1)?.at ?? 0];
  const zoned = time.isZoneless ? `without zone, read as ${zone}` : "with its own zone";
  return [
    `${rows.length.toLocaleString("en")} rows, ${shown(first)} to ${shown(last)} (${spanOf(last - first)})`,
    `Time: column ${time.column}, ${zoned}`,
    ...columns("Metrics", metrics),
    ...columns("Labels are not sent", labels),
    ...columns("Columns without numbers are not sent", withoutNumbers),
  ];
}

function spanOf(ms: number): string {
  if (ms >= 48 * HOUR_MS) return `${(ms / 24 / HOUR_MS).toFixed(1)} days`;
  if (ms >= HOUR_MS) return `${(ms / HOUR_MS).toFixed(1)} h`;
  return ms >= 60_000 ? `${(ms / 60_000).toFixed(1)} min` : `${ms / 1000} s`;
}
