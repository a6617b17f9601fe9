import { SUBJECTS, subjectOf } from "../domain/audit/actions";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { AuditConditions } from "../store/audit/audit_store";

/** What entries are asked for: texts as they were typed, times in epoch milliseconds. */
export type AskedEntries = {
  actor?: string;
  action?: string;
  subject?: string;
  from?: number;
  to?: number;
};

/**
 * The conditions of a query. A subject is found by its kind and id, by its id alone, and a machine by its
 * name too.
 */
export function auditConditions(
  { subject, ...asked }: AskedEntries,
  machines: Pick<MachineRegistry, "find">,
): AuditConditions {
  if (subject === undefined) return asked;
  const machine = machines.find(subject);
  const named = machine ? [subjectOf("machine", machine.id)] : [];
  const subjects = [subject, ...SUBJECTS.map((kind) => subjectOf(kind, subject)), ...named];
  return { ...asked, subjects: [...new Set(subjects)] };
}
