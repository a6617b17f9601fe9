import type { Suppression } from "../../../alarms/suppression/suppression";
import { type AuditAction, subjectOf } from "../../../domain/audit/actions";
import { iso } from "../../../domain/iso";
import type { By } from "../../../people/actor";
import { type AuditChange, byWhom } from "../../audit/append";

type Told = {
  before?: Suppression;
  after: Suppression;
  at: number;
  /** How many alarms it suppressed, or gave back. */
  alarms?: number;
  ended_by?: string | null;
  ended_by_id?: string | null;
};

/** The audit entry of a suppression that is planned, begins or ends; by time without anybody. */
export function suppressionEntry(
  action: Extract<AuditAction, `suppression.${string}`>,
  { before, after, at, alarms, ended_by, ended_by_id }: Told,
  by: By | undefined,
): AuditChange {
  const who = ended_by ? { ended_by, ...(ended_by_id ? { ended_by_id } : {}) } : {};
  const counted = alarms === undefined ? {} : { alarms };
  return {
    ...byWhom(by),
    at,
    action,
    subject: subjectOf("suppression", after.id),
    before: before === undefined ? null : fieldsOf(before),
    after:
      action === "suppression.end"
        ? { ...endOf(after), ...who, ...counted }
        : { ...fieldsOf(after), ...counted },
  };
}

/** What it is about; fields that say nothing are left out. */
function fieldsOf({
  kind,
  machine_id,
  area_id,
  metric,
  anomaly_type,
  source,
  weekly,
  reason,
  by,
  by_id,
  ...times
}: Suppression) {
  const said = {
    ...{ kind, machine_id, area_id, metric, anomaly_type, source, weekly, reason, by, by_id },
    begins_at: iso(times.begins_at),
    until: iso(times.until),
    ...(weekly ? { timezone: times.timezone } : {}),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
}

const endOf = ({ ended_at, skipped_until }: Suppression) =>
  ended_at === null ? { skipped_until: iso(skipped_until) } : { ended_at: iso(ended_at) };
