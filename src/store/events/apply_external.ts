import { type LifeEvent, next } from "../../alarms/life";
import { type Alarm, isPlainId, JUST_OPENED, worse } from "../../domain/alarm/alarm";
import { alarmOfEvent, alarmStateFields, updatedEvent } from "../../domain/alarm/alarm_event";
import { type AnomalyDetected, type AnomalyUpdated, type LoggedEvent, recordedAt } from "../../domain/event";
import { addAlarm, changeAlarm, findAlarm, lockAlarm } from "../alarms/alarm_rows";
import type { Groups } from "../alarms/groups";
import { standing } from "../alarms/standing";
import type { Context, Sql } from "../db/database";
import { acknowledgedFor } from "../site/acknowledged_for";

/**
 * Applies an event of another program to the alarms inside a transaction.
 * @returns the event as it is to be recorded, then changes of alarms that follow from it
 */
export async function applyExternal(
  tx: Sql,
  context: Context,
  event: LoggedEvent,
  id?: string,
  groups?: Groups,
): Promise<LoggedEvent[]> {
  if (event.event_type === "anomaly_detected") return opened(tx, context, zoned(event), id, groups);
  if (event.event_type === "anomaly_updated") return [await updated(tx, context, zoned(event))];
  // Calls are made and answered here alone: what another program tells of one is passed on, and changes none.
  if (event.event_type === "call_updated") return [{ ...event, waiting_since: undefined }];
  if (event.event_type !== "system_alert") return [event];
  const at = Math.min(context.now(), arrivalOf(id) ?? Infinity);
  return standing(tx, context, event, { origin: "external", at, newId: context.newId });
}

/** When an event came, epoch milliseconds: its id was made then, and the database may have been away since. */
function arrivalOf(id: string | undefined): number | undefined {
  const at = id === undefined ? 0 : recordedAt({ event_id: id, published_at: "" });
  return at > 0 ? at : undefined;
}

/** A stamp without a zone means UTC, as in the system that our clients were written for. */
function zoned<T extends AnomalyDetected | AnomalyUpdated>(event: T): T {
  return /(?:[Zz]|[+-]\d\d:?\d\d)$/.test(event.timestamp)
    ? event
    : { ...event, timestamp: `${event.timestamp}Z` };
}

async function opened(
  tx: Sql,
  context: Context,
  { finding: _, ...event }: AnomalyDetected,
  id?: string,
  groups?: Groups,
): Promise<[LoggedEvent, ...LoggedEvent[]]> {
  const isFree = async (wanted: string) => isPlainId(wanted) && !(await lockAlarm(tx, context, wanted));
  const wanted = event.anomaly_id ?? "";
  const given = id !== undefined && (await isFree(id)) ? id : undefined;
  const anomaly_id = (await isFree(wanted)) ? wanted : (given ?? context.newId());
  const at = Date.parse(event.timestamp);
  const alarm: Alarm = {
    ...alarmOfEvent({ ...event, anomaly_id, origin: "foreign" }),
    state: "new",
    origin: "foreign",
    opened_at: at,
    updated_at: at,
    ...JUST_OPENED,
    cause: null,
    resolved_by: null,
    called_false: false,
    ...{ assigned_to: null, assigned_to_id: null, acknowledged_until: null },
    ...UNGROUPED,
  };
  const placed = await groups?.place(alarm);
  const stored = (await addAlarm(tx, context, placed?.alarm ?? alarm)) ?? alarm;
  // Take the alarm as stored: a pushed row must equal the row that a page asks for.
  return [{ ...event, ...alarmStateFields(stored) }, ...(placed?.events ?? [])];
}

/** The place among other alarms is ours to say, whatever another program sends under these names. */
const UNGROUPED = {
  follows_id: null,
  repeats: null,
  chattering: null,
  episode_id: null,
} satisfies Partial<Alarm>;

/** The event carries the alarm's stored state: no screen may show less than that. */
async function updated(tx: Sql, context: Context, sent: AnomalyUpdated): Promise<LoggedEvent> {
  const { follows_id: _, repeats: __, chattering: ___, episode_id: ____, priority: _____, ...event } = sent;
  const alarm = await lockAlarm(tx, context, sent.anomaly_id);
  if (!alarm) return event;
  const changed = alarm.state === "resolved" ? alarm : await answered(tx, alarm, sent);
  if (changed !== alarm) await changeAlarm(tx, context, changed);
  const stored = changed.severity === alarm.severity ? changed : await findAlarm(tx, alarm.id);
  return { ...event, suppressed: undefined, ...updatedEvent(stored ?? changed) };
}

async function answered(tx: Sql, before: Alarm, event: AnomalyUpdated): Promise<Alarm> {
  const at = Date.parse(event.timestamp);
  const alarm = { ...before, severity: worse(before.severity, event.severity), updated_at: at };
  const happened = await lifeEventOf(tx, event);
  return (happened && next(alarm, happened, at).alarm) ?? alarm;
}

async function lifeEventOf(tx: Sql, { state, by, note }: AnomalyUpdated): Promise<LifeEvent | undefined> {
  const said = { by: by ?? undefined, note: note ?? undefined };
  if (state === "cleared") return { kind: "cleared" };
  if (state === "resolved") return { kind: "resolved", answer: said };
  if (state !== "acknowledged") return undefined;
  const answer = { ...said, by: said.by ?? "another program" };
  return { kind: "acknowledged", answer, holds: await acknowledgedFor(tx) };
}
