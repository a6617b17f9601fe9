import type { Alarm } from "../../domain/alarm/alarm";
import { alertEvent, detectedEvent, isOpening, updatedEvent } from "../../domain/alarm/alarm_event";
import type { AlarmAlert } from "../../domain/alarm/alert_event";
import type { AnomalyDetected, AnomalyUpdated, RecordedEvent } from "../../domain/event";

export type AlarmEvent = RecordedEvent & (AnomalyDetected | AnomalyUpdated | AlarmAlert);

/** A change of an alarm at an instant (epoch milliseconds), as its event. */
export type AlarmChange = { at: number; event: AlarmEvent };

/**
 * An alarm's changes in order. Where the log no longer has them, the alarm's own times stand in.
 *
 * @param events the alarm's events in the log, in the order of recording
 */
export function timelineOf(alarm: Alarm, events: readonly AlarmEvent[]): AlarmChange[] {
  if (events.length === 0) return timesOf(alarm).map((at) => changeAt(alarm, at));
  const isWhole = events[0] !== undefined && beginsWith(events[0]);
  const opening = isWhole ? [] : [changeAt(alarm, alarm.opened_at)];
  let at = alarm.opened_at;
  const changes = events.map((event): AlarmChange => {
    // A person acts by the clock, a reading clears by its older stamp: keep the order of recording.
    at = Math.max(at, Date.parse(String(event.timestamp)));
    return { at, event };
  });
  return [...opening, ...changes];
}

function timesOf({ opened_at, acknowledged_at, cleared_at, resolved_at }: Alarm): number[] {
  const times = [opened_at, acknowledged_at, cleared_at, resolved_at].filter((at) => at !== null);
  return [...new Set(times)].toSorted((a, b) => a - b);
}

function changeAt(alarm: Alarm, at: number): AlarmChange {
  const then = asOf(alarm, at);
  const event = at === alarm.opened_at ? openingEvent(then) : updatedEvent(then);
  const envelope = { event_id: `${alarm.id}-${at}`, published_at: new Date(at).toISOString() };
  return { at, event: { ...event, ...envelope } };
}

/** Whether an event opened its alarm: alerts after the first one tell it again, or end it. */
function beginsWith(event: AlarmEvent): boolean {
  return event.event_type === "anomaly_detected" || isOpening(event);
}

/** The event with which an alarm opened; a system alert that stands opened with that alert. */
function openingEvent(alarm: Alarm): AnomalyDetected | AlarmAlert {
  const { alert_type, severity, reason } = alarm;
  if (alert_type === undefined) return detectedEvent(alarm);
  return alertEvent({ event_type: "system_alert", alert_type, severity, message: reason ?? "" }, alarm);
}

/** The alarm as it stood at an instant, reconstructed from its times. */
function asOf(alarm: Alarm, at: number): Alarm {
  const then = (time: number | null) => (time !== null && time <= at ? time : null);
  const acknowledged_at = then(alarm.acknowledged_at);
  const [cleared_at, resolved_at] = [then(alarm.cleared_at), then(alarm.resolved_at)];
  return {
    ...alarm,
    state: alarm.state === "finding" ? "finding" : stateOf({ acknowledged_at, cleared_at, resolved_at }),
    updated_at: at,
    acknowledged_at,
    cleared_at,
    resolved_at,
    resolved_by: resolved_at === null ? null : alarm.resolved_by,
    called_false: resolved_at !== null && alarm.called_false,
    acknowledged_by: acknowledged_at === null ? null : alarm.acknowledged_by,
    note: acknowledged_at === null && resolved_at === null ? null : alarm.note,
  };
}

type Times = Pick<Alarm, "acknowledged_at" | "cleared_at" | "resolved_at">;

function stateOf({ acknowledged_at, cleared_at, resolved_at }: Times): Alarm["state"] {
  if (resolved_at !== null) return "resolved";
  if (cleared_at !== null) return "cleared";
  return acknowledged_at === null ? "new" : "acknowledged";
}
