/** The actions that entries of the audit log name, with the sort of subject that each has. */
export const AUDIT_ACTIONS = [
  "alarm.acknowledge",
  "alarm.resolve",
  "alarm.false_alarm",
  "alarm.undo",
  "alarm.assign",
  "alarm.raise",
  "alarm.expire",
  "alarm.report",
  "alarm.detect",
  "suppression.plan",
  "suppression.begin",
  "suppression.end",
  "limits.set",
  "guidance.set",
  "guidance.remove",
  "rule.add",
  "rule.change",
  "rule.remove",
  "metric.set",
  "metric.remove",
  "machine.add",
  "machine.change",
  "machine.retire",
  "machine.accept_as_normal",
  "training.start",
  "training.cancel",
  "simulator.fault",
  "readings.import",
  "person.add",
  "person.change",
  "person.administrator",
  "person.link",
  "person.password",
  "person.pin",
  "person.badge",
  "person.locked",
  "person.erase",
  "session.begin",
  "session.end",
  "token.add",
  "token.revoke",
  "area.add",
  "area.change",
  "area.remove",
  "site.set",
  "device.pair",
  "device.revoke",
  "audit.seal",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** The action of the entry that stands for removed ones. */
export const SEAL = "audit.seal" satisfies AuditAction;

/** Kinds of things that entries are about. */
export const SUBJECTS = [
  "alarm",
  "suppression",
  "machine",
  "rule",
  "metric",
  "guidance",
  "job",
  "readings",
  "person",
  "link",
  "address",
  "token",
  "device",
  "area",
  "site",
  "audit",
] as const;
export type SubjectKind = (typeof SUBJECTS)[number];

/** A subject as entries name it: `machine:0198…`. */
export const subjectOf = (kind: SubjectKind, id: string) => `${kind}:${id}`;
