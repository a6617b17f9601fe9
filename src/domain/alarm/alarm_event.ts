import { z } from "zod";
import { type Alarm, ALARM_STATES, contributor, type Priority } from "./alarm";
import { causeIn } from "./cause";
import type { AnomalyDetected, AnomalyUpdated, FactoryEvent } from "../event";
import { mendedIn } from "../event_mending";
import { iso } from "../iso";

/** Whether an event says that an alarm has opened or changed. */
export function isAlarmEvent<T extends FactoryEvent>(
  event: T,
): event is Extract<T, { event_type: "anomaly_detected" | "anomaly_updated" }> {
  return event.event_type === "anomaly_detected" || event.event_type === "anomaly_updated";
}

const millis = (time: unknown) => {
  const at = typeof time === "string" ? Date.parse(time) : NaN;
  return Number.isNaN(at) ? null : at;
};
const text = (value: unknown) => (typeof value === "string" ? value : null);
const number = (value: unknown) => (typeof value === "number" ? value : null);

/** The event of a new alarm, or of one that a detect call has found again. */
export function detectedEvent(alarm: Alarm): AnomalyDetected {
  return {
    event_type: "anomaly_detected",
    timestamp: new Date(alarm.opened_at).toISOString(),
    ...facts(alarm),
    ...(alarm.state === "finding" ? { finding: true } : {}),
  };
}

/** The event of a changed alarm. */
export function updatedEvent(alarm: Alarm): AnomalyUpdated {
  return {
    event_type: "anomaly_updated",
    timestamp: new Date(alarm.updated_at).toISOString(),
    ...facts(alarm),
    by: actorOf(alarm),
  };
}

/** Who brought an alarm into its state; null when nobody did, as where an acknowledged one is normal again. */
function actorOf({ state, acknowledged_by, resolved_by = null }: Alarm): string | null {
  if (state === "resolved") return resolved_by;
  return state === "acknowledged" ? acknowledged_by : null;
}

/**
 * The stored state of an alarm as event fields. They replace those of another program's event, or a page
 * would draw the alarm in one way when it is pushed and in another when it is loaded.
 */
export function alarmStateFields(alarm: Alarm) {
  const { anomaly_id, machine_name, machine_type, state, origin, opened_at, updated_at, ...rest } =
    facts(alarm);
  const { cleared_at, resolved_at, acknowledged_at, acknowledged_by, peak_score } = rest;
  const since = { opened_at, updated_at, cleared_at, resolved_at, acknowledged_at, acknowledged_by };
  const { resolved_by = null, called_false = false, acknowledged_by_id, resolved_by_id } = rest;
  // Absent where nobody is known; another program's word for it does not count.
  const known = { acknowledged_by_id, resolved_by_id };
  const machine = { machine_name, machine_type };
  const { follows_id, priority, repeats, chattering, episode_id } = rest;
  const grouped = { follows_id, priority, repeats, chattering, episode_id };
  const answers = { ...known, resolved_by, called_false };
  return { anomaly_id, ...machine, state, origin, peak_score, ...grouped, ...since, ...answers };
}

/**
 * The whole alarm as event fields: each event carries it, so that a row can be drawn from the event alone.
 */
function facts(alarm: Alarm) {
  const { id, score, opened_at, updated_at, cleared_at, resolved_at, acknowledged_at, ...same } = alarm;
  return {
    ...same,
    anomaly_id: id,
    anomaly_score: score,
    opened_at: iso(opened_at),
    updated_at: iso(updated_at),
    cleared_at: iso(cleared_at),
    resolved_at: iso(resolved_at),
    acknowledged_at: iso(acknowledged_at),
  };
}

/** The alarm in a recorded anomaly event; fields that the event leaves out are null. */
export function alarmOfEvent(event: AnomalyDetected | AnomalyUpdated): Alarm {
  const at = Date.parse(event.timestamp);
  return {
    id: event.anomaly_id ?? event.event_id ?? "",
    machine_id: event.machine_id ?? null,
    machine_name: text(event.machine_name),
    machine_type: text(event.machine_type),
    state: event.event_type === "anomaly_updated" ? event.state : stateOf(event.state),
    severity: event.severity,
    anomaly_type: text(event.anomaly_type) ?? "unknown",
    metric: event.metric ?? null,
    value: event.value ?? null,
    expected_value: number(event.expected_value),
    unit: text(event.unit),
    deviation_percent: number(event.deviation_percent),
    deviation_sd: number(event.deviation_sd),
    score: event.anomaly_score ?? null,
    peak_score: number(event.peak_score) ?? event.anomaly_score ?? null,
    detection_method: text(event.detection_method),
    reason: text(event.reason),
    ...causeOf(event),
    ...contributorsOf(event.contributors),
    origin: originOf(event.origin),
    ...groupedOf(event),
    opened_at: millis(event.opened_at) ?? at,
    updated_at: millis(event.updated_at) ?? at,
    cleared_at: millis(event.cleared_at),
    resolved_at: millis(event.resolved_at),
    acknowledged_at: millis(event.acknowledged_at),
    acknowledged_by: text(event.acknowledged_by),
    ...knownOf(event),
    ...(typeof event.resolved_by === "string" ? { resolved_by: event.resolved_by } : {}),
    ...(event.called_false === true ? { called_false: true } : {}),
    note: text(event.note),
    ...mendedOf(event),
    ...(event.unrecorded === true ? { unrecorded: true } : {}),
  };
}

/** Who is known to have answered. */
function knownOf({ acknowledged_by_id, resolved_by_id }: AnomalyDetected | AnomalyUpdated) {
  return {
    ...(typeof acknowledged_by_id === "string" ? { acknowledged_by_id } : {}),
    ...(typeof resolved_by_id === "string" ? { resolved_by_id } : {}),
  };
}

/** The place of an alarm among others. */
function groupedOf(event: AnomalyDetected | AnomalyUpdated) {
  const { follows_id, priority, repeats, chattering, episode_id } = event;
  const known = PRIORITIES.find((each) => each === priority);
  return {
    ...(typeof follows_id === "string" ? { follows_id } : {}),
    ...(known === undefined ? {} : { priority: known }),
    ...(typeof repeats === "number" ? { repeats } : {}),
    ...(typeof chattering === "number" ? { chattering } : {}),
    ...(typeof episode_id === "string" ? { episode_id } : {}),
  };
}

const PRIORITIES = [1, 2, 3, 4] as const satisfies Priority[];

/** Only of our own alarms: under this name another program may send anything. */
function causeOf(event: AnomalyDetected | AnomalyUpdated): Pick<Alarm, "cause"> {
  const origin = originOf(event.origin);
  const cause = origin === "live" || origin === "detect" ? causeIn(event.cause) : undefined;
  return cause ? { cause } : {};
}

const contributors = z.array(contributor);

/** Only well-formed contributors: another program may send anything under this name. */
function contributorsOf(sent: unknown): Pick<Alarm, "contributors"> {
  if (sent === undefined) return {};
  const parsed = contributors.safeParse(sent);
  return parsed.success ? { contributors: parsed.data } : {};
}

/** As another program's event says it, or as the alarm that it became. */
function mendedOf(event: AnomalyDetected | AnomalyUpdated): Pick<Alarm, "mended"> {
  const mended = mendedIn({ details: { mended: event.mended } });
  const said = mended.length > 0 ? mended : mendedIn(event);
  return said.length > 0 ? { mended: said } : {};
}

function stateOf(state: unknown): Alarm["state"] {
  return ALARM_STATES.find((known) => known === state) ?? "new";
}

function originOf(origin: unknown): Alarm["origin"] {
  return origin === "live" || origin === "detect" || origin === "manual" ? origin : "foreign";
}
