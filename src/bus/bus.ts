import type { Cursor } from "../domain/cursor";
import type { AnnouncedEvent, FactoryEvent, MetricUpdated, RecordedEvent } from "../domain/event";
import type { PeerMessage } from "./peer_message";
import type { DeadLetter } from "./redis/dead_letters";

/** What the log says to "what happened since my cursor?". */
export type Since =
  | { kind: "events"; events: AnnouncedEvent[]; latest: Cursor; more: boolean }
  /** The cursor is older than the log or of another epoch: only the whole view is honest. */
  | { kind: "gap"; latest: Cursor };

type Heard = void | "unread";

/** What a subscriber of the bus hears. Handlers are called in the order of the log and must not throw. */
export type BusHandlers = {
  /** A recorded event, once, in the order of the log. */
  event(event: AnnouncedEvent): void;
  /** A value of ours: newest wins, no cursor. */
  value(event: MetricUpdated): void;
  /**
   * An event that another program published: somebody must record it. What came by `andon:in` is asked for again
   * until the promise resolves; but one that is refused again and again while others are taken is set aside, unless it
   * is refused as `Busy`. "unread": it is dealt with, but was nothing that could be recorded.
   */
  foreign(event: FactoryEvent): Heard | Promise<Heard>;
  /** What another program published while it was not this server's turn to take it in. */
  failoverBuffer?(event: FactoryEvent): void;
  /** A message that cannot be read; `reason` names the field. */
  malformed(channel: string, reason: string): void;
  /** So many more entries of `andon:in` could not be recorded; they are asked for again. */
  untaken?(count: number, reason: string): void;
  /** An entry of `andon:in` was set aside. */
  refused?(refusal: DeadLetter): void;
  /**
   * The bus went away (false) or came back with all that was missed passed on (true). It counts as there until told
   * otherwise. Times are the subscriber's to take.
   */
  health(ok: boolean): void;
  /** What was announced after `from` and before `to` is lost to the log: only the whole view is honest. */
  gap?(from: Cursor, to: Cursor): void;
  /** Any server, this one too, has whispered something. */
  hint?(hint: PeerMessage): void;
};

/** Announces what history has recorded and answers what was announced since. */
export type Bus = {
  readonly kind: "local" | "redis";
  /** Puts recorded events into the log and tells every subscriber; the cursors in the same order. Rejects when the bus is away. */
  announce(events: RecordedEvent[]): Promise<Cursor[]>;
  /** Tells every subscriber new values; lost without harm when the bus is away. */
  announceValues(values: MetricUpdated[]): void;
  /** Whispers to every server; lost without harm when the bus is away. */
  hint(hint: PeerMessage): void;
  subscribe(handlers: BusHandlers): Promise<void>;
  since(cursor: Cursor, limit: number): Promise<Since>;
  /** The newest cursor this process has passed on to its subscriber (before any event: the log's newest). */
  latest(): Cursor;
  /**
   * Milliseconds since this process last heard itself on the bus: a message of its own, never recorded, that travels
   * it every few seconds (before the first: since it began to listen).
   */
  canary(): number;
  /** Rejects with a sentence when the bus does not answer within two seconds. */
  ping(): Promise<void>;
  close(): Promise<void>;
};
