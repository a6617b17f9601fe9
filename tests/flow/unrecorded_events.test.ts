import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { holdFile } from "../support/file_holder";
import { register } from "../support/actions";
import { eventually, type TestAndon } from "../support/andon";
import { anomaliesAnswer } from "../support/answers";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { startPostgres, type TestPostgres, whyNoPostgres } from "../support/postgres";
import { joinRedis, whyNoRedis } from "../support/redis";
import { useAndon, useRedis } from "../support/use";
import { openPageSocket } from "./page_socket";

const MARK = "data-unrecorded";
/** Until the leader and the others know that nobody can record: the end of its lease. */
const SHOWN_WITHIN_MS = 8_000;

describe.each<[string, (of: TestPostgres) => unknown, (of: TestPostgres) => unknown]>([
  ["killed", (postgres) => postgres.kill(), (postgres) => postgres.start()],
  ["frozen", (postgres) => postgres.freeze(), (postgres) => postgres.thaw()],
])("%s", (word, away, back) => {
  describeNeeding([whyNoRedis, whyNoPostgres], "alarms of other programs while the database is away", () => {
    let postgres: TestPostgres;
    let url: string;
    let machine: string;
    let program: Redis & Disposable;
    const redis = useRedis();
    beforeAll(async () => {
      postgres = await startPostgres();
      url = await postgres.fresh();
    }, SLOW_MACHINE_MS);
    const settings = () => ({ DATABASE_URL: url, REDIS_URL: redis.url, LOG_LEVEL: "info" });
    const servers = [useAndon(settings), useAndon(settings)];
    beforeAll(async () => {
      program = joinRedis(redis);
      machine = await register(servers[0]!, "Press-1");
    }, SLOW_MACHINE_MS);
    afterAll(async () => {
      program?.[Symbol.dispose]();
      await postgres?.stop();
    });

    const publish = (name: string, more: object = {}) =>
      program.publish(
        "anomaly.detected",
        JSON.stringify({
          ...{ event_type: "anomaly_detected", machine_id: machine, metric: "oil_c", value: 91 },
          ...{ severity: "critical", timestamp: new Date().toISOString(), reason: name, ...more },
        }),
      );
    const stored = async (server: TestAndon, word: string) => {
      const { anomalies } = await server.get("/api/v1/anomaly/search?limit=500", anomaliesAnswer);
      return anomalies.flatMap(({ reason }) => (reason?.startsWith(word) ? reason : []));
    };

    test("each is drawn with a mark on every server, then recorded, and stands once on every screen", async () => {
      await publish(`${word} before`);
      await eventually(async () => (await stored(servers[1]!, word)).length === 1, "the guard is recorded");
      const pages = servers.map((server) => openPageSocket(server.url));
      await eventually(() => pages.every(({ frames }) => frames().includes('"beat"')), "they are greeted");
      await away(postgres);
      const sent = [`${word} before`];
      for (let n = 0; n < 12; n += 1) {
        // By twos alike but for the time, one with an id of its own.
        const reason = `${word} ${Math.floor(n / 2)}.`;
        sent.push(reason);
        // Half of them after the lease has run out, when no server may take in.
        if (n === 6) await eventually(() => servers.every(isNoHolder), "nobody holds the lease");
        await publish(reason, n === 0 ? { anomaly_id: `${word}-own` } : {});
      }
      await eventually(
        () => pages.every(({ frames }) => rowsOf(frames(), word).size >= 12),
        "all are drawn on both",
        SHOWN_WITHIN_MS,
      );
      const drawn = pages.map(({ frames }) => rowsOf(frames(), word));
      for (const rows of drawn) expect(rows.size).toBe(12);
      for (const { frames } of pages) expect(frames()).toContain(MARK);
      for (const page of pages) page.forget();
      await back(postgres);
      await eventually(
        async () => (await stored(servers[0]!, word)).length >= sent.length,
        "all are recorded",
      );
      expect((await stored(servers[0]!, word)).toSorted()).toEqual(sent.toSorted());
      expect(
        (await servers[0]!.get("/api/v1/anomaly/search?limit=500", anomaliesAnswer)).anomalies,
      ).toContainEqual(expect.objectContaining({ id: `${word}-own` }));
      // Each screen ends with the twelve recorded rows: those it had are replaced or taken away.
      await eventually(
        () => pages.every(({ frames }) => recordedRows(frames(), word).size === 12),
        "they are drawn anew",
      );
      for (const [index, { frames }] of pages.entries()) {
        const left = [...drawn[index]!].filter(
          (id) =>
            !recordedRows(frames(), word).has(id) &&
            !frames().includes(`hx-target="#${id}" hx-swap="delete"`),
        );
        expect(left).toEqual([]);
      }
      for (const server of servers) {
        const isOver = async () => (await server.text("/metrics")).includes("external_events_waiting 0\n");
        await eventually(isOver, "nothing waits any more");
        expect(await server.text("/metrics")).toContain("andon_external_events_lost_total 0\n");
      }
      for (const page of pages) page.close();
    });
  });
});

/** Whether this server does not take in: it never has, or says that it no longer does. */
function isNoHolder(server: TestAndon): boolean {
  const last = server
    .log()
    .split("\n")
    .findLast((line) => line.includes('in the events of other programs"'));
  return last === undefined || last.includes("no longer takes in");
}

/**
 * The element ids of the numbered rows in these frames: the row of a guard may come late, and is none of
 * them.
 */
function rowsOf(frames: string, word: string): Set<string> {
  const rows = frames.match(/<tr id="[^]*?<\/tr>/g) ?? [];
  const isNumbered = (row: string) => new RegExp(`${word} \\d+\\.`).test(row);
  return new Set(rows.filter(isNumbered).map((row) => /id="([^"]+)"/.exec(row)![1]!));
}

function recordedRows(frames: string, word: string): Set<string> {
  return rowsOf(frames.replaceAll(/<tr id="[^"]*"[^>]*data-unrecorded[^]*?<\/tr>/g, ""), word);
}

describeNeeding([whyNoRedis], "alarms of other programs while one server's file cannot be written", () => {
  const folder = mkdtempSync(join(tmpdir(), "andon-held-"));
  const path = join(folder, "andon.db");
  const redis = useRedis();
  const andon = useAndon(() => ({ DATABASE_URL: `sqlite://${path}`, REDIS_URL: redis.url }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("each is drawn with a mark, also on a page that loads meanwhile, and is recorded in its order", async () => {
    using program = joinRedis(redis);
    const publish = (reason: string) =>
      program.publish(
        "anomaly.detected",
        JSON.stringify({
          machine_id: "m",
          severity: "critical",
          timestamp: new Date().toISOString(),
          reason,
        }),
      );
    const page = openPageSocket(andon.url);
    await eventually(() => page.frames().includes('"beat"'), "it is greeted");
    const holder = await holdFile(path);
    const sent = ["held 0.", "held 1.", "held 2."];
    for (const reason of sent) await publish(reason);
    await eventually(() => rowsOf(page.frames(), "held").size === 3, "all are drawn", SHOWN_WITHIN_MS);
    expect(page.frames()).toContain(MARK);
    const caughtUp = await andon.text(`/live/since?page=board&after=none-0-0&away=0&caught=0&whole=0`);
    expect(rowsOf(caughtUp, "held").size).toBe(3);
    const drawn = rowsOf(page.frames(), "held");
    page.forget();
    await holder.letGo();
    await eventually(() => recordedRows(page.frames(), "held").size === 3, "they are recorded");
    expect(recordedRows(page.frames(), "held")).toEqual(drawn);
    const { anomalies } = await andon.get("/api/v1/anomaly/search?limit=10", anomaliesAnswer);
    expect(anomalies.map(({ reason }) => reason).toReversed()).toEqual(sent);
    page.close();
  });
});
