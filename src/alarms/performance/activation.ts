import { type Alarm, isOpen, type Priority } from "../../domain/alarm/alarm";
import { alarmOfEvent, isAlarmEvent, isOpening } from "../../domain/alarm/alarm_event";
import type { LoggedEvent } from "../../domain/event";
import { priorityOf } from "../priority";

/**
 * How an activation ended: its machine became normal, a person closed the alarm, or suppressed it; `same` where the
 * alarm had stood before and called again, so that its standing counts once.
 */
export type End = "cleared" | "closed" | "suppressed" | "same";

/** Each time that an alarm called somebody. Times in epoch milliseconds. */
export type Activation = {
  at: number;
  endedAt: number | null;
  end: End | null;
  acknowledgedAt: number | null;
  /** The machine's id, or the name that another program gave it; null where there is none. */
  machineId: string | null;
  metric: string | null;
  /** The kind of anomaly; of a system alert the kind of alert. */
  type: string;
  priority: Priority;
  /** It called nobody. */
  suppressed: boolean;
};

/** As the store gives it: at, ended at, end, acknowledged at, machine, metric, type, priority, suppressed. */
export type ActivationRow = [
  ...[
    number,
    number | null,
    End | null,
    number | null,
    string | null,
    string | null,
    string,
    Priority,
    number,
  ],
];

/** What an event says of the activations of its alarm. */
export type ActivationChange = {
  alarmId: string;
  at: number;
  /** It calls: for the first time, once more after it was normal, or louder while it stands. */
  calls?: "opened" | "returned" | "raised";
  isUndone: boolean;
  endedAt: number | null;
  end: "cleared" | "closed" | null;
} & Pick<Activation, "acknowledgedAt" | "machineId" | "metric" | "type" | "priority" | "suppressed">;

/** The change that an event means; undefined when it is none, as of a finding of the past. */
export function activationChange(event: LoggedEvent): ActivationChange | undefined {
  if (!isAlarmEvent(event)) return undefined;
  if (event.event_type === "anomaly_detected" && (event.repeated === true || event.finding === true))
    return undefined;
  const alarm = alarmOfEvent(event);
  if (alarm.state === "finding" || alarm.id === "") return undefined;
  const calls = callOf(event);
  return {
    alarmId: alarm.id,
    at: calls === "opened" ? alarm.opened_at : alarm.updated_at,
    ...(calls === undefined ? {} : { calls }),
    isUndone: event.event_type === "anomaly_updated" && event.undone === true,
    ...endOf(alarm),
    acknowledgedAt: alarm.acknowledged_at,
    machineId: alarm.machine_id ?? alarm.machine_name,
    metric: alarm.metric,
    type: alarm.alert_type ?? alarm.anomaly_type,
    priority: alarm.priority ?? priorityOf(alarm.severity, false),
    suppressed: alarm.suppressed !== undefined,
  };
}

function callOf(event: LoggedEvent): ActivationChange["calls"] {
  if (isOpening(event)) return "opened";
  if (event.event_type !== "anomaly_updated") return undefined;
  if (event.returned === true) return "returned";
  return event.raised === true ? "raised" : undefined;
}

function endOf(alarm: Alarm): Pick<ActivationChange, "endedAt" | "end"> {
  const { cleared_at, resolved_at, updated_at } = alarm;
  if (cleared_at !== null) return { endedAt: cleared_at, end: "cleared" };
  return isOpen(alarm) ? { endedAt: null, end: null } : { endedAt: resolved_at ?? updated_at, end: "closed" };
}

/** An activation as the store gives it. PostgreSQL gives its large numbers as text. */
export function activationOf(row: ActivationRow): Activation {
  const [at, endedAt, end, acknowledgedAt, machineId, metric, type, priority, suppressed] = row;
  return {
    at: Number(at),
    endedAt: endedAt === null ? null : Number(endedAt),
    end,
    acknowledgedAt: acknowledgedAt === null ? null : Number(acknowledgedAt),
    machineId,
    metric,
    type,
    priority,
    suppressed: suppressed === 1,
  };
}
