import { parse } from "csv-parse/sync";
import { foldName } from "../../domain/text";
import { badReason, readValue } from "../../ingest/value";
import { type Columns, readHeader } from "./header";
import type { Skipped } from "./skipped";
import { readTimes } from "./times";

/** A row of a recorded run: `at` in epoch milliseconds, and its line in the file. */
export type ReplayRow = { at: number; line: number; metrics: Record<string, number>; mode: string | null };

/** A recorded run. Rows are in time order. */
export type ReplayTable = {
  rows: ReplayRow[];
  /** Columns to send. */
  metrics: string[];
  /** Columns not sent: labels, and columns without a number. */
  labels: string[];
  withoutNumbers: string[];
  time: { column: string; isZoneless: boolean };
  /** Everything else that is not taken. */
  skipped: Skipped[];
};

type Line = { line: number; cells: string[] };

/**
 * Reads a CSV whose first column is time or timestamp; a time without zone is a time in `zone` (an IANA
 * name). An empty cell is no value.
 * @throws {Error} with a sentence when nothing of it can be replayed
 */
export function readTable(text: string, zone: string): ReplayTable {
  const [header, ...lines] = readLines(text);
  if (!header || lines.length === 0)
    throw new Error("It holds no rows: a header and at least one row are needed");
  const columns = readHeader(header.cells);
  const whole = lines.filter(({ cells }) => isWhole(cells, header.cells.length));
  const skipped = [...columns.skipped, ...tooLong(lines, header.cells.length)];
  const metrics = columns.metrics.filter(({ place }) =>
    whole.some(({ cells }) => readValue(cells[place]) !== undefined),
  );
  if (metrics.length === 0) throw new Error("It holds no metric: at least one column must hold numbers");

  const { times, isZoneless } = readTimes(
    whole.map(({ cells }) => cells[0] ?? ""),
    zone,
  );
  const rows = whole.flatMap((line, i) => {
    const at = times[i]!;
    if (typeof at === "number") return [readRow(line, at, { ...columns, metrics }, skipped)];
    skipped.push({ line: line.line, column: columns.time, why: at.why });
    return [];
  });
  if (rows.length === 0) {
    const first = skipped.find(({ column }) => column === columns.time);
    throw new Error(`Line ${first?.line}: ${first?.why}`);
  }
  const distinct = withoutDoubles(
    rows.toSorted((a, b) => a.at - b.at),
    skipped,
  );
  return {
    rows: distinct.filter((row) => Object.keys(row.metrics).length > 0),
    metrics: metrics.map(({ name }) => name),
    labels: columns.labels,
    withoutNumbers: columns.metrics.filter((column) => !metrics.includes(column)).map(({ name }) => name),
    time: { column: columns.time, isZoneless },
    skipped: skipped.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  };
}

function readLines(text: string): Line[] {
  try {
    const options = { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, info: true };
    const records = parse(text, options) as unknown as { info: { lines: number }; record: string[] }[];
    return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    throw new Error(`It is not CSV: ${(error as Error).message}`, { cause: error });
  }
}

function isWhole(cells: readonly string[], columns: number): boolean {
  return cells.slice(columns).every((cell) => cell === "");
}

/** Rows with cells beyond the header: a decimal comma shifts all that follow, so none of them is believed. */
function tooLong(lines: readonly Line[], columns: number): Skipped[] {
  return lines
    .filter(({ cells }) => !isWhole(cells, columns))
    .map(({ line, cells }) => ({
      line,
      column: null,
      why: `the row has ${cells.length} cells, the header has ${columns}`,
    }));
}

function readRow({ line, cells }: Line, at: number, columns: Columns, skipped: Skipped[]): ReplayRow {
  const metrics: Record<string, number> = {};
  for (const { name, place } of columns.metrics) {
    const cell = cells[place] ?? "";
    const value = cell === "" ? undefined : readValue(cell);
    if (value !== undefined) metrics[name] = value;
    else if (cell !== "") skipped.push({ line, column: name, why: badReason(cell) });
  }
  const mode = columns.mode === undefined ? "" : foldName(cells[columns.mode] ?? "");
  return { at, line, metrics, mode: mode || null };
}

/** Of several values of one metric and instant the last one in the file counts; the others are named. */
function withoutDoubles(rows: ReplayRow[], skipped: Skipped[]): ReplayRow[] {
  const newest = new Map<string, ReplayRow>();
  let instant: number | undefined;
  for (const row of rows) {
    if (row.at !== instant) newest.clear();
    instant = row.at;
    for (const name of Object.keys(row.metrics)) {
      const before = newest.get(name);
      const [kept, lost] = before && before.line > row.line ? [before, row] : [row, before];
      newest.set(name, kept);
      if (!lost) continue;
      delete lost.metrics[name];
      const why = `line ${kept.line} has the same time, and its value counts`;
      skipped.push({ line: lost.line, column: name, why });
    }
  }
  return rows;
}
