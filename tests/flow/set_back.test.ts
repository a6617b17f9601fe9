import { expect, test } from "bun:test";
import { z } from "zod";
import { openAlarms, register, report } from "../support/actions";
import { eventually, startAndon, type TestAndon } from "../support/andon";
import { copiesOfTables } from "../support/database_copies";
import { describeNeeding } from "../support/needs";
import { onePostgres, whyNoPostgres } from "../support/postgres";
import { startRedis, whyNoRedis } from "../support/redis";
import { listen } from "../support/socket";
import { openPageSocket } from "./page_socket";

const EVENTS = z.looseObject({ events: z.array(z.looseObject({ id: z.string() })) });

const cursorOf = async (andon: TestAndon) => /data-cursor="([^"]+)"/.exec(await andon.text("/"))?.[1] ?? "";
const critical = (andon: TestAndon, machine: string) => report(andon, machine, { severity: "critical" });

describeNeeding(
  [whyNoPostgres, whyNoRedis],
  "PostgreSQL put back to an older copy under running servers",
  () => {
    test.each([
      ["two servers with Redis", 2],
      ["one server without", 1],
    ])(
      "%s: they say so, every cursor from before is a gap, and what is lost is shown no more",
      async (_, count) => {
        await using redis = await startRedis();
        const DATABASE_URL = await (await onePostgres()).fresh();
        const settings = { DATABASE_URL, LOG_LEVEL: "info", ...(count === 2 && { REDIS_URL: redis.url }) };
        await using a = await startAndon(settings);
        await using b = count === 2 ? await startAndon(settings) : a;
        const machine = await register(a, "Press-1");
        const kept = await critical(a, machine);
        await eventually(async () => (await openAlarms(b)).length === 1, "it is recorded");
        await using database = await copiesOfTables(DATABASE_URL);
        await database.take();
        const late = await register(a, "Press-2");
        const lost = [await critical(a, machine), await critical(a, late)];
        await eventually(async () => (await b.text("/")).includes(lost[1]!), "all are drawn");
        await eventually(
          async () => (await a.get("/api/v1/events?limit=9", EVENTS)).events.length === 3,
          "announced",
        );
        await database.untilOlder();
        const before = await cursorOf(b);
        const page = openPageSocket(b.url);
        await using stream = await listen(`${b.url}/api/v1/ws/events`);
        await eventually(() => page.frames().includes('"beat"'), "it is greeted");
        await database.putBack();

        await eventually(
          () => page.frames().includes('"resync":true'),
          "every page is told to ask anew",
          15_000,
        );
        const alert = await stream.next("system_alert", 15_000);
        expect(alert.data).toMatchObject({ alert_type: "database_set_back", severity: "critical" });
        for (const server of [a, b]) {
          await eventually(() => server.log().includes("older copy"), "its log says so", 10_000);
          const answer = await eventually(async () => {
            const drawn = await server.text(`/live/since?page=board&away=9&after=${before}`);
            return drawn.includes('data-gap="epoch"') && drawn;
          }, "a cursor from before is a gap");
          expect(answer).not.toContain("none missing");
          expect(answer).toContain(kept);
          for (const id of lost) expect(answer).not.toContain(id);
          const open = await openAlarms(server);
          const isOfAlert = ({ anomaly_type }: (typeof open)[number]) => anomaly_type === "system";
          expect(open.filter((alarm) => !isOfAlert(alarm)).map(({ id }) => id)).toEqual([kept]);
          // It stands, once, until somebody resolves it.
          expect(open.filter(isOfAlert)).toMatchObject([
            { alert_key: "database_set_back", severity: "critical", origin: "system" },
          ]);
        }
        const machines = async () => (await a.send("GET", `/api/v1/machines/${late}`)).status === 404;
        await eventually(machines, "a machine that is lost is known no more");
        const anew = await critical(a, machine);
        await eventually(() => page.frames().includes(anew), "new alarms come out");
        const reading = {
          machine_id: "Press-1",
          timestamp: new Date().toISOString(),
          metrics: { power_kw: 1 },
        };
        expect((await a.send("POST", "/api/v1/readings", reading)).status).toBe(202);
        page.close();
      },
    );
  },
);
