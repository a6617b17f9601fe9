import { type Alarm, isPlainId, JUST_OPENED, worse } from "../../domain/alarm/alarm";
import { acknowledged, cleared, resolved } from "../../domain/alarm/life";
import { alarmOfEvent, alarmStateFields, updatedEvent } from "../../domain/alarm/alarm_event";
import type { AnomalyDetected, AnomalyUpdated, LoggedEvent } from "../../domain/event";
import { addAlarm, changeAlarm, findAlarm, lockAlarm } from "../alarms/alarm_rows";
import { type Groups, groupsIn } from "../alarms/groups";
import { type Context, inChunks, type Sql, type Transaction } from "../db/database";
import { TakenInElsewhere } from "../inbound_lease";
import { machinesNamed } from "./machine_names";
import { batchAfter } from "./batch_size";
import { putInOutbox } from "./outbox";
import { sentHash } from "./sent_hash";
import { yieldToLoop } from "../../async/yield";

/** External events between two yields to the loop. */
const YIELD_EVERY_EVENTS = 50;

/** An event of another program, and the id that it gets where it brings none. */
export type Sent = { event: LoggedEvent; id?: string };

/**
 * Records the events that `select` finds, in one transaction; when one of them fails it, each in its own savepoint.
 * @param onBatch is told how many the next transaction should have
 * @returns those that failed alone. @throws when none can be recorded, or `select` does
 */
export async function recordSelected<T extends Sent>(
  context: Context,
  select: (tx: Sql) => Promise<readonly T[]>,
  onBatch: (batch: number) => void,
): Promise<Map<T, unknown>> {
  try {
    await context.database.write(async (tx) => {
      const beganAt = performance.now();
      const selected = await select(tx);
      await takeAll(tx, context, selected);
      onBatch(batchAfter(selected.length, performance.now() - beganAt));
    });
    return new Map();
  } catch (error) {
    if (error instanceof TakenInElsewhere) throw error;
    return context.database.write(async (tx) => {
      const selected = await select(tx);
      const failures = await failuresOf(tx, context, selected);
      // Not one can be recorded: that says nothing against any of them.
      if (failures.size === selected.length) throw error;
      return failures;
    });
  }
}

async function failuresOf<T extends Sent>(
  tx: Transaction,
  context: Context,
  together: readonly T[],
): Promise<Map<T, unknown>> {
  const failures = new Map<T, unknown>();
  for (const [index, one] of together.entries()) {
    if (index % YIELD_EVERY_EVENTS === YIELD_EVERY_EVENTS - 1) await yieldToLoop();
    try {
      await tx.savepoint((savepoint) => takeAll(savepoint, context, [one]));
    } catch (error) {
      failures.set(one, error);
    }
  }
  return failures;
}

async function takeAll(tx: Sql, context: Context, sent: readonly Sent[]): Promise<void> {
  const named = sent.map(({ event, id }) => ({ event, id, event_id: event.event_id ?? id }));
  const known = await recorded(tx, context, named);
  const machineNamed = await machinesNamed(
    tx,
    context,
    sent.map(({ event }) => event),
  );
  const taken: LoggedEvent[] = [];
  const sources: string[] = [];
  const regrouped: LoggedEvent[] = [];
  const opensAny = sent.some(({ event }) => event.event_type === "anomaly_detected");
  const groups = opensAny ? await groupsIn(tx, context) : undefined;
  for (const [index, { event, event_id, id }] of named.entries()) {
    if (index % YIELD_EVERY_EVENTS === YIELD_EVERY_EVENTS - 1) await yieldToLoop();
    if (event_id && known.has(event_id)) continue;
    if (event_id) known.add(event_id);
    const sent_hash = sentHash(event);
    const [own, ...others] = await applied(tx, context, machineNamed(event), id, groups);
    taken.push({ ...own, event_id, sent_hash });
    regrouped.push(...others);
    sources.push(sent_hash);
  }
  await putInOutbox(tx, context, taken, sources);
  if (regrouped.length > 0) await putInOutbox(tx, context, regrouped);
}

/** The event_ids of these events that are recorded already. */
async function recorded(
  tx: Sql,
  { database }: Context,
  events: readonly { event_id?: string }[],
): Promise<Set<string>> {
  const ids = events.flatMap(({ event_id }) => event_id ?? []);
  const known = new Set<string>();
  await inChunks(database.dialect, 1, ids, async (chunk) => {
    const rows = await tx<{ event_id: string }[]>`select event_id from events where event_id in ${tx(chunk)}`;
    for (const { event_id } of rows) known.add(event_id);
  });
  return known;
}

/** The event as it is recorded, and those of alarms that follow another one now. */
async function applied(
  tx: Sql,
  context: Context,
  event: LoggedEvent,
  id?: string,
  groups?: Groups,
): Promise<[LoggedEvent, ...LoggedEvent[]]> {
  if (event.event_type === "anomaly_detected") return opened(tx, context, zoned(event), id, groups);
  if (event.event_type === "anomaly_updated") return [await updated(tx, context, zoned(event))];
  return [event];
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
    ...alarmOfEvent({ ...event, anomaly_id }),
    state: "new",
    origin: "foreign",
    opened_at: at,
    updated_at: at,
    ...JUST_OPENED,
    cause: null,
    resolved_by: null,
    called_false: false,
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
  const changed = alarm.state === "resolved" ? alarm : answered(alarm, sent);
  if (changed !== alarm) await changeAlarm(tx, context, changed);
  const stored = changed.severity === alarm.severity ? changed : await findAlarm(tx, alarm.id);
  return { ...event, ...updatedEvent(stored ?? changed) };
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
