import { type Alarm, isPlainId, JUST_OPENED, worse } from "../../domain/alarm/alarm";
import { type LifeEvent, next } from "../../alarms/life";
import { alarmOfEvent, alarmStateFields, updatedEvent } from "../../domain/alarm/alarm_event";
import { type AnomalyDetected, type AnomalyUpdated, type LoggedEvent, recordedAt } from "../../domain/event";
import { addAlarm, changeAlarm, findAlarm, lockAlarm } from "../alarms/alarm_rows";
import { type Groups, groupsIn } from "../alarms/groups";
import { standing } from "../alarms/standing";
import { type Context, inChunks, type Sql, type Transaction } from "../db/database";
import { TakenInElsewhere } from "../inbound_lease";
import { acknowledgedFor } from "../site/acknowledged_for";
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
  const sources: (string | undefined)[] = [];
  const opensAny = sent.some(({ event }) => event.event_type === "anomaly_detected");
  const groups = opensAny ? await groupsIn(tx, context) : undefined;
  for (const [index, { event, event_id, id }] of named.entries()) {
    if (index % YIELD_EVERY_EVENTS === YIELD_EVERY_EVENTS - 1) await yieldToLoop();
    if (event_id && known.has(event_id)) continue;
    if (event_id) known.add(event_id);
    const sent_hash = sentHash(event);
    const [itself, ...changes] = await applied(tx, context, machineNamed(event), id, groups);
    taken.push({ ...(itself ?? event), event_id, sent_hash }, ...changes);
    sources.push(sent_hash, ...changes.map(() => undefined));
  }
  await putInOutbox(tx, context, taken, sources);
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

/** @returns the event as it is to be recorded, then changes of alarms that follow from it */
async function applied(
  tx: Sql,
  context: Context,
  event: LoggedEvent,
  id?: string,
  groups?: Groups,
): Promise<LoggedEvent[]> {
  if (event.event_type === "anomaly_detected") return opened(tx, context, zoned(event), id, groups);
  if (event.event_type === "anomaly_updated") return [await updated(tx, context, zoned(event))];
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
