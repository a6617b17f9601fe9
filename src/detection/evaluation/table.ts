import { parse } from "csv-parse/sync";
import type { Reading } from "../../domain/machine/reading";
import { HOUR_MS } from "../../domain/time_units";

/** Columns that label anomalous rows, the preferred ones first. */
const LABELS: readonly string[] = ["anomaly", "window", "machine_failure", "label", "is_anomaly"];
/** Other columns that are no measurements: further labels, and those that only number the rows. */
const OTHER_LABELS: readonly string[] = ["changepoint", "twf", "hdf", "pwf", "osf", "rnf", "mode"];
const NUMBERS: readonly string[] = ["i", "udi", "id", "row", "index", "product_id"];
const TIMES: readonly string[] = ["time", "timestamp"];

/** Labelled readings of one file. */
export type LabelledTable = {
  file: string;
  readings: Reading[];
  labels: boolean[];
  /** The number of the window a row is in, where the file labels windows. */
  windows: number[] | null;
  /** In order of time, as rows with a time or a running number are. */
  ordered: boolean;
};

/**
 * Reads a labelled CSV. Rows without a time are taken to be an hour apart, times without a zone to be UTC.
 * @returns undefined when nothing is labelled
 * @throws {Error} with a sentence when it is no CSV or has no rows or metrics
 */
export function readLabelled(file: string, text: string): LabelledTable | undefined {
  const [header = [], ...rows] = cellsOf(text);
  const label = LABELS.find((name) => header.includes(name));
  if (label === undefined) return undefined;
  if (rows.length === 0) throw new Error("It holds no rows: a header and at least one row are needed");
  const time = header.findIndex((name) => TIMES.includes(name.toLowerCase()));
  const mode = header.indexOf("mode");
  const metrics = header.flatMap((name, column) =>
    isMetric(name) && rows.every((cells) => isNumberOrEmpty(cells[column])) ? [[name, column] as const] : [],
  );
  if (metrics.length === 0) throw new Error("It holds no metric: at least one column must hold numbers");
  const readings = rows.map((cells, row): Reading => ({
    machine_id: file,
    at: time < 0 ? row * HOUR_MS : timeOf(cells[time] ?? "", row),
    mode: cells[mode] || null,
    metrics: Object.fromEntries(
      metrics.flatMap(([name, column]) => (cells[column] ? [[name, Number(cells[column])]] : [])),
    ),
  }));
  const numbers = rows.map((cells) => Number(cells[header.indexOf(label)]));
  return {
    file,
    readings,
    labels: numbers.map((number) => number > 0),
    windows: label === "window" ? numbers : null,
    ordered: time >= 0 || header.includes("i"),
  };
}

function cellsOf(text: string): string[][] {
  try {
    return parse(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    throw new Error(`It is not CSV: ${(error as Error).message}`, { cause: error });
  }
}

function isMetric(name: string): boolean {
  const known = [...LABELS, ...OTHER_LABELS, ...NUMBERS, ...TIMES];
  return name !== "" && !known.includes(name.toLowerCase());
}

function isNumberOrEmpty(cell: string | undefined): boolean {
  return cell === undefined || cell === "" || Number.isFinite(Number(cell));
}

function timeOf(text: string, row: number): number {
  const hasZone = /(?:[zZ]|[+-]\d\d(?::?\d\d)?)$/.test(text) && text.includes(":");
  const at = Date.parse(hasZone ? text : `${text.replace(" ", "T")}Z`);
  if (Number.isNaN(at))
    throw new Error(`Line ${row + 2}: "${text}" is no time, write it like 2026-01-31T08:00:00`);
  return at;
}
