import { type Limit, type Limits, NO_LIMITS } from "../../../domain/alarm/machine_limits";
import { cellNumber } from "./cells";
import type { LimitsChange } from "../change";
import { LIMIT_COLUMNS } from "./columns";
import type { ImportLine } from "./import_lines";
import { type LimitCells, limitIn, limitsAfter, type MachineLines } from "./limit_cells";
import type { NoteProblem } from "./problem";

/** The limits that the lines of a machine set, and the number of the last line. */
type Lines = MachineLines & { metrics: Map<string, Limit | undefined>; last: number };

/** Collects what lines change of limits, machine by machine. */
export function limitsOfLines(known: ReadonlyMap<string, Limits>, isComma: boolean, note: NoteProblem) {
  const machines = new Map<string, Lines>();

  function take({ line, scope: { machine_id, metric }, cells }: ImportLine) {
    const sent = cells(LIMIT_COLUMNS);
    for (const [column, value] of Object.entries(sent)) {
      const isOfMachine = machine_id !== undefined && (metric !== undefined || column === "silent_minutes");
      if (!isOfMachine && value.trim() !== "")
        note({ line, column, value, problem: "belongs to a line that names a machine and a metric" });
    }
    if (machine_id === undefined || Object.keys(sent).length === 0) return;
    const lines = machines.get(machine_id) ?? { metrics: new Map(), last: line };
    machines.set(machine_id, Object.assign(lines, { last: line }));
    if (metric === undefined) takeSilence(lines, sent.silent_minutes);
    else takeLimit(lines, sent, machine_id, metric);
  }

  function takeSilence(lines: Lines, cell: string | undefined) {
    if (cell === undefined) return;
    const silent_minutes = cell.trim() === "" ? null : (cellNumber(cell, isComma) as number);
    const checked = limitsAfter(NO_LIMITS, { silent_minutes, metrics: new Map() });
    if ("limits" in checked) lines.silent_minutes = silent_minutes;
    else note({ line: lines.last, column: "silent_minutes", value: cell, problem: checked.problem });
  }

  function takeLimit(lines: Lines, cells: LimitCells, machineId: string, sent: string) {
    const metric = sent.trim();
    const before = known.get(machineId)?.metrics.find((limit) => limit.metric === metric);
    const read = limitIn(metric, cells, before, isComma);
    if ("limit" in read) lines.metrics.set(metric, read.limit);
    else
      for (const { column, problem } of read.wrong)
        note({ line: lines.last, column, value: cells[column] ?? "", problem });
  }

  function changes(): LimitsChange[] {
    return [...machines].flatMap(([machine_id, lines]) => {
      const held = known.get(machine_id) ?? NO_LIMITS;
      const after = limitsAfter(held, lines);
      if ("problem" in after) {
        note({ line: lines.last, column: "metric", value: "", problem: after.problem });
        return [];
      }
      // Parsed again, so that both have their fields in one order.
      const before = limitsAfter(held, { metrics: new Map() });
      const isSame = "limits" in before && JSON.stringify(before.limits) === JSON.stringify(after.limits);
      return isSame ? [] : [{ machine_id, before: held, after: after.limits }];
    });
  }

  return { take, changes };
}
