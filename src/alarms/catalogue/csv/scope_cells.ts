import { guidanceScope, type GuidanceScope } from "../../../domain/alarm/guidance";
import type { Machine } from "../../../domain/machine/machine";
import { cellText } from "./cells";
import type { KEY_COLUMNS } from "./columns";

export type KeyColumn = (typeof KEY_COLUMNS)[number];
type Wrong = { column: KeyColumn; problem: string };

/** The alarms that a line is about, or what is wrong with the cells that say it. */
export function scopeIn(
  cell: (column: KeyColumn) => string,
  find: (word: string) => Pick<Machine, "id"> | undefined,
): { scope: GuidanceScope } | { wrong: Wrong } {
  const word = cellText(cell("machine")).trim();
  const machine = word === "" ? undefined : find(word);
  if (word !== "" && !machine)
    return { wrong: { column: "machine", problem: "no machine has this id or name" } };
  // A metric's name is what was sent, with the blanks that it has.
  const metric = cellText(cell("metric"));
  const asked = {
    machine_id: machine?.id,
    machine_type: typeIn(cell("machine_type")),
    metric: metric.trim() === "" ? undefined : metric,
    rule: cellText(cell("rule")).trim() || undefined,
  };
  const { success, data, error } = guidanceScope.safeParse(asked);
  if (success) return { scope: definedIn(data) };
  const [issue] = error.issues;
  const column = issue?.path[0] === "machine_id" ? "machine" : ((issue?.path[0] ?? "metric") as KeyColumn);
  return { wrong: { column, problem: issue?.message ?? "" } };
}

/** "Injection molding" is injection_molding. */
function typeIn(cell: string): string | undefined {
  return (
    cell
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, "_") || undefined
  );
}

const definedIn = (scope: GuidanceScope): GuidanceScope =>
  Object.fromEntries(Object.entries(scope).filter(([, part]) => part !== undefined));
