import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually, startAndon, type TestAndon } from "../support/andon";
import { startLossyProxy } from "../support/lossy_proxy";
import { onePostgres, whyNoPostgres } from "../support/postgres";
import { startRedis, type TestRedis, whyNoRedis } from "../support/redis";

const why = whyNoRedis() ?? whyNoPostgres();
const title = `a server that alone is cut off from Redis${why ? ` (skipped: ${why})` : ""}`;
const WITHIN_MS = 2_500;

describe.skipIf(Boolean(why))(title, () => {
  let redis: TestRedis;
  let link: ReturnType<typeof startLossyProxy>;
  let cutOff: TestAndon;
  let other: TestAndon;
  let machine: string;

  beforeAll(async () => {
    redis = await startRedis();
    link = startLossyProxy(redis.url);
    const DATABASE_URL = await (await onePostgres()).fresh();
    [cutOff, other] = await Promise.all([
      startAndon({ DATABASE_URL, REDIS_URL: link.url }),
      startAndon({ DATABASE_URL, REDIS_URL: redis.url }),
    ]);
    const response = await other.post("/api/v1/machines", { name: "Press-1" });
    machine = ((await response.json()) as { id: string }).id;
    await eventually(
      async () => (await cutOff.get("/api/v1/machines")).length === 1,
      "both know the machine",
    );
  }, 20_000);
  afterAll(async () => {
    await Promise.all([cutOff, other].map((server) => server[Symbol.asyncDispose]()));
    link.stop();
    await redis.stop();
  });

  async function report(server: TestAndon): Promise<string> {
    const detected_at = new Date().toISOString();
    const alarm = { machine_id: machine, detected_at, anomaly_type: "spike", severity: "critical" };
    const response = await server.post("/api/v1/anomaly/create", alarm);
    return ((await response.json()) as { anomaly_id: string }).anomaly_id;
  }

  test("draws every alarm that the others announce, within about a second and once", async () => {
    const page = openPage(`${cutOff.url}/live?page=board`);
    await eventually(async () => page.frames().includes('"beat"'), "it is greeted");
    const before = await report(other);
    await eventually(async () => page.frames().includes(before), "the bus brings it");
    page.forget();
    link.cut();
    await eventually(
      async () => /"busAwaySince":\d/.test(page.frames()),
      "the page knows that the bus is away",
    );
    const times: number[] = [];
    const ids: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const id = await report(other);
      ids.push(id);
      const sent = performance.now();
      await eventually(
        async () => page.frames().includes(`data-anomaly-id="${id}"`),
        "the row is drawn",
        8_000,
      );
      times.push(performance.now() - sent);
    }
    console.log(`cut off: drawn after ${times.map(Math.round).join(", ")} ms`);
    expect(Math.max(...times)).toBeLessThan(WITHIN_MS);
    expect(page.frames()).not.toContain(`data-anomaly-id="${before}"`);
    const own = await report(cutOff);
    await eventually(async () => page.frames().includes(`data-anomaly-id="${own}"`), "its own is drawn too");
    page.forget();
    link.mend();
    await eventually(async () => page.frames().includes('"busAwaySince":null'), "the bus is back", 8_000);
    const after = await report(other);
    await eventually(
      async () => page.frames().includes(`data-anomaly-id="${after}"`),
      "the bus brings it again",
    );
    for (const id of [...ids, own]) expect(page.frames()).not.toContain(`data-anomaly-id="${id}"`);
    page.close();
  }, 40_000);
});

/** A page's own socket: everything that it was sent. */
function openPage(url: string) {
  const socket = new WebSocket(url.replace(/^http/, "ws"));
  let frames = "";
  socket.onmessage = ({ data }) => void (frames += String(data));
  return { frames: () => frames, forget: () => void (frames = ""), close: () => socket.close() };
}
