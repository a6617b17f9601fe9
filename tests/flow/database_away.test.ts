import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually, series, startAndon, type TestAndon } from "../support/andon";
import { startPostgres, type TestPostgres, whyNoPostgres } from "../support/postgres";

const why = whyNoPostgres();
const steady = (index: number) => ({ power_kw: 50 + Math.sin(index * 1.7) });

describe.skipIf(Boolean(why))(`a database that goes away${why ? ` (skipped: ${why})` : ""}`, () => {
  let postgres: TestPostgres;
  let andon: TestAndon;
  let url: string;

  beforeAll(async () => {
    postgres = await startPostgres();
    url = await postgres.fresh();
    andon = await startAndon({ DATABASE_URL: url, LOG_LEVEL: "info" });
    await andon.post("/api/v1/machines", { name: "Press-1" });
  }, 20_000);
  afterAll(async () => {
    await andon[Symbol.asyncDispose]();
    await postgres.stop();
  });

  const send = (count = 3) => andon.post("/api/v1/readings", series("Press-1", count, steady));
  const backAgain = () => eventually(async () => (await send()).status === 202, "readings are taken again");
  const ready = async () => {
    const response = await fetch(`${andon.url}/readyz`);
    return { ...((await response.json()) as { database: string; bus: string }), status: response.status };
  };

  test("killed: nothing is taken that cannot be kept, and it is said; back: all goes on by itself", async () => {
    expect((await send()).status).toBe(202); // the guard: it does take readings
    await postgres.kill();
    const refused = await send();
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    const question = await fetch(`${andon.url}/api/v1/anomaly/recent`);
    expect([question.status, question.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await question.text()).toContain("The database is unavailable");
    expect(await ready()).toMatchObject({ status: 503, bus: "ok" });
    expect((await ready()).database).toContain("The database does not answer");
    const killed = performance.now();
    await postgres.start();
    await backAgain();
    console.log(
      `readings taken ${Math.round(performance.now() - killed)} ms after PostgreSQL was started again`,
    );
    expect(await ready()).toMatchObject({ status: 200, database: "ok" });
  }, 15_000);

  test("a second server without Redis is refused: it would not hear the first", async () => {
    const second = startAndon({ DATABASE_URL: url });
    await expect(second).rejects.toThrow("several servers must share a Redis");
  }, 15_000);

  test("silent: senders are told within 8 s, and it recovers by itself", async () => {
    postgres.freeze();
    const asked = performance.now();
    expect((await send()).status).toBe(503);
    console.log(`a silent PostgreSQL: 503 after ${Math.round(performance.now() - asked)} ms`);
    expect(performance.now() - asked).toBeLessThan(8_000);
    expect((await ready()).status).toBe(503);
    postgres.thaw();
    await backAgain();
    expect((await ready()).status).toBe(200);
  }, 20_000);

  test("an alarm is found after it all, once", async () => {
    const [machine] = await andon.get("/api/v1/machines");
    const readings = series("Press-1", 170, (index) => ({
      power_kw: index < 150 ? 50 + Math.sin(index) : 90,
    }));
    const later = readings.map(({ timestamp, ...one }) => ({
      ...one,
      timestamp: new Date(Date.parse(timestamp) + 200_000).toISOString(),
    }));
    expect((await andon.post("/api/v1/readings", later)).status).toBe(202);
    const active = () => andon.get(`/api/v1/anomaly/active?machine_id=${machine.id}`);
    await eventually(async () => (await active()).total_count === 1, "one alarm is open", 8_000);
  }, 12_000);
});
