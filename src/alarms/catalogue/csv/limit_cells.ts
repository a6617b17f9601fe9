import { type Limit, limit, type Limits, limits } from "../../../domain/alarm/machine_limits";
import { cellModes, cellNumber, cellText } from "./cells";
import { LIMIT_COLUMNS } from "./columns";

export type LimitColumn = (typeof LIMIT_COLUMNS)[number];

const BOUNDS: ReadonlySet<LimitColumn> = new Set([
  ...(["low", "high", "rate_per_minute"] as const),
  ...(["flat_minutes", "silent_minutes"] as const),
]);

/** The cells of a line under the limit columns that the file has, as they were sent. */
export type LimitCells = Partial<Record<LimitColumn, string>>;

/** The limit that a line makes of its metric; undefined removes it. */
export function limitIn(
  metric: string,
  cells: LimitCells,
  before: Limit | undefined,
  isComma: boolean,
): { limit: Limit | undefined } | { wrong: { column: LimitColumn; problem: string }[] } {
  const sent = LIMIT_COLUMNS.flatMap((name) => {
    const cell = cells[name];
    const value = cell === undefined ? before?.[name] : valueOf(name, cell, isComma);
    return value === undefined ? [] : [[name, value] as const];
  });
  const isBound = ([name]: readonly [LimitColumn, unknown]) => BOUNDS.has(name);
  // A severity alone limits nothing: a spreadsheet may have filled its column down.
  const isSaid = LIMIT_COLUMNS.some((name) => name !== "severity" && cells[name]?.trim());
  if (!isSaid && !sent.some(isBound)) return { limit: undefined };
  const parsed = limit.safeParse({ metric, ...Object.fromEntries(sent) });
  if (parsed.success) return { limit: parsed.data };
  const first = sent.find(([name]) => name !== "severity")?.[0] ?? "low";
  return {
    wrong: parsed.error.issues.map(({ path, message }) => ({
      column: LIMIT_COLUMNS.find((name) => name === path[0]) ?? first,
      problem: message,
    })),
  };
}

/** Undefined: the cell is empty. */
function valueOf(name: LimitColumn, cell: string, isComma: boolean): unknown {
  if (cell.trim() === "") return undefined;
  if (name === "severity") return cell.trim().toLowerCase();
  return name === "modes" ? cellModes(cellText(cell)) : cellNumber(cell, isComma);
}

/** The limits that the lines of a machine set; `silent_minutes` null takes it away, undefined leaves it. */
export type MachineLines = {
  silent_minutes?: number | null;
  metrics: ReadonlyMap<string, Limit | undefined>;
};

/** All limits of a machine after its lines; a limit that no line names stays. */
export function limitsAfter(
  before: Limits,
  { silent_minutes = before.silent_minutes, metrics }: MachineLines,
): { limits: Limits } | { problem: string } {
  const changed = before.metrics.flatMap((held) =>
    metrics.has(held.metric) ? (metrics.get(held.metric) ?? []) : held,
  );
  const known = new Set(before.metrics.map(({ metric }) => metric));
  const added = [...metrics].flatMap(([metric, set]) => (set && !known.has(metric) ? set : []));
  const silence = silent_minutes == null ? {} : { silent_minutes };
  const parsed = limits.safeParse({ metrics: [...changed, ...added], ...silence });
  if (parsed.success) return { limits: parsed.data };
  return { problem: parsed.error.issues.map(({ message }) => message).join("; ") };
}
