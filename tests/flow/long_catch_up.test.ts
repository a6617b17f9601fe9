import { expect, test } from "bun:test";
import { eventually, startAndon, type TestAndon } from "../support/andon";
import { eventsAnswer } from "../support/answers";
import { describeNeeding } from "../support/needs";
import { joinRedis, startRedis, whyNoRedis } from "../support/redis";
import { listen } from "../support/socket";

const EVENTS = 200;

const newest = async (andon: TestAndon) =>
  (await andon.get("/api/v1/events?limit=1", eventsAnswer)).events[0];

describeNeeding([whyNoRedis], "a program that missed much", () => {
  test("is sent ten megabytes on one socket, each event once and in order, though a slow reader may owe only one", async () => {
    await using redis = await startRedis();
    await using andon = await startAndon({ REDIS_URL: redis.url });
    using program = joinRedis(redis);
    const send = (place: number) =>
      program.xadd(
        "andon:in",
        "*",
        "event",
        JSON.stringify({
          event_type: "system_alert",
          alert_type: "load",
          severity: "info",
          message: String(place),
          details: { filler: "x".repeat(50_000) },
        }),
      );
    await send(0);
    const first = await eventually(() => newest(andon), "the first is stored");
    for (let place = 1; place < EVENTS; place++) await send(place);
    const isLast = async () => (await newest(andon))?.message === String(EVENTS - 1);
    await eventually(isLast, "all are stored");
    await using socket = await listen(`${andon.url}/api/v1/ws/events?after=${first.id}`);
    const received = [];
    while (received.length < EVENTS - 1)
      received.push(Number((await socket.next("system_alert")).data.message));
    expect(received).toEqual(Array.from({ length: EVENTS - 1 }, (_, place) => place + 1));
    expect(socket.rest()).toEqual([]);
  });

  test("is sent away with 1013 while the log does not answer, and the server stays", async () => {
    await using redis = await startRedis();
    await using andon = await startAndon({ REDIS_URL: redis.url });
    await redis.kill();
    const socket = new WebSocket(`${andon.url.replace("http", "ws")}/api/v1/ws/events?after=elsewhere-1-0`);
    const code = await new Promise<number>((resolve) => (socket.onclose = (event) => resolve(event.code)));
    expect(code).toBe(1013);
    expect((await andon.send("GET", "/healthz")).status).toBe(200);
  });
});
