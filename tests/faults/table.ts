/** The table of tests/faults/RESULTS.md. Its rows are of different days, as each fault was last tried. */
import type { Result } from "./result";

const COLUMNS = [
  "fault",
  "tried on, beside a load of",
  "events sent",
  'shown once (rows + in "n more")',
  "shown twice",
  "missing",
  "seconds until live",
  "connections tried",
  "",
  "a healthy server meanwhile",
];

/** @param day the date of the trial and the load of the machine, such as `2026-11-23, load 2` */
export function rowOf(name: string, day: string, result: Result): string {
  const { sent, shownOnce, inMore, shownTwice, missing, liveAfterSeconds, tries } = result;
  const { note = "", meanwhile = "" } = result;
  const counts = [sent, `${shownOnce} + ${inMore}`, shownTwice, missing, liveAfterSeconds.toFixed(1), tries];
  return line([name, day, ...counts, note, meanwhile].map((cell) => String(cell).replaceAll("|", "\\|")));
}

export const tableOf = (rows: readonly string[]): string =>
  [line(COLUMNS), line(COLUMNS.map(() => "---")), ...rows].join("\n");

/**
 * The text with the table of its rows and the fresh ones, which take the place of those of the same fault.
 * @param names every fault, in the order of the table; rows of others are dropped
 */
export function withRows(text: string, fresh: readonly string[], names: readonly string[]): string {
  const lines = text.split("\n");
  const isOfTable = (one: string) => one.startsWith("|");
  const preface = lines.slice(0, lines.findIndex(isOfTable)).join("\n").trimEnd();
  const rows = new Map([...lines.filter(isOfTable), ...fresh].map((row) => [nameOf(row), row]));
  return `${preface}\n\n${tableOf(names.flatMap((name) => rows.get(name) ?? []))}\n`;
}

const nameOf = (row: string) => row.split("|")[1]?.trim() ?? "";
const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
