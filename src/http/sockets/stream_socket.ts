import type { WSContext, WSEvents } from "hono/ws";
import { compareCursors, type Cursor } from "../../domain/cursor";
import type { StreamAudience, Topic } from "../../live/audiences";
import type { Live } from "../../live/live";
import { type AskSince, EVENTS_A_PAGE, type Sockets } from "./sockets";

const MESSAGE_AT_MOST_BYTES = 4_096;
const TOO_LARGE = 1009;
const TRY_AGAIN_LATER = 1013;

export type StreamSocketDeps = {
  live: Pick<Live, "audiences" | "jsonStreams" | "latest">;
  since: AskSince;
  sockets: Pick<Sockets, "join" | "room">;
  now(): number;
  /** A client sent a message that means nothing here. */
  onIgnored(): void;
};

/** The program behind a socket. `after`: the last event that it has; none: it wants only what comes. */
export type StreamClient = { id: string; audience: StreamAudience; after: Cursor | undefined };

/** Makes the socket of each program: the events that it missed first, then every event once. */
export function streamSockets(deps: StreamSocketDeps) {
  const { live, now, onIgnored } = deps;
  const timestamp = () => new Date(now()).toISOString();

  return (client: StreamClient): WSEvents => {
    let topic: Topic | undefined;
    let isClosed = false;
    return {
      // Hono does not wait for it, so every rejection is caught inside.
      // oxlint-disable-next-line typescript/no-misused-promises
      async onOpen(_, socket) {
        const connection = { type: "connection", status: "connected", client_id: client.id };
        const stream = { connection_type: client.audience.stream, timestamp: timestamp() };
        socket.send(JSON.stringify({ ...connection, ...stream }));
        try {
          topic = await begin(deps, socket, client);
        } catch {
          return socket.close(TRY_AGAIN_LATER, "The event bus is away: what you missed cannot be told now");
        }
        if (isClosed) live.audiences.leave(topic);
      },
      onMessage({ data }, socket) {
        const text = typeof data === "string" ? data : "";
        if (sizeOf(data) > MESSAGE_AT_MOST_BYTES) socket.close(TOO_LARGE, "Messages are at most 4 KiB");
        else if (isPing(text)) socket.send(JSON.stringify({ type: "pong", timestamp: timestamp() }));
        else onIgnored();
      },
      onClose() {
        isClosed = true;
        if (topic) live.audiences.leave(topic);
      },
    };
  };
}

async function begin(
  deps: StreamSocketDeps,
  socket: WSContext,
  { audience, after }: StreamClient,
): Promise<Topic> {
  const { audiences, jsonStreams } = deps.live;
  if (after !== undefined) {
    const upTo = await catchUp(deps, socket, audience, after);
    // Announced while the log was being read: sent in the same turn as joining, so that none is lost or
    // doubled.
    for (const message of jsonStreams.messages(jsonStreams.tail(upTo), audience)) socket.send(message);
  }
  const topic = audiences.join(audience);
  deps.sockets.join(socket, topic);
  return topic;
}

/** Sends what was missed, page by page. @returns the cursor up to which it was sent */
async function catchUp(
  { live, since, sockets }: StreamSocketDeps,
  socket: WSContext,
  audience: StreamAudience,
  after: Cursor,
): Promise<Cursor> {
  for (let cursor = after; ;) {
    const answer = await since(cursor, EVENTS_A_PAGE);
    if (answer.kind === "gap") {
      socket.send(JSON.stringify({ type: "gap", from: cursor, to: answer.latest }));
      return answer.latest;
    }
    // Events of the log that have not yet come here over the bus will come by the stream, and must not come
    // twice.
    const known = answer.events.filter(({ id }) => compareCursors(id, live.latest()) <= 0);
    for (const message of live.jsonStreams.messages(known, audience)) {
      socket.send(message);
      await sockets.room(socket);
    }
    cursor = known.at(-1)?.id ?? cursor;
    if (!answer.more || known.length < answer.events.length) return cursor;
  }
}

function isPing(text: string): boolean {
  return text === "ping" || /^\s*\{\s*"type"\s*:\s*"ping"\s*\}\s*$/.test(text);
}

/** Bytes of a message of any kind. */
function sizeOf(data: unknown): number {
  if (typeof data === "string") return Buffer.byteLength(data);
  return data instanceof Blob ? data.size : ((data as ArrayBufferLike | null)?.byteLength ?? 0);
}
