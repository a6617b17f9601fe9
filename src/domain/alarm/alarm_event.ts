import { type Alarm, isSystemAlarm } from "./alarm";
import { type AlarmAlert, carriesAlarm, detectedOf, SYSTEM_ANOMALY } from "./alert_event";
import {
  alertOf,
  assignedOf,
  causeOf,
  contributorsOf,
  groupedOf,
  knownOf,
  mendedOf,
  millis,
  number,
  originOf,
  stateOf,
  suppressedOf,
  text,
} from "./alarm_fields";
import { guidanceFor } from "./guidance_in_force";
import type { AnomalyDetected, AnomalyUpdated, FactoryEvent, SystemAlert } from "../event";
import { iso } from "../iso";
import { suppressedField } from "./suppressed";

type AlarmEventOf<T extends FactoryEvent> =
  | Extract<T, { event_type: "anomaly_detected" | "anomaly_updated" }>
  | (Extract<T, { event_type: "system_alert" }> & AlarmAlert);

/** Whether an event says that an alarm has opened or changed. */
export function isAlarmEvent<T extends FactoryEvent>(event: T): event is AlarmEventOf<T> {
  const isAnomaly = event.event_type === "anomaly_detected" || event.event_type === "anomaly_updated";
  return isAnomaly || carriesAlarm(event);
}

/** Whether an event of an alarm says that it has only just opened. */
export function isOpening(event: FactoryEvent): boolean {
  if (event.event_type === "anomaly_detected") return event.repeated !== true;
  return carriesAlarm(event) && event.state === "new" && event.repeated !== true;
}

/** Whether an event is about a system alert that stands. */
export function isSystemAlarmEvent({ origin }: FactoryEvent): boolean {
  return isSystemAlarm({ origin: originOf(origin) });
}

/** The event of a new alarm, or of one that a detect call has found again. */
export function detectedEvent(alarm: Alarm): AnomalyDetected {
  const action = guidanceFor(alarm)?.guidance.action;
  return {
    event_type: "anomaly_detected",
    timestamp: new Date(alarm.opened_at).toISOString(),
    ...facts(alarm),
    ...(alarm.state === "finding" ? { finding: true } : {}),
    ...(action === undefined ? {} : { action }),
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

/** The system alert of an alarm: as its sender, or Andon, tells it, with the alarm as it is stored now. */
export function alertEvent(alert: SystemAlert, alarm: Alarm): AlarmAlert {
  const { severity, machine_id, reason, cause = null, note, alert_key, updated_at } = alarm;
  return {
    ...alert,
    ...alarmStateFields(alarm),
    ...{ machine_id, reason, cause, note, anomaly_type: SYSTEM_ANOMALY, alarm_severity: severity },
    ...(alert_key ? { alert_key } : {}),
    opened_at: new Date(alarm.opened_at).toISOString(),
    timestamp: new Date(updated_at).toISOString(),
  };
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
  const { assigned_to, assigned_to_id, acknowledged_until } = rest;
  // Absent where nobody is known; another program's word for it does not count.
  const known = { acknowledged_by_id, resolved_by_id, assigned_to, assigned_to_id, acknowledged_until };
  const machine = { machine_name, machine_type };
  const { follows_id, priority, repeats, chattering, episode_id } = rest;
  const grouped = { follows_id, priority, repeats, chattering, episode_id };
  const answers = { ...known, resolved_by, called_false, suppressed: rest.suppressed };
  return { anomaly_id, ...machine, state, origin, peak_score, ...grouped, ...since, ...answers };
}

/**
 * The whole alarm as event fields: each event carries it, so that a row can be drawn from the event alone.
 */
function facts(alarm: Alarm) {
  const { id, score, opened_at, updated_at, cleared_at, resolved_at, acknowledged_at, ...others } = alarm;
  const { acknowledged_until, suppressed, ...same } = others;
  return {
    ...same,
    ...(suppressed ? { suppressed: suppressedField(suppressed) } : {}),
    anomaly_id: id,
    anomaly_score: score,
    opened_at: iso(opened_at),
    updated_at: iso(updated_at),
    cleared_at: iso(cleared_at),
    resolved_at: iso(resolved_at),
    acknowledged_at: iso(acknowledged_at),
    ...(acknowledged_until == null ? {} : { acknowledged_until: iso(acknowledged_until) }),
  };
}

/** The alarm in a recorded event of one; fields that the event leaves out are null. */
export function alarmOfEvent(event: AnomalyDetected | AnomalyUpdated | AlarmAlert): Alarm {
  if (event.event_type === "system_alert") return alarmOfEvent(detectedOf(event));
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
    ...assignedOf(event),
    ...(typeof event.resolved_by === "string" ? { resolved_by: event.resolved_by } : {}),
    ...(event.called_false === true ? { called_false: true } : {}),
    note: text(event.note),
    ...alertOf(event),
    ...suppressedOf(event),
    ...mendedOf(event),
    ...(event.unrecorded === true ? { unrecorded: true } : {}),
  };
}
