import type { CallEvent } from "../../calls/life";
import type { Call, Step } from "../../domain/call/call";
import { type AuditAction, subjectOf } from "../../domain/audit/actions";
import { differenceOf } from "../../domain/audit/difference";
import type { By } from "../../people/actor";
import { type AuditChange, byWhom } from "../audit/append";

const ACTIONS: Record<CallEvent["kind"], AuditAction> = {
  accepted: "call.accept",
  arrived: "call.arrive",
  resolved: "call.resolve",
  cancelled: "call.cancel",
  reopened: "call.reopen",
  handed_on: "call.hand_on",
};

/** The audit entry of a call that was made. @param at when it came, which may be later than it was made */
export function openedEntry(call: Call, at: number, by: By | undefined): AuditChange {
  const { type, machine_id, area_id, opened, note } = call;
  const after = { type, machine_id, area_id, opened_at: opened.at, by: opened.by, note };
  return { ...byWhom(by), at, action: "call.open", subject: subjectOf("call", call.id), before: null, after };
}

type Done = { kind: CallEvent["kind"]; before: Call; after: Call; step: Step };

/** The audit entry of a step of a call. */
export function callEntry({ kind, before, after, step }: Done, by: By | undefined): AuditChange {
  const difference = differenceOf(before, after, ["updated_at"]);
  return {
    ...byWhom(by),
    at: step.at,
    action: ACTIONS[kind],
    subject: subjectOf("call", after.id),
    before: difference?.before,
    after: { ...difference?.after, ...(step.by === null ? {} : { by: step.by }) },
  };
}
