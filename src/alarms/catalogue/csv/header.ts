import { type Column, COLUMNS, KEY_COLUMNS } from "./columns";
import type { NoteProblem } from "./problem";
import type { CsvRow } from "./read_csv";

/** The place of each column that a file has; what is wrong with its header is noted. */
export function columnsIn(header: CsvRow | undefined, note: NoteProblem): Map<Column, number> {
  const columns = new Map<Column, number>();
  if (!header) return columns;
  const at = (name: string, problem: string) =>
    note({ line: header.line, column: name, value: name, problem });
  header.cells.forEach((cell, place) => {
    const name = cell.trim().toLowerCase().replace(/\s+/g, "_");
    const known = COLUMNS.find((column) => column === name);
    if (name === "") return;
    if (!known) at(cell.trim(), `is no column of the catalogue: ${COLUMNS.join(", ")}`);
    else if (columns.has(known)) at(known, "is there twice");
    else columns.set(known, place);
  });
  if (!KEY_COLUMNS.some((name) => columns.has(name)))
    at("", `the first line must name at least one of the columns ${KEY_COLUMNS.join(", ")}`);
  return columns;
}
