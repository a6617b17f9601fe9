import { z } from "zod";
import { parseCursor } from "../domain/cursor";
import { containsNul } from "../domain/text";
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

/** The largest message that other programs may send. */
const MAX_BYTES = 256 * 1024;

/** The log's script puts the cursor last: so an event of our own is known however large it has grown. */
const ENDS_WITH_CURSOR = /,"id":"[a-z0-9]+-\d+-\d+"\}$/;

/**
 * The `origin` of our own values. They carry no event_id (they are never recorded), and metric_updated of
 * other programs looks the same otherwise.
 */
const ORIGIN = "andon";

/** A UUID of some version: neither all zeros nor all ones. */
const UUID = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i;

/** How far Redis's clock may be ahead of ours. */
const AHEAD_AT_MOST_MS = 3_600_000;

const announcedEvent = factoryEvent.and(z.looseObject({ event_id: z.string(), published_at: z.string() }));
const fields = z.record(z.string(), z.unknown());
const typeOf = new Map<string, EventType>(
  Object.entries(CHANNELS).map(([type, channel]) => [channel, type as EventType]),
);

/** A value as it travels, with its time and origin. */
export function valueMessage(value: MetricUpdated, published_at: string): string {
  return JSON.stringify({ ...value, published_at, origin: ORIGIN });
}

/** Reads a message. `channel` is the Redis channel, or undefined when the event must name its own type. */
export function readMessage(channel: string | undefined, text: string): Message {
  if (Buffer.byteLength(text) > MAX_BYTES && !ENDS_WITH_CURSOR.test(text.slice(-100)))
    return malformed(`the message is larger than ${MAX_BYTES / 1024} KiB`);
  // It could never be stored, and would be tried again for ever.
  if (containsNul(text)) return malformed("the message contains U+0000, which no text here may hold");
  const sent = unwrapped(parse(text));
  if (!sent) return malformed("the message is not a JSON object");
  const type = channel === undefined ? undefined : typeOf.get(channel);
  const named = sent.event_type ?? type;
  if (type && named !== type)
    return malformed(`event_type is ${JSON.stringify(named)}, but ${channel} carries ${type}`);
  if (isOwn(sent)) return readOwn(sent);
  if (type === "metric_updated" && sent.origin === ORIGIN) return readValue(sent);
  return readExternal({ ...sent, event_type: named });
}

/**
 * Reads an event with a cursor of our own. It is parsed all the same: a bridge may send on an event that it
 * has changed, and one cursor from far ahead would make every later event look old.
 */
function readOwn(sent: Record<string, unknown>): Message {
  const [ms] = parseCursor(String(sent.id))?.n.split("-") ?? [];
  if (Number(ms) > Date.now() + AHEAD_AT_MOST_MS) return malformed(`id: ${String(sent.id)} is of the future`);
  const { success, data, error } = announcedEvent.safeParse(sent);
  return success ? { kind: "own", event: data as AnnouncedEvent } : malformed(wrong(error));
}

function readValue(sent: Record<string, unknown>): Message {
  const { success, data, error } = metricUpdated.safeParse(sent);
  return success ? { kind: "value", event: data } : malformed(wrong(error));
}

/**
 * Reads an event of another program. Its `id` is no cursor of ours and is left out. Its event_id is kept if
 * it is a UUID: any other value (nothing, a zero, a word) may stand in the next event too, which would then
 * pass for a double.
 */
export function readExternal({ id: _, event_id, ...sent }: Record<string, unknown>): Message {
  const isId = typeof event_id === "string" && UUID.test(event_id);
  const { success, data, error } = factoryEvent.safeParse(isId ? { ...sent, event_id } : sent);
  if (success) return { kind: "external", event: data };
  return malformed(wrong(error));
}

function wrong({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join(".") || "event"}: ${issue?.message ?? "cannot be read"}`;
}

/** A message `{type, data}`, as some sockets send it, means its data. */
function unwrapped(sent: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  const isWrapped = sent && sent.event_type === undefined && typeof sent.type === "string";
  return isWrapped ? (fields.safeParse(sent.data).data ?? sent) : sent;
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

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return fields.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function malformed(reason: string): Message {
  return { kind: "malformed", reason };
}
