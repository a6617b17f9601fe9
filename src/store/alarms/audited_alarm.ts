import type { Alarm } from "../../domain/alarm/alarm";
import { type AuditAction, subjectOf } from "../../domain/audit/actions";
import { differenceOf } from "../../domain/audit/difference";
import type { By } from "../../people/actor";
import { type AuditChange, byWhom } from "../audit/append";

type Answered = {
  action: Extract<AuditAction, `alarm.${string}`>;
  before: Alarm;
  after: Alarm;
  /** The name that was given with the answer. */
  named?: string;
};

/** The audit entry of an answer to an alarm. */
export function answerEntry({ action, before, after, named }: Answered, by: By | undefined): AuditChange {
  const difference = differenceOf(before, after, ["updated_at", "machine_name", "machine_type"]);
  const shared = { machine_id: after.machine_id, ...(named === undefined ? {} : { by: named }) };
  return {
    ...byWhom(by),
    at: after.updated_at,
    action,
    subject: subjectOf("alarm", after.id),
    before: difference?.before,
    after: { ...difference?.after, ...shared },
  };
}

/** The audit entry of an alarm that was reported by hand, or found on demand. */
export function reportEntry(alarm: Alarm, at: number, by: By | undefined): AuditChange {
  const { machine_id, state, severity, anomaly_type, metric, value, opened_at } = alarm;
  return {
    ...byWhom(by),
    at,
    action: alarm.origin === "manual" ? "alarm.report" : "alarm.detect",
    subject: subjectOf("alarm", alarm.id),
    before: null,
    after: { machine_id, state, severity, anomaly_type, metric, value, opened_at },
  };
}
