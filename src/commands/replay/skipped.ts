/** A part of a file that is not taken: its line and column, where there is one, and why. */
export type Skipped = { line: number | null; column: string | null; why: string };

const NAMED_AT_MOST = 20;

/** A sentence for each cell and row that was not taken; past the first twenty they are counted by column. */
export function describeSkipped(skipped: readonly Skipped[], all = skipped.length): string[] {
  const named = skipped.slice(0, NAMED_AT_MOST).map((part) => `Not taken: ${describe(part)}`);
  if (all <= named.length) return named;
  const byColumn = new Map<string, number>();
  for (const { column } of skipped.slice(NAMED_AT_MOST)) {
    const key = column ?? "whole rows";
    byColumn.set(key, (byColumn.get(key) ?? 0) + 1);
  }
  const counts = Array.from(byColumn, ([column, count]) => `${count.toLocaleString("en")} in ${column}`);
  return [...named, `Not taken: ${(all - named.length).toLocaleString("en")} more (${counts.join(", ")})`];
}

function describe({ line, column, why }: Skipped): string {
  const place = [line === null ? "" : `line ${line}`, column === null ? "" : `column ${column}`];
  return `${place.filter(Boolean).join(", ")}: ${why}`;
}
