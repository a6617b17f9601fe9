import { guidanceKey, type GuidanceScope } from "../../../domain/alarm/guidance";
import type { Machine } from "../../../domain/machine/machine";
import { type Column, KEY_COLUMNS } from "./columns";
import type { NoteProblem } from "./problem";
import type { CsvRow } from "./read_csv";
import { scopeIn } from "./scope_cells";

/** A line of an import with the alarms that it is about. */
export type ImportLine = {
  line: number;
  scope: GuidanceScope;
  key: string;
  /** The cells of these columns, as far as the file has them. */
  cells<Name extends Column>(names: readonly Name[]): Partial<Record<Name, string>>;
};

type Known = { find(word: string): Pick<Machine, "id"> | undefined };

/** The lines of a file; one that is about nothing known, or comes twice, is noted and left out. */
export function* importLines(
  rows: readonly CsvRow[],
  columns: ReadonlyMap<Column, number>,
  { find }: Known,
  note: NoteProblem,
): Generator<ImportLine> {
  const named = new Set(columns.values());
  const lineOf = new Map<string, number>();
  for (const { line, cells } of rows) {
    const cell = (name: Column) => cells[columns.get(name) ?? -1] ?? "";
    const stray = cells.findIndex((value, place) => !named.has(place) && value.trim() !== "");
    if (stray >= 0)
      note({
        line,
        column: `column ${stray + 1}`,
        value: cells[stray] ?? "",
        problem: "has no name in the header",
      });
    const read = scopeIn(cell, find);
    if ("wrong" in read) {
      const { column, problem } = read.wrong;
      note({ line, column, value: cell(column), problem });
      continue;
    }
    const key = guidanceKey(read.scope);
    const first = lineOf.get(key);
    if (first !== undefined) {
      const column = KEY_COLUMNS.find((name) => cell(name).trim() !== "") ?? "machine";
      note({ line, column, value: cell(column), problem: `is the same as line ${first}` });
      continue;
    }
    lineOf.set(key, line);
    yield { line, scope: read.scope, key, cells: (names) => cellsOf(names, columns, cells) };
  }
}

function cellsOf<Name extends Column>(
  names: readonly Name[],
  columns: ReadonlyMap<Column, number>,
  cells: readonly string[],
) {
  const sent = names.flatMap((name) => {
    const place = columns.get(name);
    return place === undefined ? [] : [[name, cells[place] ?? ""] as const];
  });
  return Object.fromEntries(sent) as Partial<Record<Name, string>>;
}
