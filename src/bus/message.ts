import { z } from "zod";
import { type Cursor, parseCursor, provenCursor } from "../domain/cursor";
import { kindNamed, kindOfChannel } from "../domain/event_kind";
import { mendEvent } from "../domain/event_mending";
import { quote } from "../domain/quote";
import { readObject } from "./lenient_json";
import {
  type AnnouncedEvent,
  CHANNELS,
  type EventType,
  type FactoryEvent,
  factoryEvent,
  type MetricUpdated,
  metricUpdated,
} from "../domain/event";

/** A message of one of the channels, read. */
export type Message =
  /** Recorded and announced by an Andon server. */
  | { kind: "own"; event: AnnouncedEvent }
  /** A value that an Andon server announced. */
  | { kind: "value"; event: MetricUpdated }
  /** Published by another program. */
  | { kind: "external"; event: FactoryEvent }
  | { kind: "malformed"; reason: string };

/** The largest message that is read at all, in characters: what it holds is then cut to a fit size. */
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** The log's script puts the cursor last: so an event of our own is known however large it has grown. */
const ENDS_WITH_CURSOR = /,"id":"[a-z0-9]+-\d+-\d+"\}$/;

/**
 * The `origin` of our own values. They carry no event_id (they are never recorded), and metric_updated of
 * other programs looks the same otherwise.
 */
const ORIGIN = "andon";

/** A UUID of some version: neither all zeros nor all ones. */
const UUID = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i;

/** How far a cursor may be ahead of the clock that gives them. */
const AHEAD_AT_MOST_MS = 3_600_000;

const announcedEvent = factoryEvent.and(z.looseObject({ event_id: z.string(), published_at: z.string() }));
const fields = z.record(z.string(), z.unknown());

/** A value as it travels, with its time and origin. */
export function valueMessage(value: MetricUpdated, published_at: string): string {
  return JSON.stringify({ ...value, published_at, origin: ORIGIN });
}

/**
 * Reads a message. Only what is no JSON object, or names no known kind of event where its channel does not
 * either, is malformed.
 *
 * @param channel the Redis channel, or undefined when the event must name its own kind
 * @param at the time of arrival, epoch milliseconds
 * @param logAt the same on the clock that numbers the log: this server's own may be hours behind
 */
export function readMessage(channel: string | undefined, text: string, at = Date.now(), logAt = at): Message {
  if (text.length > MAX_CHARACTERS && !ENDS_WITH_CURSOR.test(text.slice(-100)))
    return malformed(`the message is larger than ${MAX_CHARACTERS / 1024 / 1024} MiB`);
  const read = readObject(text);
  if (!read) return malformed("the message is not a JSON object");
  const sent = unwrapped(read.fields);
  const named = kindNamed(sent.event_type) ?? kindNamed(sent.type);
  const type = named ?? kindOfChannel(channel);
  if (!type) return malformed(unknownKind(sent.event_type));
  const own = isOwn(sent) ? readOwn(sent, logAt) : isOwnValue(channel, sent) ? readValue(sent) : undefined;
  if (own) return own;
  const isNamed = sent.event_type === undefined || sent.event_type === type;
  const mended = isNamed
    ? read.mended
    : [`event_type: ${shown(sent.event_type)} read as ${type}`, ...read.mended];
  return readExternal({ ...sent, event_type: type }, at, mended);
}

function unknownKind(sent: unknown): string {
  return sent === undefined ? "event_type: is missing" : `event_type: ${shown(sent)} is not known`;
}

const shown = (sent: unknown) => quote(sent, 80);

/**
 * Reads an event with a cursor of our own. It is parsed all the same: a bridge may send on an event that it
 * has changed, and one cursor from far ahead would make every later event look old. Undefined when it is
 * another program's.
 */
function readOwn(sent: Record<string, unknown>, at: number): Message | undefined {
  const [ms] = parseCursor(String(sent.id))?.n.split("-") ?? [];
  if (Number(ms) > at + AHEAD_AT_MOST_MS) return undefined;
  const { data } = announcedEvent.safeParse(sent);
  if (!data) return undefined;
  const event = data as AnnouncedEvent;
  return { kind: "own", event: { ...event, id: provenCursor(event.id, event.event_id) } };
}

/**
 * Reads an entry of the log. Undefined when no server of Andon can have written it: others can write there as
 * well, by mistake or not, and one such entry must not end what comes after it.
 */
export function readLogged(json: string, cursor: Cursor): AnnouncedEvent | undefined {
  const { data } = announcedEvent.safeParse({ ...readObject(json)?.fields, id: cursor });
  return data && { ...(data as AnnouncedEvent), id: provenCursor(cursor, data.event_id) };
}

function readValue(sent: Record<string, unknown>): Message | undefined {
  const { data } = metricUpdated.safeParse(sent);
  return data && { kind: "value", event: data };
}

/**
 * Reads an event of another program. Its `id` is no cursor of ours and is left out. Its event_id is kept if
 * it is a UUID: any other value (nothing, a zero, a word) may stand in the next event too, which would then
 * pass for a double. Marks of our own recording come from another plant, if at all.
 *
 * @param mended in sentences, what had to be mended already
 */
export function readExternal(
  {
    id: _,
    unrecorded: __,
    sent_hash: ___,
    event_id,
    event_type,
    ...sent
  }: Record<string, unknown> & { event_type: EventType },
  at = Date.now(),
  mended: readonly string[] = [],
): Message {
  const isId = typeof event_id === "string" && UUID.test(event_id);
  const event = mendEvent(event_type, isId ? { ...sent, event_id } : sent, at, mended);
  return event ? { kind: "external", event } : malformed("the message cannot be read");
}

/**
 * A message `{type, data}`, as some sockets send it, means its data; `type` is then its kind, if it names
 * one.
 */
function unwrapped(sent: Record<string, unknown>): Record<string, unknown> {
  const isWrapped = sent.event_type === undefined && typeof sent.type === "string";
  const data = isWrapped ? fields.safeParse(sent.data).data : undefined;
  if (!data) return sent;
  const event_type = data.event_type ?? kindNamed(sent.type);
  return event_type === undefined ? data : { ...data, event_type };
}

function isOwn(sent: Record<string, unknown>): sent is AnnouncedEvent {
  return (
    sent.event_type !== "metric_updated" &&
    typeof sent.event_type === "string" &&
    typeof sent.event_id === "string" &&
    typeof sent.id === "string" &&
    parseCursor(sent.id)?.n.includes("-") === true
  );
}

/** Whether it is a value that an Andon server announced. */
function isOwnValue(channel: string | undefined, sent: Record<string, unknown>): boolean {
  return channel === CHANNELS.metric_updated && sent.origin === ORIGIN;
}

function malformed(reason: string): Message {
  return { kind: "malformed", reason };
}
