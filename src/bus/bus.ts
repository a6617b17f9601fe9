import type { Cursor } from "../domain/cursor";
import type { AnnouncedEvent, FactoryEvent, MetricUpdated, RecordedEvent } from "../domain/event";
import type { PeerMessage } from "./peer_message";

/** The log's answer to "what happened since my cursor?". */
export type Since =
  | { kind: "events"; events: AnnouncedEvent[]; latest: Cursor; more: boolean }
  /**
   * The cursor is older than the log, of another epoch, or names no event of it: only the whole view is
   * honest.
   */
  | { kind: "gap"; latest: Cursor };

/** An entry of `andon:in` that was set aside, with the reason. */
export type DeadLetter = { id: string; reason: string };

/** `unreadable`: nothing that could ever be recorded, and why. */
export type Taken = void | { unreadable: string };

/** The subscriber of a bus. Handlers are called in the order of the log and must not throw. */
export type BusHandlers = {
  /** A recorded event, once, in the order of the log. */
  event(event: AnnouncedEvent): void;
  /** A value that an Andon server announced: newest wins, no cursor. */
  value(event: MetricUpdated): void;
  /** Whether this server reads `andon:in` now: of several servers one does. Without it, it does. */
  takesIn?(): boolean;
  /**
   * An entry of `andon:in`. It is handed over again until the promise resolves; one that rejects again and
   * again while others are recorded is set aside, unless it rejects with `RetryLater`.
   */
  external(event: FactoryEvent): Taken | Promise<Taken>;
  /** An event that another program published, on every server; the bus will not bring it again. */
  published(event: FactoryEvent): void;
  /** A message that cannot be read; `reason` names the field, `sent` is its text. */
  malformed(channel: string, reason: string, sent: string): void;
  /** So many more entries of `andon:in` could not be recorded; they are tried again. */
  inboundFailed?(count: number, reason: string): void;
  /** An entry of `andon:in` was set aside. */
  deadLetter?(letter: DeadLetter): void;
  /**
   * The bus went away (false), or came back with everything passed on that was missed (true). Until the first
   * call it counts as there; while it is away, another call brings a reason that tells more. Times are the
   * subscriber's to take.
   */
  health(ok: boolean, reason: string): void;
  /** Events announced after `from` and before `to` are lost to the log: only the whole view is honest. */
  gap?(from: Cursor, to: Cursor): void;
  /** A message of any server to all servers, this one's own included. */
  peerMessage?(message: PeerMessage): void;
};

/** Announces recorded events and answers what was announced since. */
export type Bus = {
  readonly kind: "local" | "redis";
  /**
   * Puts recorded events into the log and brings them to every subscriber; resolves to their cursors in the
   * same order. Rejects when the bus is away; without events, when it would not take any.
   */
  announce(events: RecordedEvent[]): Promise<Cursor[]>;
  /** Brings new values to every subscriber; lost without harm when the bus is away. */
  announceValues(values: MetricUpdated[]): void;
  /** Sends a message to every server; lost without harm when the bus is away. */
  sendToPeers(message: PeerMessage): void;
  /** One subscriber a bus. Resolves when it follows the log, or when the bus turns out to be away. */
  subscribe(handlers: BusHandlers): Promise<void>;
  since(cursor: Cursor, limit: number): Promise<Since>;
  /** The newest cursor this process has passed on to its subscriber (before any event: the log's newest). */
  latest(): Cursor;
  /**
   * Milliseconds since this process last received itself on the bus: a message of its own, never recorded,
   * that travels it every few seconds (before the first: since it began to listen).
   */
  canary(): number;
  /**
   * Rejects with a sentence unless the log takes events, by the script that appends them, and the server's
   * own messages come back to it.
   */
  ping(): Promise<void>;
  /** Begins the log anew, so that every cursor from before is a gap. Rejects when the bus is away. */
  beginAnew(): Promise<void>;
  close(): Promise<void>;
};
