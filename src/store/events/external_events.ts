import { type Alarm, JUST_OPENED, worse } from "../../domain/alarm/alarm";
import { acknowledged, cleared, resolved } from "../../domain/alarm/life";
import { alarmOfEvent, alarmStateFields, updatedEvent } from "../../domain/alarm/alarm_event";
import { withoutArrival } from "../../domain/event_mending";
import type { AnomalyDetected, AnomalyUpdated, LoggedEvent } from "../../domain/event";
import { addAlarm, changeAlarm, lockAlarm } from "../alarms/alarm_rows";
import { type Context, inChunks, type Sql, type Transaction } from "../db/database";
import { machinesNamed } from "./machine_names";
import { putInOutbox } from "./outbox";
import { yieldToLoop } from "../../async/yield";
import type { EventStore } from "./event_store";

/** Ids that are safe in an address and in markup; any other id is replaced by a new one. */
const PLAIN_ID = /^[\w-]{1,80}$/;

/** External events a transaction: a flood shares its commits. */
const MOST_TOGETHER = 500;
/** External events between two yields to the loop. */
const YIELD_EVERY_EVENTS = 50;

type Waiting = { event: LoggedEvent; resolve(): void; reject(error: unknown): void };

/**
 * Records what other programs publish. An anomaly becomes an alarm of its own, never merged; a change of an
 * alarm that we know is applied; the rest is only logged. Events that arrive while others are written share a
 * transaction, and one that fails fails alone.
 */
export function externalEvents(context: Context): EventStore["recordExternal"] {
  const waiting: Waiting[] = [];
  let running = false;

  function recordExternal(event: LoggedEvent): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.push({ event, resolve, reject });
    if (!running) void takeWaiting();
    return promise;
  }

  async function takeWaiting() {
    running = true;
    while (waiting.length > 0) {
      // Events that arrive in the same turn of the loop share a transaction.
      await Promise.resolve();
      await takeTogether(waiting.splice(0, MOST_TOGETHER));
    }
    running = false;
  }

  async function takeTogether(together: Waiting[]) {
    try {
      const events = together.map(({ event }) => event);
      await context.database.write((tx) => takeAll(tx, context, events));
      for (const { resolve } of together) resolve();
    } catch {
      await takeEach(together);
    }
  }

  /** One event has failed the shared transaction: record each in its own. */
  async function takeEach(together: Waiting[]) {
    try {
      const failures = await context.database.write((tx) => failuresOf(tx, context, together));
      for (const one of together) failures.has(one) ? one.reject(failures.get(one)) : one.resolve();
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }

  return recordExternal;
}

async function failuresOf(
  tx: Transaction,
  context: Context,
  together: Waiting[],
): Promise<Map<Waiting, unknown>> {
  const failures = new Map<Waiting, unknown>();
  for (const [index, one] of together.entries()) {
    if (index % YIELD_EVERY_EVENTS === YIELD_EVERY_EVENTS - 1) await yieldToLoop();
    try {
      await tx.savepoint((savepoint) => takeAll(savepoint, context, [one.event]));
    } catch (error) {
      failures.set(one, error);
    }
  }
  return failures;
}

async function takeAll(tx: Sql, context: Context, events: readonly LoggedEvent[]): Promise<void> {
  const known = await recorded(tx, context, events);
  const machineNamed = await machinesNamed(tx, context, events);
  const taken: LoggedEvent[] = [];
  const sources: string[] = [];
  for (const [index, event] of events.entries()) {
    if (index % YIELD_EVERY_EVENTS === YIELD_EVERY_EVENTS - 1) await yieldToLoop();
    if (event.event_id && known.has(event.event_id)) continue;
    if (event.event_id) known.add(event.event_id);
    taken.push(await applied(tx, context, machineNamed(event)));
    sources.push(sourceOf(event));
  }
  await putInOutbox(tx, context, taken, sources);
}

/** The event_ids of these events that are recorded already. */
async function recorded(
  tx: Sql,
  { database }: Context,
  events: readonly LoggedEvent[],
): Promise<Set<string>> {
  const ids = events.flatMap(({ event_id }) => event_id ?? []);
  const known = new Set<string>();
  await inChunks(database.dialect, 1, ids, async (chunk) => {
    const rows = await tx<{ event_id: string }[]>`select event_id from events where event_id in ${tx(chunk)}`;
    for (const { event_id } of rows) known.add(event_id);
  });
  return known;
}

/** A hash of the event as sent: equal for equal bytes, whichever server has read them. */
export function sourceOf(event: LoggedEvent): string {
  return Bun.hash(JSON.stringify(withoutArrival(event))).toString(36);
}

async function applied(tx: Sql, context: Context, event: LoggedEvent): Promise<LoggedEvent> {
  if (event.event_type === "anomaly_detected") return opened(tx, context, zoned(event));
  if (event.event_type === "anomaly_updated") return updated(tx, context, zoned(event));
  return event;
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
): Promise<LoggedEvent> {
  const wanted = event.anomaly_id ?? "";
  const free = PLAIN_ID.test(wanted) && !(await lockAlarm(tx, context, wanted));
  const anomaly_id = free ? wanted : context.newId();
  const at = Date.parse(event.timestamp);
  const alarm: Alarm = {
    ...alarmOfEvent({ ...event, anomaly_id }),
    state: "new",
    origin: "foreign",
    opened_at: at,
    updated_at: at,
    ...JUST_OPENED,
    cause: null,
    resolved_by: null,
    called_false: false,
  };
  const stored = (await addAlarm(tx, context, alarm)) ?? alarm;
  // Take the alarm as stored: a pushed row must equal the row that a page asks for.
  return { ...event, ...alarmStateFields(stored) };
}

/** The event carries the alarm's stored state: no screen may show less than that. */
async function updated(tx: Sql, context: Context, event: AnomalyUpdated): Promise<LoggedEvent> {
  const alarm = await lockAlarm(tx, context, event.anomaly_id);
  if (!alarm) return event;
  const changed = alarm.state === "resolved" ? alarm : answered(alarm, event);
  if (changed !== alarm) await changeAlarm(tx, context, changed);
  return { ...event, ...updatedEvent(changed) };
}

function answered(before: Alarm, event: AnomalyUpdated): Alarm {
  const at = Date.parse(event.timestamp);
  const alarm = { ...before, severity: worse(before.severity, event.severity), updated_at: at };
  if (event.state === "cleared") return cleared(alarm, at);
  if (event.state === "resolved")
    return resolved(alarm, { by: event.by ?? undefined, note: event.note ?? undefined }, at);
  if (event.state === "new" || alarm.state === "acknowledged") return alarm;
  return acknowledged(alarm, { by: event.by ?? "another program", note: event.note ?? undefined }, at);
}
