import type { Call, CallState, Step } from "./call";
import { CALL_STATES } from "./call";
import type { CallUpdated } from "./call_updated";
import type { FactoryEvent } from "../event";
import { iso } from "../iso";

/** Whether an event says that a call was made or has changed, in full: what other programs send may say less. */
export function isCallEvent<T extends FactoryEvent>(
  event: T,
): event is Extract<T, { event_type: "call_updated" }> {
  return event.event_type === "call_updated" && event.waiting_since !== undefined;
}

/**
 * The event of a call, which says all that is known of it.
 * @param area the path of its area, or of its machine's
 * @param who does what the event is about
 */
export function callEvent(call: Call, area: string | null, { at, by, by_id }: Step): CallUpdated {
  const { accepted, arrived, ended } = call;
  return {
    event_type: "call_updated",
    call_id: call.id,
    call_type: call.type,
    machine_id: call.machine_id,
    area_id: call.area_id,
    area,
    state: call.state,
    by,
    by_id,
    ...timed("opened", call.opened),
    waiting_since: iso(call.waiting_since),
    ...timed("accepted", accepted),
    ...timed("arrived", arrived),
    ...timed("resolved", call.state === "resolved" ? ended : null),
    ...timed("cancelled", call.state === "cancelled" ? ended : null),
    cause: call.cause,
    note: call.note,
    steps: call.steps,
    timestamp: iso(at),
  };
}

/** The call that an event tells of. */
export function callOfEvent(event: CallUpdated): Call {
  const state = CALL_STATES.find((known) => known === event.state) ?? ("open" satisfies CallState);
  const opened = stepIn(event, "opened") ?? { at: Date.parse(event.timestamp), by: null, by_id: null };
  const place =
    typeof event.machine_id === "string"
      ? { machine_id: event.machine_id, area_id: null }
      : { machine_id: null, area_id: String(event.area_id ?? "") };
  return {
    ...place,
    id: event.call_id,
    type: event.call_type,
    state,
    opened,
    waiting_since: millis(event.waiting_since) ?? opened.at,
    accepted: stepIn(event, "accepted"),
    arrived: stepIn(event, "arrived"),
    ended: stepIn(event, "resolved") ?? stepIn(event, "cancelled"),
    cause: event.cause ?? null,
    note: event.note ?? null,
    steps: Number(event.steps ?? 1),
    updated_at: Date.parse(event.timestamp),
  };
}

const STEPS = ["opened", "accepted", "arrived", "resolved", "cancelled"] as const;
type StepName = (typeof STEPS)[number];

function timed(name: StepName, step: Step | null) {
  if (!step) return { [`${name}_at`]: null };
  return { [`${name}_at`]: iso(step.at), [`${name}_by`]: step.by, [`${name}_by_id`]: step.by_id };
}

function stepIn(event: CallUpdated, name: StepName): Step | null {
  const at = millis(event[`${name}_at`]);
  if (at === undefined) return null;
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return { at, by: text(event[`${name}_by`]), by_id: text(event[`${name}_by_id`]) };
}

function millis(value: unknown): number | undefined {
  const at = typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : at;
}
