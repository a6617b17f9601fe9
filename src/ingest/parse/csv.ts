import type { Steps } from "../../async/steps";
import { MAX_METRICS } from "../../domain/machine/reading";
import { foldName } from "../../domain/text";
import type { Dropped } from "../metrics";
import { quoted } from "../quoted";
import {
  checkRow,
  malformed,
  MAX_READINGS,
  type Parsed,
  refuse,
  type Refused,
  type Row,
  tooMany,
  withDropped,
} from "../row";
import { readValue } from "../value";
import { csvLines } from "./csv_lines";
import { rowsOf } from "./rows";

const LINES_READ = MAX_READINGS + 2;
/** Columns for machine, time and mode, and the most metrics of a reading. */
const COLUMNS_AT_MOST = 3 + MAX_METRICS;

/** The columns of a body; `last` is the place behind the last one with a name. */
type Columns = { names: string[]; last: number };

/**
 * Parses CSV with the columns machine_id, timestamp, metrics and perhaps mode, in any order. An empty cell is
 * no value, neither a good nor a bad one. A column without a name costs only its own values.
 */
export function* parseCsv(text: string): Steps<Parsed> {
  const separator = otherSeparator(text);
  if (separator) return refuse(400, `The CSV is separated by ${separator}: separate its cells by commas`);
  let lines: string[][];
  try {
    lines = yield* csvLines(text, LINES_READ);
  } catch (error) {
    return refuse(400, `The body is not CSV: ${(error as Error).message}`);
  }
  const [first = [], ...rows] = lines;
  const names = first.map(foldName);
  if (rows.length > MAX_READINGS) return tooMany();
  const wrong = wrongHeader(names);
  if (wrong) return wrong;
  const columns = { names, last: names.findLastIndex((name) => name !== "") + 1 };
  const read = (index: number) => {
    const cells = rows[index]!;
    return { row: readCells(columns, cells, index), work: cells.length * CHARACTERS_OF_A_CELL };
  };
  return { kind: "rows", rows: yield* rowsOf(rows.length, read) };
}

/** About as many as the value takes elsewhere. */
const CHARACTERS_OF_A_CELL = 10;

/**
 * What separates the cells in the place of commas: a spreadsheet writes semicolons where the comma is
 * decimal.
 */
function otherSeparator(text: string): string | undefined {
  const header = /^\s*([^\r\n]{0,10000})/.exec(text)?.[1] ?? "";
  if (header.includes(",")) return undefined;
  return header.includes(";") ? "semicolons" : header.includes("\t") ? "tabs" : undefined;
}

function wrongHeader(names: string[]): Refused | undefined {
  if (names.length > COLUMNS_AT_MOST)
    return refuse(413, `The CSV header has ${names.length} columns: at most ${COLUMNS_AT_MOST} are taken`);
  const seen = new Set<string>([""]);
  const doubles = names.filter((name) => name !== "" && seen.size === seen.add(name).size);
  const details = [
    ...["machine_id", "timestamp"].filter((name) => !names.includes(name)).map((name) => `no column ${name}`),
    ...doubles.map((name) => `column ${quoted(name)} twice`),
  ];
  if (details.length === 0) return undefined;
  const right = "the first line must be machine_id,timestamp,<metric>,…";
  return refuse(400, `The CSV header is wrong (${details.join(", ")}): ${right}`, details);
}

function readCells({ names, last }: Columns, cells: string[], index: number): Row {
  // What stands behind the last name may be left out, and a comma too many is none.
  const isWhole = cells.length >= last && cells.slice(names.length).every((cell) => cell === "");
  if (!isWhole) return malformed(index, `Row has ${cells.length} cells, the header has ${names.length}`);
  const metrics: Record<string, string | number> = {};
  const reading: Record<string, unknown> = { metrics };
  const nameless: Dropped[] = [];
  names.forEach((name, place) => {
    const cell = cells[place] ?? "";
    if (name === "machine_id" || name === "timestamp") reading[name] = cell;
    else if (cell === "") return;
    else if (name === "mode") reading[name] = cell;
    // JavaScript keeps the other name for itself.
    else if (name === "" || name === "__proto__") nameless.push(namelessCell(name, cell, place));
    else metrics[name] = numberOr(cell);
  });
  return withDropped(checkRow(reading, index), nameless);
}

function namelessCell(name: string, cell: string, place: number): Dropped {
  const column = `column ${place + 1}`;
  const why = name === "" ? "has no name" : `is called ${quoted(name)}, which is no name for a metric`;
  return { metric: name || column, kind: "name", reason: `${column} ${why}: ${quoted(cell)}` };
}

/** The cell as a number, where it is one: so the row is taken as it is. */
function numberOr(cell: string): number | string {
  return readValue(cell) ?? cell;
}
