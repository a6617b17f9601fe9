/**
 * The floor: a Redis message, a constant fragment, Bun's own fan-out. No server on this stack can do less.
 */
import { Redis } from "ioredis";
import { CHANNEL, FRAGMENT, listening, REDIS } from "./start";

const server = Bun.serve<undefined>({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request, server) =>
    server.upgrade(request) ? undefined : new Response("A socket is wanted", { status: 400 }),
  websocket: {
    open: (socket) => void socket.subscribe("board"),
    message() {},
  },
});
const subscriber = new Redis(REDIS);
subscriber.on("message", () => server.publish("board", FRAGMENT));
await subscriber.subscribe(CHANNEL);
listening(server.port);
