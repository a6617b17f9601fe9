import { pauseAfter, type Steps } from "../../../async/steps";
import type { GuidanceEntry } from "../../../domain/alarm/guidance";
import type { Limits } from "../../../domain/alarm/machine_limits";
import type { Machine } from "../../../domain/machine/machine";
import type { CatalogueChange } from "../change";
import { guidanceOfLines } from "./guidance_lines";
import { columnsIn } from "./header";
import { importLines } from "./import_lines";
import { limitsOfLines } from "./limit_lines";
import { type ImportProblem, notedIn } from "./problem";
import { type CsvTable, readCsv } from "./read_csv";

export const LINES_AT_MOST = 20_000;
const LINES_A_PAUSE = 100;

/** Machines, limits and guidance as they are stored: an import is checked against them. */
export type KnownCatalogue = {
  find(word: string): Pick<Machine, "id"> | undefined;
  limits: ReadonlyMap<string, Limits>;
  guidance: readonly GuidanceEntry[];
};

/** The changes that an import would make, and the number of its lines; or everything that is wrong with it. */
export type ImportCheck = { change: CatalogueChange; lines: number } | { problems: ImportProblem[] };

/**
 * Checks a whole CSV before anything of it is applied. A line says all that is set of its alarms: an empty cell is not
 * set. A column or a line that the file does not have changes nothing.
 */
export function* checkImport(text: string, known: KnownCatalogue): Steps<ImportCheck> {
  const problems: ImportProblem[] = [];
  const note = notedIn(problems);
  const table = yield* readCsv(text);
  const unread = whyUnread(table);
  if (unread) note(unread);
  const [header, ...rows] = table.rows;
  const columns = columnsIn(header, note);
  if (problems.length > 0) return { problems };

  // Spreadsheets write semicolons where the comma is decimal.
  const isComma = table.separator === ";";
  const guidance = guidanceOfLines(known.guidance, isComma, note);
  const limits = limitsOfLines(known.limits, isComma, note);
  const isPause = pauseAfter(LINES_A_PAUSE);
  for (const line of importLines(rows, columns, known, note)) {
    guidance.take(line);
    limits.take(line);
    if (isPause(1)) yield;
  }
  const change = { guidance: guidance.changes, limits: limits.changes() };
  return problems.length > 0 ? { problems: sorted(problems) } : { change, lines: rows.length };
}

function whyUnread({ rows, openQuote }: CsvTable): ImportProblem | undefined {
  const at = (line: number, problem: string) => ({ line, column: "", value: "", problem });
  if (openQuote !== undefined) return at(openQuote, "a quote that begins here is never closed");
  if (rows.length === 0) return at(1, "there is nothing in the file");
  const beyond = rows[LINES_AT_MOST + 1];
  return beyond && at(beyond.line, `the file has more than ${LINES_AT_MOST} lines: send them in parts`);
}

const sorted = (problems: readonly ImportProblem[]) => problems.toSorted((a, b) => a.line - b.line);
