import { carriesAlarm } from "../../domain/alarm/alert_event";
import { type LoggedEvent, machineOf, type RecordedEvent } from "../../domain/event";
import { recordActivations } from "../alarms/performance/record_activations";
import { type Context, inChunks, type Sql } from "../db/database";

const COLUMNS = [
  "event_id",
  "type",
  "machine_id",
  "anomaly_id",
  "recorded_at",
  "json",
  "server",
  "source",
] as const;

/**
 * Records events, still to be announced, inside a transaction. Fills in a missing event_id and published_at.
 * An event whose event_id is recorded already is not recorded again.
 *
 * @param sources a hash of the bytes of each external event; undefined of what follows from one
 * @throws when an external event's event_id is recorded already: another server has just recorded it and
 *   its alarm
 */
export async function putInOutbox(
  tx: Sql,
  { database, recording, server, now, newId }: Context,
  events: readonly LoggedEvent[],
  sources: readonly (string | undefined)[] = [],
): Promise<RecordedEvent[]> {
  const at = now();
  const recorded = events.map((event) => sealed(event, newId, at));
  const sourced = recorded.map((event, index) => ({ event, source: sources[index] ?? null }));
  const isKnown = sources.length > 0 ? tx`` : tx`on conflict (event_id) do nothing`;
  await inChunks(database.dialect, COLUMNS.length, sourced, (chunk) => {
    const rows = chunk.map(({ event, source }) => ({
      event_id: event.event_id,
      type: event.event_type,
      machine_id: machineOf(event),
      anomaly_id: alarmIn(event),
      recorded_at: at,
      json: JSON.stringify(event),
      server,
      source,
    }));
    return tx`insert into events ${tx(rows.map(database.dialect.row), ...COLUMNS)} ${isKnown}`;
  });
  await recordActivations(tx, database, recorded);
  if (recorded.length > 0) recording.note();
  return recorded;
}

/** The alarm that the event changes. A repeated anomaly changes none, and other kinds only name one. */
function alarmIn(event: LoggedEvent): string | null {
  if (carriesAlarm(event)) return event.anomaly_id;
  const isItsOwn = event.event_type === "anomaly_detected" || event.event_type === "anomaly_updated";
  return isItsOwn && event.repeated !== true ? (event.anomaly_id ?? null) : null;
}

/**
 * Drops a cursor that came along: it belongs to another log; ours is known only once the event is announced.
 */
function sealed({ id: _, ...event }: LoggedEvent, newId: () => string, at: number): RecordedEvent {
  return {
    ...event,
    event_id: event.event_id ?? newId(),
    published_at: event.published_at ?? new Date(at).toISOString(),
  };
}
