import { beforeAll, expect, test } from "bun:test";
import { z } from "zod";
import { register, report } from "../support/actions";
import { eventually, type TestAndon } from "../support/andon";
import { clockBehind, whyNoFaketime } from "../support/faketime";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { onePostgres, whyNoPostgres } from "../support/postgres";
import { whyNoRedis } from "../support/redis";
import { listen } from "../support/socket";
import { useAndon, useRedis } from "../support/use";
import { openPageSocket } from "./page_socket";

/** Alarms each way: the proof of the link, every two seconds, finds what the bus has not brought. */
const EACH = 4;
const EVENTS = z.looseObject({ events: z.array(z.looseObject({ event_id: z.string(), id: z.string() })) });

describeNeeding(
  [whyNoRedis, whyNoPostgres, whyNoFaketime],
  "a server whose clock is two hours behind",
  () => {
    let database: Promise<string>;
    let machine: string;
    const redis = useRedis();
    const settings = async () => ({
      DATABASE_URL: await (database ??= onePostgres().then((postgres) => postgres.fresh())),
      REDIS_URL: redis.url,
      LOG_LEVEL: "info",
    });
    const right = useAndon(settings);
    const behind = useAndon(async () => ({ ...(await settings()), ...clockBehind("2h") }));
    beforeAll(async () => void (machine = await register(right, "Press-1")), SLOW_MACHINE_MS);

    const critical = (server: TestAndon) => report(server, machine, { severity: "critical" });

    test("it shows what the others announce within a second, each once, and the others what it announces", async () => {
      await using stream = await listen(`${behind.url}/api/v1/ws/anomalies`);
      for (const [from, to] of [
        [right, behind],
        [behind, right],
      ] as const) {
        const page = openPageSocket(to.url);
        await eventually(() => page.frames().includes('"beat"'), "it is greeted");
        for (let n = 0; n < EACH; n++) {
          const alarm = await critical(from);
          await eventually(() => page.frames().includes(`data-anomaly-id="${alarm}"`), "it is drawn", 1_500);
          expect((await stream.next("anomaly_detected")).data).toMatchObject({ anomaly_id: alarm });
          expect(await to.text("/")).toContain(`data-anomaly-id="${alarm}"`);
        }
        page.close();
      }
      expect(stream.rest().filter(({ type }) => type === "anomaly_detected")).toEqual([]);
      const { events } = await behind.get("/api/v1/events?limit=100", EVENTS);
      expect(events).toHaveLength(2 * EACH);
      const [first] = events;
      expect((await behind.get(`/api/v1/events?after=${first?.id}`, EVENTS)).events).toHaveLength(
        2 * EACH - 1,
      );
      expect(await behind.text(`/live/since?page=board&away=5&after=${first?.id}`)).toContain("none missing");
    });

    test("it says so in its log and on its pages, and the others say nothing", async () => {
      await eventually(() => behind.log().includes("this server's clock is wrong"), "its log says so");
      await eventually(
        async () => (await behind.text("/")).includes("clock is 2 h behind"),
        "its pages say so",
      );
      expect(await right.text("/")).not.toContain("clock is");
      expect((await behind.send("GET", "/readyz")).status).toBe(200);
    });

    test("what a server left unannounced when it died is announced by one whose clock is behind", async () => {
      await using stream = await listen(`${behind.url}/api/v1/ws/anomalies`);
      redis.freeze();
      const alarm = await critical(right);
      await right.kill();
      redis.thaw();
      expect((await stream.next("anomaly_detected")).data).toMatchObject({ anomaly_id: alarm });
    });
  },
);
