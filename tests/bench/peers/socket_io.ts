/** Socket.IO on Node: a Redis message, a constant fragment, `emit`. */
import { createServer } from "node:http";
import { Redis } from "ioredis";
import { Server } from "socket.io";
import { CHANNEL, FRAGMENT, listening, REDIS } from "./start";

/** The screens of the bench answer no pings. */
const PING_MS = 3_600_000;

const http = createServer();
const io = new Server(http, { transports: ["websocket"], pingInterval: PING_MS });
const subscriber = new Redis(REDIS);
subscriber.on("message", () => void io.emit("frame", FRAGMENT));
await subscriber.subscribe(CHANNEL);
http.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  const address = http.address();
  listening(typeof address === "object" ? address?.port : undefined);
});
