import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Redis } from "ioredis";
import { joinRedis, startRedis, type TestRedis, whyNoRedis } from "../support/redis";
import { eventually, type TestAndon } from "../support/andon";
import { anomaliesAnswer } from "../support/answers";
import { freePort } from "../support/free_port";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { onePostgres, whyNoPostgres } from "../support/postgres";
import { startTcpProxy, type TcpProxy } from "../support/tcp_proxy";
import { useAndon } from "../support/use";
import { openPageSocket } from "./page_socket";
import { leaderSince, takesInSince } from "./two_servers";

const EVERY_MS = 250;
/** Promised: taking in moves to the server that hears within five seconds; then a moment to draw. */
const WITHIN_MS = 5_500;

describeNeeding([whyNoRedis, whyNoPostgres], "a leader that loses only Redis", () => {
  const links: TcpProxy[] = [];
  let redis: TestRedis;
  let program: Redis & Disposable;
  let database: Promise<string> | undefined;
  const databaseUrl = () => (database ??= onePostgres().then((postgres) => postgres.fresh()));
  beforeAll(async () => {
    const port = freePort();
    redis = await startRedis("--port", `${port}`);
    program = joinRedis(redis);
    for (let n = 0; n < 2; n += 1) links.push(startTcpProxy(`http://127.0.0.1:${port}`));
  }, SLOW_MACHINE_MS);
  const settings = (link: number) => async () => ({
    DATABASE_URL: await databaseUrl(),
    REDIS_URL: links[link]!.url.replace("http", "redis"),
    LOG_LEVEL: "info",
  });
  const servers = [useAndon(settings(0)), useAndon(settings(1))];
  afterAll(async () => {
    program?.[Symbol.dispose]();
    for (const link of links) await link[Symbol.asyncDispose]();
    await redis?.stop();
  });
  let mend = () => {};
  afterEach(() => mend());

  /** The server that judges, which takes in too, and the other one. */
  async function roles() {
    await eventually(() => servers.some((server) => leaderSince(server) > 0), "a server judges");
    const since = servers.map(leaderSince);
    const leads = since[0]! > since[1]! ? 0 : 1;
    const [leader, other, link] = [servers[leads]!, servers[1 - leads]!, links[leads]!];
    const takesIn = () => takesInSince(leader) > takesInSince(other);
    if (!takesIn()) {
      links[1 - leads]!.cut();
      await eventually(takesIn, "the leader takes in");
      links[1 - leads]!.mend();
      await eventually(
        async () => (await other.text("/")).includes(`data-bus="ok"`),
        "the other hears again",
      );
    }
    return { leader, link, other };
  }

  async function recorded(server: TestAndon, word: string): Promise<string[]> {
    const { anomalies } = await server.get("/api/v1/anomaly/search?limit=500", anomaliesAnswer);
    return anomalies.flatMap(({ reason }) => (reason?.startsWith(word) ? reason : []));
  }

  test("what was published in a moment without its link is taken in by the server that heard it", async () => {
    const { leader, link, other } = await roles();
    const page = openPageSocket(leader.url);
    await eventually(() => page.frames().includes('"beat"'), "it is greeted");
    const sent = Array.from({ length: 5 }, (_, n) => `moment ${n}.`);
    link.cut();
    for (const reason of sent) {
      const event = { machine_id: "elsewhere-7", severity: "warning", reason };
      await program.publish("anomaly.detected", JSON.stringify(event));
    }
    link.mend();
    const isShown = () => sent.every((text) => page.frames().includes(text));
    await eventually(isShown, "all are shown", SLOW_MACHINE_MS);
    await eventually(async () => (await recorded(other, "moment")).length >= sent.length, "all are recorded");
    expect((await recorded(leader, "moment")).toSorted()).toEqual(sent);
    page.close();
  });

  test.each([
    ["cut", (link: TcpProxy) => (link.cut(), link.mend)],
    ["hung", (link: TcpProxy) => (link.hold(), link.release)],
  ] as const)(
    "its link %s: foreign events are on the other's screens within 5 s, none is lost, none comes twice, and it goes on judging",
    async (word, spoil) => {
      const { leader, link, other } = await roles();
      const page = openPageSocket(other.url);
      await eventually(() => page.frames().includes('"beat"'), "it is greeted");
      const judgesSince = servers.map(leaderSince);
      const sent: string[] = [];
      const timestamp = new Date().toISOString();
      const at = new Map<string, number>();
      const shownAfter: number[] = [];
      mend = spoil(link);
      for (let n = 0; n < 40; n += 1) {
        // By twos alike, as a program may send them.
        const message = `${word} ${Math.floor(n / 2)}.`;
        const event = { machine_id: "elsewhere-7", severity: "warning", timestamp, reason: message };
        if (!at.has(message)) at.set(message, performance.now());
        sent.push(message);
        await program.publish("anomaly.detected", JSON.stringify(event));
        await Bun.sleep(EVERY_MS);
        for (const [text, since] of at) {
          if (since === 0 || !page.frames().includes(text)) continue;
          shownAfter.push(performance.now() - since);
          at.set(text, 0);
        }
      }
      await eventually(() => [...at.keys()].every((text) => page.frames().includes(text)), "all are shown");
      console.log(`${word}: shown after at most ${Math.round(Math.max(...shownAfter))} ms`);
      expect(Math.max(...shownAfter)).toBeLessThan(WITHIN_MS);
      mend();
      mend = () => {};
      await eventually(async () => (await recorded(leader, word)).length >= sent.length, "all are recorded");
      expect((await recorded(other, word)).toSorted()).toEqual(sent.toSorted());
      expect(servers.map(leaderSince)).toEqual(judgesSince);
      expect(takesInSince(other)).toBeGreaterThan(takesInSince(leader));
      page.close();
      // The link must be proven again before it is spoilt in another way.
      await eventually(async () => (await leader.text("/")).includes(`data-bus="ok"`), "the bus is back");
    },
  );
});
