import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import type { WSContext } from "hono/ws";
import { z } from "zod";
import type { Live } from "../../live/live";
import { compareCursors, type Cursor } from "../../domain/cursor";
import { type Audience, STREAMS, type Topic } from "../../live/audiences";
import type { MachineRegistry } from "../../ingest/machine_registry";
import { machineIds, query } from "../validation";
import { refuse, unknownMachine } from "../error_response";
import { type AskSince, EVENTS_A_PAGE, type Sockets } from "./sockets";

const MESSAGE_AT_MOST_BYTES = 4_096;
const TOO_LARGE = 1009;
const TRY_AGAIN_LATER = 1013;

const streamQuery = z.strictObject({
  client_id: z.string().max(80).optional(),
  machine_id: machineIds,
  after: z.string().max(80).optional(),
});

type StreamAudience = Extract<Audience, { kind: "stream" }>;
type Deps = {
  live: Live;
  since: AskSince;
  sockets: Sockets;
  machineRegistry: Pick<MachineRegistry, "find">;
  now(): number;
  newId(): string;
  /** A client said something that means nothing here. */
  onIgnored(): void;
};

/** The JSON sockets, for programs: what they missed first, then every event once. */
export function jsonStreamRoutes({ live, since, sockets, machineRegistry, now, newId, onIgnored }: Deps) {
  const timestamp = () => new Date(now()).toISOString();

  const say = (socket: WSContext, messages: readonly string[]) =>
    messages.forEach((message) => socket.send(message));

  /** As fast as the reader takes it: what is sent beyond that would cut it off. */
  async function saySlowly(socket: WSContext, messages: readonly string[]) {
    for (const message of messages) {
      socket.send(message);
      await sockets.room(socket);
    }
  }

  /** Tells what was missed, page by page; the cursor up to which it was told. */
  async function catchUp(socket: WSContext, audience: StreamAudience, after: Cursor): Promise<Cursor> {
    for (let cursor = after; ;) {
      const answer = await since(cursor, EVENTS_A_PAGE);
      if (answer.kind === "gap") {
        say(socket, [JSON.stringify({ type: "gap", from: cursor, to: answer.latest })]);
        return answer.latest;
      }
      // What the log holds and this server has not yet heard comes by the stream, and must not come twice.
      const heard = answer.events.filter(({ id }) => compareCursors(id, live.latest()) <= 0);
      await saySlowly(socket, live.jsonStreams.messages(heard, audience));
      cursor = heard.at(-1)?.id ?? cursor;
      if (!answer.more || heard.length < answer.events.length) return cursor;
    }
  }

  async function begin(
    socket: WSContext,
    audience: StreamAudience,
    after: Cursor | undefined,
  ): Promise<Topic> {
    if (after !== undefined) {
      const told = await catchUp(socket, audience, after);
      // Announced while the log was being read: told now, in the same turn as joining, so none is lost or
      // doubled.
      say(socket, live.jsonStreams.messages(live.jsonStreams.tail(told), audience));
    }
    const topic = live.audiences.join(audience);
    sockets.join(socket, topic);
    return topic;
  }

  return new Hono().get(
    "/:stream",
    describeRoute({
      summary: "A WebSocket of JSON events",
      description:
        "dashboard, anomalies, training, or events (system alerts). machine_id narrows (repeatable); after=CURSOR tells first what was missed, or {type: gap} when the log cannot say.",
    }),
    async (c, next) => {
      const name = c.req.param("stream");
      if (STREAMS.some((stream) => stream === name)) return next();
      return refuse(
        c,
        404,
        `There is no stream ${JSON.stringify(name)}: choose one of ${STREAMS.join(", ")}`,
      );
    },
    query(streamQuery),
    async (c, next) => {
      const unknown = c.req.queries("machine_id")?.find((asked) => !machineRegistry.find(asked));
      return unknown === undefined ? next() : unknownMachine(c, unknown);
    },
    sockets.upgrade((c) => {
      const stream = STREAMS.find((name) => name === c.req.param("stream")) ?? "dashboard";
      const {
        client_id = newId(),
        machine_id = [],
        after,
      } = streamQuery.parse({
        ...c.req.query(),
        machine_id: c.req.queries("machine_id"),
      });
      let topic: Topic | undefined;
      let closed = false;
      return {
        async onOpen(_, socket) {
          const connection = { type: "connection", status: "connected", client_id, connection_type: stream };
          socket.send(JSON.stringify({ ...connection, timestamp: timestamp() }));
          try {
            topic = await begin(
              socket,
              {
                kind: "stream",
                stream,
                machineIds: machine_id.flatMap((asked) => machineRegistry.find(asked)?.id ?? []),
              },
              after,
            );
          } catch {
            return socket.close(
              TRY_AGAIN_LATER,
              "The event bus is unavailable: missed events cannot be sent now",
            );
          }
          if (closed) live.audiences.leave(topic);
        },
        onMessage(event, socket) {
          const text = typeof event.data === "string" ? event.data : "";
          if (sizeOf(event.data) > MESSAGE_AT_MOST_BYTES)
            return socket.close(TOO_LARGE, "Messages are at most 4 KiB");
          if (isPing(text)) socket.send(JSON.stringify({ type: "pong", timestamp: timestamp() }));
          else onIgnored();
        },
        onClose() {
          closed = true;
          if (topic) live.audiences.leave(topic);
        },
      };
    }),
  );
}

function isPing(text: string): boolean {
  return text === "ping" || /^\s*\{\s*"type"\s*:\s*"ping"\s*\}\s*$/.test(text);
}

/** Bytes of a message, whatever it is made of. */
function sizeOf(data: unknown): number {
  if (typeof data === "string") return Buffer.byteLength(data);
  return data instanceof Blob ? data.size : ((data as ArrayBufferLike | null)?.byteLength ?? 0);
}
