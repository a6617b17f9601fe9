import type { Spread } from "./measure";

export type Table = {
  title: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
  notes?: readonly string[];
};
/** A promise and what became of it; `met` is null when it could not be measured here. */
export type Target = { target: string; measured: string; met: boolean | null };

/** Where a chapter puts what it finds, as soon as it knows. */
export type Report = { table(table: Table): void; target(target: Target): void };

/** A table as Markdown. */
export function markdown({ title, head, rows, notes = [] }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const lines = [
    line(head),
    line(head.map((_, column) => (column === 0 ? "---" : "--:"))),
    ...rows.map(line),
  ];
  return [`### ${title}`, lines.join("\n"), ...notes].join("\n\n");
}

export function targetTable(targets: readonly Target[]): Table {
  const word = (met: boolean | null) => (met === null ? "not measured" : met ? "yes" : "**no**");
  return {
    title: "Targets",
    head: ["target", "measured", "met?"],
    rows: targets.map(({ target, measured, met }) => [target, measured, word(met)]),
  };
}

/** A number with as many digits as say something. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A median with its lowest and highest. */
export function withSpread({ median, low, high }: Spread): string {
  return low === high ? figure(median) : `${figure(median)} (${figure(low)}–${figure(high)})`;
}
