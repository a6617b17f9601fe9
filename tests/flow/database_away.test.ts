import { afterAll, beforeAll, expect, test } from "bun:test";
import { z } from "zod";
import { register } from "../support/actions";
import { eventually, startAndon } from "../support/andon";
import { anomaliesAnswer } from "../support/answers";
import { LEARNED, series, steady, turnsBad } from "../support/builders";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { startPostgres, type TestPostgres, whyNoPostgres } from "../support/postgres";
import { useAndon } from "../support/use";

const READINESS = z.looseObject({ database: z.string(), bus: z.string() });

describeNeeding([whyNoPostgres], "a database that goes away", () => {
  let postgres: TestPostgres;
  let url: string;

  const andon = useAndon(async () => {
    postgres = await startPostgres();
    url = await postgres.fresh();
    return { DATABASE_URL: url, LOG_LEVEL: "info" };
  });
  beforeAll(async () => {
    await register(andon, "Press-1");
  }, SLOW_MACHINE_MS);
  afterAll(() => postgres?.stop());

  const send = (readings: unknown = series("Press-1", 3, steady)) =>
    andon.send("POST", "/api/v1/readings", readings);
  const untilBack = () => eventually(async () => (await send()).status === 202, "readings are taken again");
  const readiness = async () => {
    const response = await andon.send("GET", "/readyz");
    return { ...READINESS.parse(await response.json()), status: response.status };
  };

  test("killed: readings that cannot be stored are refused with the reason; back: all goes on by itself", async () => {
    expect((await send()).status).toBe(202); // the guard: it does take readings
    await postgres.kill();
    const refused = await send();
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    const question = await andon.send("GET", "/api/v1/anomaly/recent");
    expect([question.status, question.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await question.text()).toContain("The database is unavailable");
    expect(await readiness()).toMatchObject({
      status: 503,
      bus: "ok",
      database: expect.stringContaining("The database does not answer"),
    });
    const restarted = performance.now();
    await postgres.start();
    await untilBack();
    const took = Math.round(performance.now() - restarted);
    console.log(`readings taken ${took} ms after PostgreSQL was started again`);
    expect(await readiness()).toMatchObject({ status: 200, database: "ok" });
  });

  test("a second server without Redis is refused: it would not hear from the first", async () => {
    const second = startAndon({ DATABASE_URL: url });
    await expect(second).rejects.toThrow("several servers must share a Redis");
  });

  test("silent: senders are refused within 8 s, and it recovers by itself", async () => {
    postgres.freeze();
    const asked = performance.now();
    const { status } = await send();
    const took = performance.now() - asked;
    expect(status).toBe(503);
    console.log(`a silent PostgreSQL: 503 after ${Math.round(took)} ms`);
    expect(took).toBeLessThan(8_000);
    expect((await readiness()).status).toBe(503);
    postgres.thaw();
    await untilBack();
    expect((await readiness()).status).toBe(200);
  });

  test("an alarm is found after it all, once", async () => {
    // Of a machine of its own: those of Press-1 are newer than most of these.
    const machineId = await register(andon, "Press-2");
    expect((await send(series("Press-2", LEARNED + 20, turnsBad))).status).toBe(202);
    const path = `/api/v1/anomaly/active?machine_id=${machineId}`;
    const active = () => andon.get(path, anomaliesAnswer);
    await eventually(async () => (await active()).total_count === 1, "one alarm is open", 8_000);
  });
});
