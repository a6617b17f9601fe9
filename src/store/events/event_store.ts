import type { Cursor } from "../../domain/cursor";
import type { AnnouncedEvent, EventType, LoggedEvent, RecordedEvent } from "../../domain/event";

export type EventQuery = { after?: Cursor; type?: EventType; machineId?: string; limit: number };

/** The event log and its outbox. */
export type EventStore = {
  /** Records events with their outbox mark; gives each its event_id and published_at. */
  record(events: LoggedEvent[]): Promise<RecordedEvent[]>;
  /** Takes in an event of another program: an anomaly becomes a row of its own, any other is only logged. One whose event_id is recorded already is left out. */
  recordExternal(event: LoggedEvent): Promise<void>;
  /** Takes in those of these events that were not taken in since then (epoch milliseconds): each as often as it is here. */
  recordMissed(events: LoggedEvent[], since: number): Promise<void>;
  /** Recorded and for this server to announce, in the order of recording. */
  pending(limit: number): Promise<RecordedEvent[]>;
  /** Recorded by any server and not yet announced, in the order of recording. */
  unannounced(limit: number): Promise<RecordedEvent[]>;
  /** Writes the cursors back. */
  announced(marks: { event_id: string; cursor: Cursor }[]): Promise<void>;
  /** In cursor order, oldest first; without `after` the newest `limit`. */
  list(query: EventQuery): Promise<AnnouncedEvent[]>;
  /** The log as the embedded bus needs it: its epoch, the first and last number given; 0 before the first. */
  log(): Promise<{ epoch: string; first: number; last: number }>;
  /** How many events the log holds; when the oldest pending one was recorded. */
  outbox(): Promise<{ waiting: number; oldest: number | null }>;
};
