import { describe, expect, test } from "bun:test";
import { Redis } from "ioredis";
import { eventually, startAndon } from "../support/andon";
import { startRedis, whyNoRedis } from "../support/redis";
import { listen } from "../support/socket";

const why = whyNoRedis();
const EVENTS = 200;

describe.skipIf(Boolean(why))(`programs that missed much${why ? ` (skipped: ${why})` : ""}`, () => {
  test("are told ten megabytes on one socket, each event once and in order, though a slow reader may owe only one", async () => {
    await using redis = await startRedis();
    await using andon = await startAndon({ REDIS_URL: redis.url });
    const program = new Redis(redis.url);
    const send = (place: number) =>
      program.publish(
        "system.alert",
        JSON.stringify({
          event_type: "system_alert",
          alert_type: "load",
          severity: "info",
          message: String(place),
          details: { filler: "x".repeat(50_000) },
        }),
      );
    await send(0);
    const first = await eventually(
      async () => (await andon.get("/api/v1/events?limit=1")).events[0],
      "the first is kept",
    );
    for (let place = 1; place < EVENTS; place++) await send(place);
    await eventually(
      async () => (await andon.get("/api/v1/events?limit=1")).events[0]?.message === String(EVENTS - 1),
      "all are kept",
    );
    await using socket = await listen(`${andon.url}/api/v1/ws/events?after=${first.id}`);
    const told = [];
    while (told.length < EVENTS - 1) told.push(Number((await socket.next("system_alert")).data.message));
    expect(told).toEqual(Array.from({ length: EVENTS - 1 }, (_, place) => place + 1));
    expect(socket.rest()).toEqual([]);
    program.disconnect();
  }, 20_000);

  test("are sent away with 1013 while the log cannot be asked, and the server stays", async () => {
    await using redis = await startRedis();
    await using andon = await startAndon({ REDIS_URL: redis.url });
    await redis.kill();
    const socket = new WebSocket(`${andon.url.replace("http", "ws")}/api/v1/ws/events?after=elsewhere-1-0`);
    const code = await new Promise<number>((resolve) => (socket.onclose = (event) => resolve(event.code)));
    expect(code).toBe(1013);
    expect((await fetch(`${andon.url}/healthz`)).status).toBe(200);
  }, 15_000);
});
