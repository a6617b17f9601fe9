import { afterAll, beforeAll, expect, test } from "bun:test";
import { register, report as reportOn } from "../support/actions";
import { eventually, type TestAndon } from "../support/andon";
import { machinesAnswer } from "../support/answers";
import { startLossyProxy } from "../support/lossy_proxy";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { onePostgres, whyNoPostgres } from "../support/postgres";
import { whyNoRedis } from "../support/redis";
import { useAndon, useRedis } from "../support/use";
import { openPageSocket } from "./page_socket";

const WITHIN_MS = 2_500;

describeNeeding([whyNoRedis, whyNoPostgres], "a server that alone is cut off from Redis", () => {
  let link: ReturnType<typeof startLossyProxy>;
  let database: Promise<string> | undefined;
  let machine: string;
  const redis = useRedis();
  const databaseUrl = () => (database ??= onePostgres().then((postgres) => postgres.fresh()));
  beforeAll(() => void (link = startLossyProxy(redis.url)));
  const cutOff = useAndon(async () => ({ DATABASE_URL: await databaseUrl(), REDIS_URL: link.url }));
  const other = useAndon(async () => ({ DATABASE_URL: await databaseUrl(), REDIS_URL: redis.url }));
  afterAll(() => link.stop());

  beforeAll(async () => {
    machine = await register(other, "Press-1");
    const known = async () => (await cutOff.get("/api/v1/machines", machinesAnswer)).length === 1;
    await eventually(known, "both know the machine");
  }, SLOW_MACHINE_MS);

  const report = (server: TestAndon) => reportOn(server, machine, { severity: "critical" });

  test("draws every alarm that the others announce, within about a second and once", async () => {
    const page = openPageSocket(cutOff.url);
    await eventually(async () => page.frames().includes('"beat"'), "it is greeted");
    const before = await report(other);
    await eventually(async () => page.frames().includes(before), "the bus brings it");
    page.forget();
    link.cut();
    await eventually(
      async () => page.frames().includes('"bus":"away"'),
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
    await eventually(async () => page.frames().includes('"bus":"ok"'), "the bus is back", 8_000);
    const after = await report(other);
    await eventually(
      async () => page.frames().includes(`data-anomaly-id="${after}"`),
      "the bus brings it again",
    );
    for (const id of [...ids, own]) expect(page.frames()).not.toContain(`data-anomaly-id="${id}"`);
    page.close();
  });
});
