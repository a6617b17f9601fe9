import { createHash } from "node:crypto";
import { type Message, readExternal, readMessage } from "../../message";

/** An entry of a Redis stream; `fields` are names and values by turns. */
export type InboundEntry = [id: string, fields: string[]];

/**
 * Reads an event that another program has added to a stream, from the field `event`. One that brings no
 * event_id gets that of its entry, the same each time it is read: an entry that is tried again after it was
 * recorded is then known.
 */
export function readInboundEntry(entry: InboundEntry): Message {
  const message = readMessage(undefined, valueOf("event", entry));
  // An event that was announced before, here or in another plant, is recorded unless its event_id is known.
  const sent = message.kind === "own" ? readExternal(message.event) : message;
  if (sent.kind !== "external") return sent;
  return { ...sent, event: { ...sent.event, event_id: sent.event.event_id ?? eventIdOf(entry) } };
}

/** Only at even places: a value may be the same word as a name. */
function valueOf(name: string, [, fields]: InboundEntry): string {
  const at = fields.findIndex((field, index) => index % 2 === 0 && field === name);
  return (at < 0 ? undefined : fields[at + 1]) ?? "";
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
