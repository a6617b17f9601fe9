import { createHash } from "node:crypto";
import { type Message, readExternal, readMessage } from "../../message";

/** Fields that other programs put the JSON into, where there is none named `event`. */
const OTHER_FIELDS = ["data", "payload", "message", "json"];
/** An entry waits no longer than this, or its sender has numbered it. */
const OLDEST_MS = 30 * 86_400_000;

/** An entry of a Redis stream; `fields` are names and values by turns. */
export type InboundEntry = [id: string, fields: string[]];

/**
 * Reads an event that another program has added to a stream, from the field `event`; without one, from all
 * fields together. One that brings no event_id gets that of its entry, the same each time it is read: an
 * entry that is tried again after it was recorded is then known.
 *
 * @param now epoch milliseconds
 */
export function readInboundEntry(entry: InboundEntry, now = Date.now()): Message {
  const at = arrivalOf(entry, now);
  const message = readMessage(undefined, textOf(entry), at);
  // An event that was announced before, here or in another plant, is recorded unless its event_id is known.
  const sent = message.kind === "own" ? readExternal(message.event, at) : message;
  if (sent.kind !== "external") return sent;
  return { ...sent, event: { ...sent.event, event_id: sent.event.event_id ?? eventIdOf(entry) } };
}

/** Redis numbers entries by its clock, unless their sender does: that may be anything. */
function arrivalOf([id]: InboundEntry, now: number): number {
  const ms = Number(id.split("-")[0]);
  return ms > now - OLDEST_MS && ms <= now ? ms : now;
}

/** The JSON of an entry as its sender has laid it out. */
export function textOf([, fields]: InboundEntry): string {
  // Only at even places are names: a value may be the same word as one.
  const sent = new Map(fields.flatMap((name, at) => (at % 2 === 0 ? [[name, fields[at + 1] ?? ""]] : [])));
  const field = ["event", ...OTHER_FIELDS].find((name) =>
    name === "event" ? sent.has(name) : sent.get(name)?.startsWith("{"),
  );
  return sent.get(field ?? "") ?? JSON.stringify(Object.fromEntries(sent));
}

/**
 * A UUIDv7 (RFC 9562) of the entry's own milliseconds, with a hash in place of random bits. The fields are
 * hashed too, because a Redis that lost its stream may give an id a second time.
 */
function eventIdOf([id, fields]: InboundEntry): string {
  const ms = BigInt.asUintN(48, BigInt(id.split("-")[0] ?? 0));
  const time = ms.toString(16).padStart(12, "0");
  const hash = createHash("sha256")
    .update(JSON.stringify([id, fields]))
    .digest("hex");
  // The version, and two bits of variant before the rest.
  const variant = (8 + (Number.parseInt(hash.slice(3, 4), 16) % 4)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}
