import type { Reading } from "../../../domain/machine/reading";
import { type Manner, saidAtOnce, sentAs } from "../manner";

/** Sends nothing for some minutes, and then all of it in one body of CSV. */
export const silent: Manner = ({ isAway }) => {
  let waiting: Reading[] = [];
  return (measured) => {
    waiting.push(measured);
    if (isAway(measured.at)) return { messages: [], good: [] };
    const good = waiting;
    waiting = [];
    if (good.length === 1) return saidAtOnce(sentAs(measured), good);
    return { messages: [{ afterMs: 0, contentType: "text/csv", body: csvOf(good) }], good };
  };
};

function csvOf(readings: readonly Reading[]): string {
  const metrics = [...new Set(readings.flatMap((reading) => Object.keys(reading.metrics)))];
  const rows = readings.map(({ machine_id, at, mode, metrics: values }) => [
    machine_id,
    new Date(at).toISOString(),
    mode ?? "",
    ...metrics.map((metric) => values[metric] ?? ""),
  ]);
  return [["machine_id", "timestamp", "mode", ...metrics], ...rows]
    .map((cells) => cells.join(","))
    .join("\n");
}
