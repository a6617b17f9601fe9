import { afterAll, expect, test } from "bun:test";
import { z } from "zod";
import { register, report } from "../support/actions";
import { eventually, startAndon, type TestAndon } from "../support/andon";
import { copiesOfFile, type FileCopies } from "../support/database_copies";
import { describeNeeding } from "../support/needs";
import { onePostgres, whyNoPostgres } from "../support/postgres";
import { startRedis, whyNoRedis } from "../support/redis";
import { listen } from "../support/socket";

const EVENTS = z.looseObject({
  events: z.array(z.looseObject({ id: z.string(), event_id: z.string() })),
  next: z.string().nullable(),
  gap: z.boolean().optional(),
});

/** A database that can be copied aside, and its copy put back, while no server has it. */
type Copies = Pick<FileCopies, "url" | "take" | "putBack">;

function sqlite(): Copies {
  const copies = copiesOfFile();
  afterAll(() => copies[Symbol.dispose]());
  return copies;
}

async function postgres(): Promise<Copies> {
  const url = await (await onePostgres()).fresh();
  const name = new URL(url).pathname.slice(1);
  const admin = async (...statements: string[]) => {
    await using sql = new Bun.SQL(url.replace(/[^/]+$/, "postgres"), { max: 1, prepare: false });
    for (const statement of statements) await sql.unsafe(statement);
  };
  return {
    url,
    take: () => admin(`create database ${name}_copy template ${name}`),
    putBack: () => admin(`drop database ${name}`, `create database ${name} template ${name}_copy`),
  };
}

describeNeeding([], "a copy of the database that is put back", () => {
  const cursorOf = async (andon: TestAndon) => /data-cursor="([^"]+)"/.exec(await andon.text("/"))?.[1] ?? "";
  const eventsAfter = (andon: TestAndon, after: string) =>
    andon.get(`/api/v1/events?after=${after}&limit=100`, EVENTS);

  async function alarms(andon: TestAndon, machine: string, count: number) {
    for (let n = 0; n < count; n++) await report(andon, machine, { severity: "critical" });
    const newest = async () => (await andon.get("/api/v1/events?limit=100", EVENTS)).events;
    return eventually(async () => {
      const events = await newest();
      return events.length >= count && (await cursorOf(andon)) === events.at(-1)?.id && events;
    }, "all are announced");
  }

  test.each([
    ["SQLite", async () => sqlite(), undefined],
    ["PostgreSQL", postgres, whyNoPostgres()],
  ])(
    "on %s: a cursor from before names no event of it, and is answered with the gap, never 'none missing'",
    async (_, copies, why) => {
      if (why) return;
      const { url, take, putBack } = await copies();
      await using andon = await startAndon({ DATABASE_URL: url });
      const machine = await register(andon, "Press-1");
      const kept = await alarms(andon, machine, 3);
      await andon.stop();
      await take();
      await andon.start();
      expect((await eventsAfter(andon, kept.at(-1)!.id)).gap).toBeUndefined(); // the guard: a restart is none
      const lost = await alarms(andon, machine, 5);
      await andon.stop();
      await putBack();
      await andon.start();
      await alarms(andon, machine, 7);

      const [before, after] = [kept.at(-1)!.id, lost.at(-1)!.id];
      const page = await andon.text(`/live/since?page=board&away=9&after=${after}`);
      expect(page).toContain("data-gap");
      expect(page).not.toContain("none missing");
      expect(page).toContain("#anomaly-rows");
      await using socket = await listen(`${andon.url}/api/v1/ws/anomalies?after=${after}`);
      await socket.next("gap");
      expect(await eventsAfter(andon, after)).toMatchObject({ events: [], gap: true });

      const known = await eventsAfter(andon, before);
      expect([known.events.length, known.gap]).toEqual([7, undefined]);
      const caughtUp = await andon.send("GET", `/live/since?page=board&away=9&after=${before}`);
      expect(caughtUp.headers.get("andon-caught-up")).toBe("7");
      expect(await caughtUp.text()).toContain("none missing");
      const fromTheStart = await eventsAfter(andon, (await eventsAfter(andon, after)).next!);
      expect(fromTheStart.events).toHaveLength(10);
    },
  );

  test.skipIf(Boolean(whyNoRedis()))(
    "with a Redis that still knows what the copy does not: it is said, and its log begins anew",
    async () => {
      await using redis = await startRedis();
      const { url, take, putBack } = sqlite();
      await using andon = await startAndon({ DATABASE_URL: url, REDIS_URL: redis.url });
      const machine = await register(andon, "Press-1");
      await alarms(andon, machine, 3);
      await andon.stop();
      await take();
      await andon.start();
      const lost = await alarms(andon, machine, 5);
      await andon.stop();
      await putBack();
      await andon.start();
      const isSaid = async () => {
        const { events } = await andon.get("/api/v1/events?type=system_alert", EVENTS);
        return events.some(({ alert_type }) => alert_type === "database_set_back");
      };
      await eventually(isSaid, "it is said", 10_000);
      const page = await andon.text(`/live/since?page=board&away=9&after=${lost.at(-1)!.id}`);
      expect(page).toContain('data-gap="epoch"');
      expect(page).not.toContain("none missing");
      await andon.stop();
      await andon.start();
      await alarms(andon, machine, 1);
      const { events } = await andon.get("/api/v1/events?type=system_alert", EVENTS);
      expect(events.filter(({ alert_type }) => alert_type === "database_set_back")).toHaveLength(1);
    },
  );
});
