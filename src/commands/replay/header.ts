import { foldName } from "../../domain/text";
import { quoted } from "../../ingest/quoted";
import type { Skipped } from "./skipped";

const TIME_COLUMNS: readonly string[] = ["time", "timestamp"];
const LABEL_COLUMNS: readonly string[] = ["anomaly", "changepoint", "window"];

/** A column by its name and place (the first is 0). */
export type Column = { name: string; place: number };

/** The columns of a recorded run; `mode` is a place. */
export type Columns = {
  time: string;
  metrics: Column[];
  labels: string[];
  mode: number | undefined;
  skipped: Skipped[];
};

/**
 * Reads the header: of a name twice the first counts.
 * @throws {Error} with a sentence when the time is not first
 */
export function readHeader(cells: readonly string[]): Columns {
  const [time = "", ...others] = cells.map(foldName);
  if (!TIME_COLUMNS.includes(time.toLowerCase()))
    throw new Error(`Its first column is ${quoted(time)}: it must be time or timestamp`);
  const columns: Columns = { time, metrics: [], labels: [], mode: undefined, skipped: [] };
  const places = new Map<string, number>();
  others.forEach((name, i) => {
    const place = i + 1;
    const before = places.get(name);
    const why =
      name === "" ? "it has no name" : `column ${(before ?? 0) + 1} has the same name, and is taken`;
    if (name === "" || before !== undefined)
      return columns.skipped.push({ line: null, column: `${place + 1} ${quoted(name)}`, why });
    places.set(name, place);
    if (name === "mode") columns.mode = place;
    else if (LABEL_COLUMNS.includes(name)) columns.labels.push(name);
    else columns.metrics.push({ name, place });
  });
  return columns;
}
