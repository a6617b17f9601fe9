/** `ws` on Node: a Redis message, a constant fragment, a loop of sends. */
import { Redis } from "ioredis";
import { WebSocketServer } from "ws";
import { CHANNEL, FRAGMENT, listening, REDIS } from "./start";

const server = new WebSocketServer({ port: 0, host: "127.0.0.1", backlog: 4096 });
server.on("listening", () => void serve());

async function serve() {
  const subscriber = new Redis(REDIS);
  subscriber.on("message", () => {
    for (const client of server.clients) client.send(FRAGMENT);
  });
  await subscriber.subscribe(CHANNEL);
  listening(server.address().port);
}
