import type { Machine } from "../domain/machine/machine";
import { MAX_AHEAD_MS, type Reading, type SentReading } from "../domain/machine/reading";
import { quoted, type Rejected, type Row } from "./row";

/** The knowledge that validation needs. `machine` finds by id or exact name; `now` in epoch milliseconds. */
export type KnownMachines = { machine(idOrName: string): Pick<Machine, "id"> | undefined; now: number };

/** Accepts rows of known machines that are not from the future; rejects the others one by one. */
export function validate(
  rows: readonly Row[],
  gate: KnownMachines,
): { readings: Reading[]; rejected: Rejected[] } {
  const readings: Reading[] = [];
  const rejected: Rejected[] = [];
  rows.forEach((row, index) => {
    const answer = "error" in row ? row : admitOne(row, gate);
    if (typeof answer === "string") rejected.push({ index, error: answer });
    else if ("error" in answer) rejected.push(answer);
    else readings.push(answer);
  });
  return { readings, rejected };
}

function admitOne(row: SentReading, { machine, now }: KnownMachines): Reading | string {
  const known = machine(row.machine_id);
  if (!known) return `machine_id: no machine has the id or name ${quoted(row.machine_id)}`;
  const at = Date.parse(row.timestamp);
  if (at > now + MAX_AHEAD_MS)
    return `timestamp: ${row.timestamp} is more than ${MAX_AHEAD_MS / 60_000} min ahead of ${new Date(now).toISOString()}`;
  for (const name in row.metrics)
    if (!Number.isFinite(row.metrics[name]))
      return `metrics.${name}: expected a finite number, got ${row.metrics[name]}`;
  return { machine_id: known.id, at, metrics: row.metrics, mode: row.mode ?? null };
}
