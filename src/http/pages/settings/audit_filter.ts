import { z } from "zod";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import type { AuditConditions } from "../../../store/audit/audit_store";
import { auditConditions } from "../../audit_query";
import { momentIn } from "../anomalies/alarm_filter";

/** The filter of the audit page as its form has it; times in plant time: "2026-11-23T10:00". */
export type AuditFilter = { actor?: string; action?: string; subject?: string; from?: string; to?: string };

/** A form sends empty fields for unset filters. An edited address shows all entries rather than an error. */
const typed = z
  .string()
  .trim()
  .max(200)
  .transform((text) => text || undefined)
  .optional()
  .catch(undefined);
const moment = z
  .string()
  .refine((time) => momentIn("UTC", time) !== undefined)
  .optional()
  .catch(undefined);

export const auditFilter = z.object({
  actor: typed,
  action: typed,
  subject: typed,
  from: moment,
  to: moment,
});

export const auditPageQuery = auditFilter.extend({
  before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
});

/** The conditions of a filter, whose times are plant time. */
export function conditionsOf(
  { from, to, ...words }: AuditFilter,
  timezone: string,
  machines: Pick<MachineRegistry, "find">,
): AuditConditions {
  const at = (time: string | undefined) => (time === undefined ? undefined : momentIn(timezone, time));
  return auditConditions({ ...words, from: at(from), to: at(to) }, machines);
}
