import { next } from "../../alarms/life";
import { type Alarm, JUST_OPENED, type Severity, worse } from "../../domain/alarm/alarm";
import { alarmSeverity, saysOver } from "../../domain/alarm/alert_event";
import { alarmOfEvent, alertEvent, updatedEvent } from "../../domain/alarm/alarm_event";
import { causeIn } from "../../domain/alarm/cause";
import type { LoggedEvent, SystemAlert } from "../../domain/event";
import { isAhead, timeIfAny } from "../../domain/field_mending";
import type { Context, Sql } from "../db/database";
import { type AlarmRow, alarmOfRow } from "./alarm_row";
import { addAlarm, alarmsAndMachines, changeAlarm, renumberAsNew } from "./alarm_rows";
import { forUpdate } from "../db/dialect";
import type { AlarmStore } from "./alarm_store";

/** Who tells an alert: Andon itself, or another program; when it came, in epoch milliseconds. */
export type Teller = {
  origin: "system" | "external";
  at: number;
  /** The id of an alarm that it opens. */
  newId(): string;
};

/**
 * Brings the alarm of a system alert up to date inside a transaction: it opens, is told again, or is over. One row for each
 * key, else for each type, machine and message, while it is open.
 *
 * @returns the events to record, in order: the alert itself with its alarm, if it has one, and the change of one that it
 *   ends
 */
export async function standing(
  tx: Sql,
  context: Context,
  sent: SystemAlert,
  teller: Teller,
): Promise<LoggedEvent[]> {
  const alert = withoutAlarm(sent);
  const [severity, isOver] = [alarmSeverity(alert), saysOver(alert)];
  if (severity === undefined && !isOver) return [alert];
  const before = await openAlarm(tx, context, alert, teller);
  if (isOver) return before ? ended(tx, context, before, alert, teller) : [alert];
  if (severity === undefined) return [alert];
  return before
    ? toldAgain(tx, context, before, alert, severity, teller)
    : opened(tx, context, alert, severity, teller);
}

/** Only the store says which alarm an alert belongs to: what another program puts there is left out. */
function withoutAlarm(sent: SystemAlert): SystemAlert {
  return Object.fromEntries(Object.entries(sent).filter(([field]) => !OURS.has(field))) as SystemAlert;
}

const OURS: ReadonlySet<string> = new Set(["anomaly_id", "opened_at", "repeated", "raised", "unrecorded"]);

/** The open alarm of an alert, locked until the end of the transaction; the newest, where an undo has left two. */
async function openAlarm(
  tx: Sql,
  { database }: Context,
  alert: SystemAlert,
  { origin }: Teller,
): Promise<Alarm | undefined> {
  const { alert_type, machine_id = null, message, alert_key } = alert;
  const { key, type, machine, reason } = database.dialect.row({
    key: alert_key || null,
    type: alert_type,
    machine: machine_id,
    reason: message,
  });
  const isIt =
    key === null
      ? tx`alert_key is null and alert_type = ${type} and reason = ${reason}
          and machine_id is not distinct from ${machine}`
      : tx`alert_key = ${key}`;
  const [found] = await tx<{ id: string }[]>`
    select id from alarms where ${isIt} and alert_type is not null and state <> 'resolved' and origin = ${origin}
    order by key desc limit 1 ${forUpdate(tx, database.dialect)}`;
  if (!found) return undefined;
  const [row] = await tx<AlarmRow[]>`${alarmsAndMachines(tx)} where alarms.id = ${found.id}`;
  return row && alarmOfRow(row);
}

async function opened(
  tx: Sql,
  context: Context,
  alert: SystemAlert,
  severity: Severity,
  { origin, at, newId }: Teller,
): Promise<LoggedEvent[]> {
  const since = sinceOf(alert, at);
  const carried = { anomaly_id: newId(), opened_at: "", alarm_severity: severity, origin, reason: undefined };
  const alarm: Alarm = {
    ...alarmOfEvent({ ...alert, ...carried }),
    ...JUST_OPENED,
    state: "new",
    opened_at: since,
    updated_at: since,
    resolved_by: null,
    called_false: false,
  };
  const stored = (await addAlarm(tx, context, alarm)) ?? alarm;
  return [alertEvent(alert, stored)];
}

/** The severity never goes down; one that is worse than anybody has seen, or was cleared, is new again. */
async function toldAgain(
  tx: Sql,
  context: Context,
  before: Alarm,
  alert: SystemAlert,
  severity: Severity,
  { origin, at }: Teller,
): Promise<LoggedEvent[]> {
  const worst = worse(before.severity, severity);
  const raised = worst !== before.severity || before.state === "cleared";
  const alarm: Alarm = {
    ...before,
    ...(raised ? AGAIN : {}),
    ...told(alert, origin),
    severity: worst,
    machine_id: before.machine_id ?? alert.machine_id ?? null,
    updated_at: Math.max(before.updated_at, at),
  };
  await changeAlarm(tx, context, alarm);
  if (raised) await renumberAsNew(tx, context, alarm.id);
  return [{ ...alertEvent(alert, alarm), repeated: true, ...(raised ? { raised } : {}) }];
}

const AGAIN = {
  state: "new",
  cleared_at: null,
  acknowledged_at: null,
  acknowledged_by: null,
  acknowledged_by_id: null,
  acknowledged_until: null,
} as const;

/** An alert about an end has words for it: of our own they tell what it has cost in all, of others they may be anything. */
async function ended(
  tx: Sql,
  context: Context,
  before: Alarm,
  alert: SystemAlert,
  { origin, at }: Teller,
): Promise<LoggedEvent[]> {
  if (before.state === "cleared") return [alertEvent(alert, before)];
  const last = origin === "system" ? told(alert, origin) : {};
  const { alarm } = next({ ...before, ...last }, { kind: "cleared" }, Math.max(before.opened_at, at));
  if (!alarm) return [alertEvent(alert, before)];
  await changeAlarm(tx, context, alarm);
  return [alertEvent(alert, alarm), updatedEvent(alarm)];
}

/** What an alert says now. Only our own have a cause. */
function told(alert: SystemAlert, origin: Teller["origin"]): Pick<Alarm, "reason" | "cause"> {
  const cause = origin === "system" ? causeIn(alert.cause) : undefined;
  return { reason: alert.message, ...(cause ? { cause } : {}) };
}

/** Since when it is so: as the alert says it, unless that is none, or has yet to come. Epoch milliseconds. */
function sinceOf({ timestamp }: SystemAlert, at: number): number {
  const stamp = timeIfAny(timestamp, { field: "timestamp", at, notes: [] });
  if (typeof stamp !== "string" || isAhead(stamp, at)) return at;
  return Date.parse(/(?:[Zz]|[+-]\d\d:?\d\d)$/.test(stamp) ? stamp : `${stamp}Z`);
}

/** Implements `standing` of the alarm store: our own system alerts that nothing has ended yet. */
export function standingAlarms({ database: { read } }: Context): Pick<AlarmStore, "standing"> {
  return {
    async standing() {
      const rows = await read<AlarmRow[]>`
        ${alarmsAndMachines(read)} where alert_key is not null and origin = 'system'
          and state <> 'resolved' and state <> 'cleared' order by alarms.key`;
      return rows.map(alarmOfRow);
    },
  };
}
