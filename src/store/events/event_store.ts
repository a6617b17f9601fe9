import type { AuditChange } from "../audit/append";
import type { Cursor } from "../../domain/cursor";
import type { AnnouncedEvent, CausedAlert, EventType, LoggedEvent, RecordedEvent } from "../../domain/event";

/** An empty list of machines is no condition. */
export type EventQuery = { after?: Cursor; type?: EventType; machineIds?: readonly string[]; limit: number };

/** An event of another program that nobody may have recorded yet; `id` as in `recordExternal`. */
export type MissedEvent = { event: LoggedEvent; id: string };
export type Unrecordable = { id: string; error: unknown };

/** The event log and its outbox. */
export type EventStore = {
  /**
   * Records events and puts them into the outbox; gives each its event_id and published_at, and alerts their message.
   * An alert of severity warning or critical is an alarm besides, and one that says `cleared` ends it.
   * @param change what they tell of, for the audit log, in the same transaction
   */
  record(
    events: readonly (LoggedEvent | CausedAlert)[],
    change?: Omit<AuditChange, "at">,
  ): Promise<RecordedEvent[]>;
  /**
   * Records an event of another program: an anomaly becomes an alarm of its own, a system alert one for its key while
   * that is open, any other is only logged.
   * Does nothing when the event_id is recorded already. Rejects with `TakenInElsewhere` while another server
   * holds the inbound lease.
   *
   * @param id the event_id, and of an anomaly the alarm's id, where the event brings none that can be used: a
   *   second try is then known
   */
  recordExternal(event: LoggedEvent, id?: string): Promise<void>;
  /**
   * Records those of these events that no server has recorded since then (epoch milliseconds); equal events
   * count. Whichever server holds the inbound lease: one at a time looks and records.
   * @returns those that cannot be recorded although others can, with the reason
   */
  recordMissed(events: readonly MissedEvent[], since: number): Promise<Unrecordable[]>;
  /** A hash of an event of another program as it was sent; the recorded event carries it as `sent_hash`. */
  sentHash(event: LoggedEvent): string;
  /** Events that this server is to announce, in the order of recording. */
  pending(limit: number): Promise<RecordedEvent[]>;
  /**
   * The newest `limit` events that a server cannot have received from a bus that stands at the cursor `after`, in
   * the order of recording: unannounced, or announced after it. Without a cursor: of all events.
   */
  unseen(after: Cursor | undefined, limit: number): Promise<RecordedEvent[]>;
  /** Writes the cursors back. */
  announced(cursors: { event_id: string; cursor: Cursor }[]): Promise<void>;
  /** In cursor order, oldest first; without `after` the newest `limit`. */
  list(query: EventQuery): Promise<AnnouncedEvent[]>;
  /** Whether all of these events are recorded, by their ids. */
  holds(eventIds: readonly string[]): Promise<boolean>;
  /** Whether a cursor names an event of this log; undefined when it lies past all that is written back. */
  knows(cursor: Cursor): Promise<boolean | undefined>;
  /** The log as the embedded bus needs it: its epoch, its last number (0 while it is empty) and the event that has it. */
  log(): Promise<{ epoch: string; last: number; lastEventId: string | null }>;
  /** How many events wait to be announced, and when the oldest of them was recorded. */
  outbox(): Promise<{ waiting: number; oldest: number | null }>;
  /**
   * Calls `listener`, which must not throw, once after each commit of this server that recorded events, whichever
   * function of the store recorded them; never after a rollback.
   */
  onRecorded(listener: () => void): void;
};
