import {
  type Guidance,
  guidance,
  type GuidanceEntry,
  guidanceKey,
  isEmptyGuidance,
} from "../../../domain/alarm/guidance";
import { cellNumber, cellText } from "./cells";
import type { GuidanceChange } from "../change";
import { GUIDANCE_COLUMNS } from "./columns";
import type { ImportLine } from "./import_lines";
import type { NoteProblem } from "./problem";

/** Collects what lines change of guidance. */
export function guidanceOfLines(known: readonly GuidanceEntry[], isComma: boolean, note: NoteProblem) {
  const written = new Map(known.map((entry) => [guidanceKey(entry.scope), entry.guidance]));
  const changes: GuidanceChange[] = [];

  function take({ line, scope, key, cells }: ImportLine) {
    const sent = cells(GUIDANCE_COLUMNS);
    const names = GUIDANCE_COLUMNS.filter((name) => sent[name] !== undefined);
    if (names.length === 0) return;
    const before = written.get(key) ?? null;
    const fields = names.map((name) => [name, valueOf(name, sent[name] ?? "", isComma)]);
    const parsed = guidance.safeParse({ ...before, ...Object.fromEntries(fields) });
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues) {
        const column = GUIDANCE_COLUMNS.find((name) => name === path[0]) ?? "action";
        note({ line, column, value: sent[column] ?? "", problem: message });
      }
      return;
    }
    const after = isEmptyGuidance(parsed.data) ? null : parsed.data;
    // Both have their fields in one order.
    if (JSON.stringify(before) !== JSON.stringify(after)) changes.push({ scope, before, after });
  }

  return { take, changes };
}

function valueOf(name: keyof Guidance, cell: string, isComma: boolean): string | number {
  if (name !== "within_minutes") return cellText(cell).trim();
  return cell.trim() === "" ? "" : cellNumber(cell, isComma);
}
