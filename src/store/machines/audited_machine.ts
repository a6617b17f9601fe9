import { type AuditAction, subjectOf } from "../../domain/audit/actions";
import { differenceOf } from "../../domain/audit/difference";
import type { Machine } from "../../domain/machine/machine";
import type { By } from "../../people/actor";
import { type AuditChange, byWhom } from "../audit/append";

/** What the audit log says of a machine, before it is said by whom. */
export type MachineEntry = { action: AuditAction; id: string } & Pick<AuditChange, "before" | "after">;

export const entriesOf = (entries: readonly MachineEntry[], at: number, by: By | undefined): AuditChange[] =>
  entries.map(({ id, ...entry }) => ({ ...byWhom(by), at, subject: subjectOf("machine", id), ...entry }));

export function addedEntry({ id, created_at: _, updated_at: __, ...fields }: Machine): MachineEntry {
  return { action: "machine.add", id, before: null, after: fields };
}

/** One that changes nothing leaves no entry. @param named the name that was given with the change */
export function changedEntries(
  action: AuditAction,
  before: Machine,
  after: Machine,
  named?: string,
): MachineEntry[] {
  const difference = differenceOf(before, after, ["updated_at"]);
  if (!difference) return [];
  const by = named === undefined ? {} : { by: named };
  return [{ action, id: before.id, before: difference.before, after: { ...difference.after, ...by } }];
}

export const renamedEntry = (id: string, before: string, after: string): MachineEntry => ({
  action: "machine.change",
  id,
  before: { name: before },
  after: { name: after },
});
