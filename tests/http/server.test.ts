import { afterEach, expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import { Hono } from "hono";
import type { WSContext } from "hono/ws";
import { yieldToLoop } from "../../src/async/yield";
import { createServer, type Server } from "../../src/http/server";
import { eventually } from "../support/andon";

let server: Server | undefined;
afterEach(() => server?.close());

/**
 * A server on a free port whose sockets join the topic that they name; the sockets, as the server has them.
 */
function serving() {
  const started = createServer();
  server = started;
  const sockets: WSContext[] = [];
  const app = new Hono()
    .get("/address", (c) => c.text(started.addressOf(c)))
    .get(
      "/live/:topic",
      started.sockets.upgrade((c) => ({
        onOpen(_, socket) {
          sockets.push(socket);
          started.sockets.join(socket, c.req.param("topic") as Parameters<typeof started.sockets.join>[1]);
          socket.send("joined");
        },
      })),
    );
  started.listen(app, { port: 0, hostname: "127.0.0.1" });
  return { server: started, sockets };
}

/** A client's socket that has joined; everything that it was sent. */
async function join(topic: string) {
  const socket = new WebSocket(`${server!.url.replace("http", "ws")}/live/${topic}`);
  const received: string[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) => (socket.onclose = resolve));
  socket.onmessage = ({ data }) => void received.push(String(data));
  await eventually(async () => received.includes("joined"), "it has joined");
  return { socket, received, closed };
}

test("nothing is served before it listens, and its address has no slash at the end", () => {
  const idle = createServer();
  expect(idle.url).toBe("");
  idle.publish("board", "nobody is there"); // does no harm
  expect(serving().server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test("a message reaches the sockets of its topic and no others", async () => {
  const { server } = serving();
  const [board, kiosk] = [await join("board"), await join("kiosk")];
  server.publish("board", "alarm");
  server.publish("kiosk", "end");
  await eventually(
    async () => kiosk.received.includes("end") && board.received.includes("alarm"),
    "both have theirs",
  );
  expect(kiosk.received).toEqual(["joined", "end"]);
  expect(board.received).toEqual(["joined", "alarm"]);
});

test("a request's peer has an address", async () => {
  const { server } = serving();
  expect(await (await fetch(`${server.url}/address`)).text()).toMatch(/^(::ffff:)?127\.0\.0\.1$/);
});

test("closing tells every page to come back, and frees the port", async () => {
  const { server } = serving();
  const page = await join("board");
  const { url } = server;
  await server.close();
  expect(await page.closed).toMatchObject({ code: 1012, reason: "The server restarts" });
  expect(fetch(`${url}/address`)).rejects.toThrow();
});

/** A client's socket that has stopped reading, below the WebSocket. */
async function joinUnread(topic: string): Promise<Socket> {
  const client = connect(Number(new URL(server!.url).port), "127.0.0.1");
  const head = [`GET /live/${topic} HTTP/1.1`, "Host: board", "Upgrade: websocket", "Connection: Upgrade"];
  const key = ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"];
  client.write([...head, ...key, "", ""].join("\r\n"));
  await new Promise((resolve) => client.once("data", resolve));
  client.pause();
  return client;
}

const isPending = async (work: Promise<void>) =>
  (await Promise.race([work.then(() => "done"), yieldToLoop().then(() => "pending")])) === "pending";

test("there is room for more as soon as a slow reader has taken most of what it was sent, or has gone", async () => {
  const { server, sockets } = serving();
  for (const [index, end] of (["resume", "destroy"] as const).entries()) {
    const client = await joinUnread("board");
    const socket = await eventually(async () => sockets[index], "it has joined");
    await server.sockets.room(socket); // nothing lies unread yet
    let room = Promise.resolve();
    for (let sent = 0; sent < 500 && !(await isPending(room)); sent += 1) {
      server.publish("board", "x".repeat(64 * 1024));
      room = server.sockets.room(socket);
    }
    expect(await isPending(room)).toBe(true); // the guard: it is full
    client[end]();
    await room;
    client.destroy();
  }
}, 10_000);

test("a word longer than any program may say is refused", async () => {
  serving();
  const page = await join("board");
  page.socket.send("x".repeat(65 * 1024));
  expect([1006, 1009]).toContain((await page.closed).code);
});
