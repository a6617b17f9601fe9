import { beforeAll, expect, test } from "bun:test";
import { openPostgres } from "../../src/store/db/postgres";
import { openAlarms, register, report } from "../support/actions";
import { eventually, type TestAndon } from "../support/andon";
import { series, steady } from "../support/builders";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { onePostgres, whyNoPostgres } from "../support/postgres";
import { whyNoRedis } from "../support/redis";
import { useRedis, useAndon } from "../support/use";
import { openPageSocket } from "./page_socket";
import { leaderSince } from "./two_servers";

/** The promise of docs/cluster.md: so long after a peer froze inside a transaction the others write again. */
const WRITES_WITHIN_MS = 10_000;
const TRIES = 60;

describeNeeding([whyNoRedis, whyNoPostgres], "a peer that freezes inside a transaction", () => {
  let database: Promise<string>;
  const redis = useRedis();
  const databaseUrl = () => (database ??= onePostgres().then((postgres) => postgres.fresh()));
  const settings = async () => ({
    DATABASE_URL: await databaseUrl(),
    REDIS_URL: redis.url,
    LOG_LEVEL: "info",
  });
  const [a, b] = [useAndon(settings), useAndon(settings)];
  const names = ["Press-1", "Press-2", "Press-3", "Press-4"];
  const ids: string[] = [];
  beforeAll(async () => {
    for (const name of names) ids.push(await register(a, name));
  }, SLOW_MACHINE_MS);

  const send = (server: TestAndon) =>
    server.send(
      "POST",
      "/api/v1/readings",
      names.flatMap((name) => series(name, 1, steady)),
    );
  const writes = async (server: TestAndon) => (await send(server)).status === 202;
  const readiness = async (server: TestAndon) => (await server.send("GET", "/readyz")).status;

  /**
   * What such a peer leaves behind: a session of ours that has locked machines, and never says another word.
   */
  async function leaveLocks() {
    const peer = openPostgres(await databaseUrl());
    const locked = Promise.withResolvers<void>();
    const work = peer.write(async (tx) => {
      await tx`select key from machines order by key for no key update`;
      locked.resolve();
      await new Promise(() => {});
    });
    work.catch(() => {});
    await locked.promise;
  }

  test("its locks end: others write again within 10 s; meanwhile they are not ready, and every page says so", async () => {
    expect(await writes(b)).toBe(true); // the guard
    const page = openPageSocket(b.url);
    await leaveLocks();
    const began = performance.now();
    const sent = eventually(() => writes(b), "readings are taken again");
    await eventually(async () => (await readiness(b)) === 503, "it says that it is not ready", 6_000);
    await eventually(() => page.frames().includes("NOT RECORDING since"), "every page says so", 6_000);
    await sent;
    const took = performance.now() - began;
    console.log(`locks of a silent peer: written again after ${Math.round(took)} ms`);
    expect(took).toBeLessThan(WRITES_WITHIN_MS);
    await eventually(async () => (await readiness(b)) === 200, "it is ready again");
    await eventually(async () => !(await b.text("/")).includes("NOT RECORDING"), "it is recorded again");
    page.close();
  });

  test("a leader stopped in the middle of its work: the other leads and writes within 10 s; thawed, it tells and judges nothing twice", async () => {
    const [leader, other] = leaderSince(a) > leaderSince(b) ? [a, b] : [b, a];
    await using admin = new Bun.SQL(await databaseUrl(), { max: 1, prepare: false });
    const inside = async () => {
      const [row] = await admin<{ count: number }[]>`
        select count(*) as count from pg_stat_activity
        where datname = current_database() and application_name = 'andon' and state like 'idle in transaction%'`;
      return Number(row?.count) > 0;
    };
    let isLoaded = true;
    const load = (async () => {
      while (isLoaded) await Promise.race([send(leader).catch(() => {}), Bun.sleep(300)]);
    })();
    const freeze = async () => {
      for (let n = 0; n < TRIES; n++) {
        process.kill(leader.pid, "SIGSTOP");
        await Bun.sleep(30 + n);
        if (await inside()) return n + 1;
        process.kill(leader.pid, "SIGCONT");
        await Bun.sleep(10 + 7 * n);
      }
      throw new Error("The leader was never caught inside a transaction");
    };
    const tries = await freeze();
    const began = performance.now();
    isLoaded = false;
    await eventually(() => writes(other), "the other writes");
    const took = performance.now() - began;
    console.log(`a leader stopped inside a transaction (try ${tries}): written after ${Math.round(took)} ms`);
    expect(took).toBeLessThan(WRITES_WITHIN_MS);
    await eventually(() => leaderSince(other) > leaderSince(leader), "the other judges");
    const alarm = await report(other, ids[0]!, { severity: "critical" });
    process.kill(leader.pid, "SIGCONT");
    await load;
    const page = openPageSocket(leader.url);
    await eventually(async () => (await readiness(leader)) === 200, "it is ready again");
    await eventually(() => writes(leader), "it writes again");
    const row = new RegExp(`<tr[^>]*data-anomaly-id="${alarm}"`, "g");
    await eventually(async () => row.test(await leader.text("/")), "its board shows the alarm of the other");
    const later = await report(other, ids[1]!, { severity: "critical" });
    await eventually(() => page.frames().includes(later), "its sockets are told of new ones");
    expect(await openAlarms(other)).toHaveLength(2);
    expect(leaderSince(other)).toBeGreaterThan(leaderSince(leader));
    page.close();
  });
});
