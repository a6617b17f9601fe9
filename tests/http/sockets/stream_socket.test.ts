import { expect, test } from "bun:test";
import type { WSContext } from "hono/ws";
import type { AskSince } from "../../../src/http/sockets/sockets";
import { streamSockets } from "../../../src/http/sockets/stream_socket";
import type { StreamAudience } from "../../../src/live/audiences";
import { detected, NOW } from "../../support/views";
import { startLive } from "../../support/live";

const AUDIENCE: StreamAudience = { kind: "stream", stream: "anomalies", machineIds: [] };

/** A program's socket with what it is sent; the server has been told of events up to `latest`. */
function connect(since: AskSince, after: string | undefined, latest = "log-9") {
  const live = startLive(NOW, { latest: () => latest });
  const sent: { type: string; id?: string }[] = [];
  const log = { closed: undefined as number | undefined, rooms: 0, ignored: 0, joined: [] as string[] };
  const socket = {
    send: (text: string) => void sent.push(JSON.parse(text)),
    close: (code: number) => void (log.closed = code),
  } as unknown as WSContext;
  const sockets = {
    join: (_: WSContext, topic: string) => void log.joined.push(topic),
    room: async () => void (log.rooms += 1),
  };
  const deps = { ...live, since, sockets, now: () => NOW, onIgnored: () => void (log.ignored += 1) };
  const events = streamSockets(deps)({ id: "p1", audience: AUDIENCE, after });
  return {
    ...{ live: live.live, sent, log },
    open: () => events.onOpen?.(new Event("open"), socket),
    say: (data: string) => events.onMessage?.(new MessageEvent("message", { data }), socket),
    leave: () => events.onClose?.(new CloseEvent("close"), socket),
    [Symbol.dispose]: () => live.live.stop(),
  };
}

const eventOf = (n: number) => detected({ id: `log-${n}`, event_id: `e${n}` });
const unused: AskSince = () => Promise.reject(new Error("Not asked"));
const ids = (sent: readonly { id?: string }[]) => sent.flatMap(({ id }) => id ?? []);

test("a program is greeted with its id, and joined at once when it wants only what comes", async () => {
  using program = connect(unused, undefined);
  await program.open();
  expect(program.sent).toMatchObject([{ type: "connection", client_id: "p1", connection_type: "anomalies" }]);
  expect(program.log.joined).toEqual(["stream|anomalies"]);
});

test("missed events come first, as fast as it reads, and those announced meanwhile once", async () => {
  const since: AskSince = async (cursor) => {
    // Announced here while the log is being read.
    if (cursor === "log-2") for (const n of [3, 4]) program.live.onEvent(eventOf(n));
    const from = Number(cursor.split("-")[1]);
    const events = from === 0 ? [eventOf(1), eventOf(2)] : [eventOf(3)];
    return { kind: "events", events, latest: "log-3", more: from === 0 };
  };
  using program = connect(since, "log-0");
  await program.open();
  expect(ids(program.sent)).toEqual(["log-1", "log-2", "log-3", "log-4"]);
  expect(program.log.rooms).toBe(3);
});

test("an event that the bus has not brought yet is left to the stream", async () => {
  const events = [eventOf(1), eventOf(2)];
  using program = connect(
    async () => ({ kind: "events", events, latest: "log-2", more: false }),
    "log-0",
    "log-1",
  );
  await program.open();
  expect(ids(program.sent)).toEqual(["log-1"]);
});

test("a gap names both its ends", async () => {
  using program = connect(async () => ({ kind: "gap", latest: "new-7" }), "log-0");
  await program.open();
  expect(program.sent[1]).toEqual({ type: "gap", from: "log-0", to: "new-7" } as never);
});

test("while the bus is away a program that wants missed events must come again", async () => {
  using program = connect(unused, "log-0");
  await program.open();
  expect([program.log.closed, program.log.joined]).toEqual([1013, []]);
});

test("a program that leaves while it catches up does not count as open", async () => {
  using program = connect(async () => ({ kind: "gap", latest: "log-7" }), "log-0");
  const before = program.live.audiences.count();
  const opening = program.open();
  program.leave();
  await opening;
  expect(program.live.audiences.count()).toBe(before);
});

test("a ping is answered, anything else ignored, and a message over 4 KiB closes the socket", () => {
  using program = connect(unused, undefined);
  for (const ping of ["ping", ' {"type" : "ping"} ']) program.say(ping);
  expect(program.sent.map(({ type }) => type)).toEqual(["pong", "pong"]);
  program.say("hello");
  expect(program.log.ignored).toBe(1);
  program.say("x".repeat(5_000));
  expect(program.log.closed).toBe(1009);
});
