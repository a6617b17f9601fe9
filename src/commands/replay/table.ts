import { parse } from "csv-parse/sync";
import { quoted } from "../../ingest/quoted";

const TIME_COLUMNS: readonly string[] = ["time", "timestamp"];
const LABEL_COLUMNS: readonly string[] = ["anomaly", "changepoint", "window"];

/** A recorded run. Rows are in time order, `at` in epoch milliseconds. */
export type ReplayTable = {
  rows: { at: number; metrics: Record<string, number>; mode: string | null }[];
  /** Columns to send. */
  metrics: string[];
  /** Columns not sent: labels, and columns without a number. */
  labels: string[];
  withoutNumbers: string[];
};

/**
 * Reads a CSV whose first column is time or timestamp; a time without zone is a time in `zone` (an IANA
 * name). Cells that hold no number are left out. @throws {Error} with a sentence that names the line or
 * column
 */
export function readTable(text: string, zone: string): ReplayTable {
  const [header = [], ...lines] = readLines(text);
  if (lines.length === 0) throw new Error("It holds no rows: a header and at least one row are needed");
  const [first = "", ...columns] = header;
  if (!TIME_COLUMNS.includes(first.toLowerCase()))
    throw new Error(`Its first column is ${quoted(first)}: it must be time or timestamp`);

  const labels = columns.filter((name) => LABEL_COLUMNS.includes(name));
  const mode = header.indexOf("mode", 1);
  const others = columns.filter((name) => name !== "mode" && name !== "" && !labels.includes(name));
  const places = new Map(others.map((name) => [name, header.indexOf(name, 1)]));
  const metrics = others.filter((name) => lines.some((cells) => isNumber(cells[places.get(name) ?? 0])));
  if (metrics.length === 0) throw new Error("It holds no metric: at least one column must hold numbers");

  const rows = lines.map((cells, i) => ({
    at: readTime(cells[0] ?? "", zone, i + 2),
    metrics: Object.fromEntries(
      metrics.flatMap((name) => {
        const cell = cells[places.get(name) ?? 0];
        return isNumber(cell) ? [[name, Number(cell)]] : [];
      }),
    ),
    mode: (mode > 0 && cells[mode]) || null,
  }));
  return {
    rows: rows.filter((row) => Object.keys(row.metrics).length > 0).sort((a, b) => a.at - b.at),
    metrics,
    labels,
    withoutNumbers: others.filter((name) => !metrics.includes(name)),
  };
}

function readLines(text: string): string[][] {
  try {
    return parse(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    throw new Error(`It is not CSV: ${(error as Error).message}`, { cause: error });
  }
}

function isNumber(cell: string | undefined): cell is string {
  return cell !== undefined && cell !== "" && Number.isFinite(Number(cell));
}

const HAS_ZONE = /(?:[zZ]|[+-]\d\d(?::?\d\d)?)$/;
const HAS_CLOCK = /\d[T ]\d\d:?\d\d/;

function readTime(text: string, zone: string, line: number): number {
  try {
    if (HAS_CLOCK.test(text) && HAS_ZONE.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    throw new Error(`Line ${line}: ${quoted(text)} is no time, write it like 2026-01-31T08:00:00`);
  }
}
