import { Hono } from "hono";
import type { WSContext } from "hono/ws";
import { z } from "zod";
import type { Live } from "../live/live";
import { type Audience, STREAMS, type Topic } from "../live/topics";
import { machineIds, query } from "./door";
import { refuse } from "./refusal";
import type { AskSince, Sockets } from "./sockets";

const MESSAGE_AT_MOST_BYTES = 4_096;
const TOO_LARGE = 1009;

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
  now(): number;
  newId(): string;
  /** A client said something that means nothing here. */
  onIgnored(): void;
};

/** The JSON sockets, for programs: what they missed first, then every event once. */
export function programRoutes({ live, since, sockets, now, newId, onIgnored }: Deps) {
  const timestamp = () => new Date(now()).toISOString();

  async function begin(
    socket: WSContext,
    audience: StreamAudience,
    after: string | undefined,
  ): Promise<Topic> {
    const say = (messages: readonly string[]) => messages.forEach((message) => socket.send(message));
    const missed = after === undefined ? undefined : await since(after);
    if (missed?.kind === "gap") say([JSON.stringify({ type: "gap", from: after, to: missed.latest })]);
    if (missed?.kind === "events") {
      say(live.programs.messages(missed.events, audience));
      // Announced while the log was being read: told now, in the same turn as joining, so none is lost or doubled.
      say(live.programs.messages(live.programs.tail(missed.events.at(-1)?.id ?? missed.latest), audience));
    }
    const topic = live.audiences.join(audience);
    sockets.join(socket, topic);
    return topic;
  }

  return new Hono().get(
    "/:stream",
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
    sockets.upgrade((c) => {
      const stream = STREAMS.find((name) => name === c.req.param("stream")) ?? "dashboard";
      const {
        client_id = newId(),
        machine_id,
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
          topic = await begin(socket, { kind: "stream", stream, machineIds: machine_id ?? [] }, after);
          if (closed) live.audiences.leave(topic);
        },
        onMessage(event, socket) {
          const text = typeof event.data === "string" ? event.data : "";
          if (text.length > MESSAGE_AT_MOST_BYTES)
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
