import { afterAll, beforeAll, expect, test } from "bun:test";
import { openAlarms, register, report, sendReadings } from "../support/actions";
import { eventually } from "../support/andon";
import { LEARNED, type ReadingRow, series, turnsBad } from "../support/builders";
import { whyNoBrowser } from "../support/browser";
import { createClient } from "../support/client";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { composeConfiguration, startNginx, type TestNginx, whyNoNginx } from "../support/nginx";
import { onePostgres, whyNoPostgres } from "../support/postgres";
import { whyNoRedis } from "../support/redis";
import { openProgram, openScreen, type Screen } from "../support/screen";
import { useAndon, useBrowser, useRedis } from "../support/use";
import { leaderSince } from "./two_servers";

const PAGES = 4;
const PROGRAMS = 10;
const REPORT_EVERY_MS = 20;

/** Normal for 150 readings, then far off until the end. */
const SHIFT = series("Press", 220, turnsBad);
const BEFORE_DEATH = LEARNED + 20;

const needs = [whyNoRedis, whyNoPostgres, whyNoNginx, whyNoBrowser];
describeNeeding(needs, "two servers behind the nginx of compose.yaml", () => {
  let nginx: TestNginx;
  let database: Promise<string>;
  const redis = useRedis();
  const settings = async () => {
    database ??= onePostgres().then((postgres) => postgres.fresh());
    const at = { REDIS_URL: redis.url, DATABASE_URL: await database };
    return { ...at, TRUST_PROXY: "127.0.0.1", ACCESS: "open", LOG_LEVEL: "info" };
  };
  const servers = [useAndon(settings), useAndon(settings)];
  const browser = useBrowser();
  const board = createClient(() => nginx.url);

  beforeAll(async () => {
    const hosts = servers.map(({ url }) => new URL(url).host);
    nginx = await startNginx(await composeConfiguration(), hosts);
    await eventually(() => servers.some(leaderSince), "a server judges");
  }, SLOW_MACHINE_MS);
  afterAll(() => nginx?.stop());

  async function sendAll(readings: readonly ReadingRow[]) {
    for (const one of readings) await sendReadings(board, one);
  }

  /** Reports alarms one after the other until stopped; resolves to the ids of those that were accepted. */
  function reportAlarms(machineId: string) {
    const accepted: string[] = [];
    let going = true;
    const ended = (async () => {
      while (going) {
        // A report under way to the killed server fails, and was never accepted.
        const id = await report(board, machineId, { metric_value: accepted.length }).catch(() => {});
        if (id) accepted.push(id);
        await Bun.sleep(REPORT_EVERY_MS);
      }
    })();
    return async function stop() {
      going = false;
      await ended;
      return accepted;
    };
  }

  test("a page is served through nginx with all that it needs", async () => {
    const page = await board.send("GET", "/");
    expect(page.status).toBe(200);
    const script = /src="([^"]+\.js)"/.exec(await page.text())?.[1];
    expect((await board.send("GET", script!)).headers.get("cache-control")).toContain("immutable");
  });

  test("one is killed: every screen is live on the other, nothing is missing or comes twice, and judging goes on where it was", async () => {
    const [floor, press] = [await register(board, "Floor"), await register(board, "Press")];
    const context = await browser.context();
    const pages = await Promise.all(
      Array.from({ length: PAGES }, () => openScreen(context, `${nginx.url}/`)),
    );
    const programs = Array.from({ length: PROGRAMS }, () => openProgram(nginx.url));
    const screens: Screen[] = [...pages, ...programs];
    const allLive = () => eventually(() => screens.every((screen) => screen.isLive()), "all are live");
    await allLive();

    const stop = reportAlarms(floor);
    await sendAll(SHIFT.slice(0, BEFORE_DEATH));
    const active = async () => (await openAlarms(board, press)).length;
    await eventually(async () => (await active()) === 1, "the press has its alarm");

    const leader = servers.find(leaderSince)!;
    const other = servers.find((server) => server !== leader)!;
    await leader.kill();
    const died = Date.now();
    await sendAll(SHIFT.slice(BEFORE_DEATH));
    await allLive();
    const liveAfter = Math.max(...screens.map((screen) => screen.liveAt())) - died;
    await eventually(() => leaderSince(other) > 0, "the other judges");
    const judgedAfter = leaderSince(other) - died;
    const accepted = await stop();
    const missing = (screen: Screen) => accepted.filter((id) => !screen.shown.has(id));
    await eventually(() => screens.every((screen) => missing(screen).length === 0), "all is shown");

    // The guard: some screens had to move, the others were on the surviving server.
    expect(new Set(screens.map((screen) => screen.tries() > 1)).size).toBe(2);
    expect(screens.map(({ twice }) => [...twice])).toEqual(screens.map(() => []));
    expect(programs.map(({ gaps }) => gaps)).toEqual(programs.map(() => 0));
    expect(await active()).toBe(1);
    expect(liveAfter).toBeLessThan(5_000);
    expect(judgedAfter).toBeLessThan(6_000);
    console.log(
      `one of two killed: ${accepted.length} alarms on ${PAGES} pages and ${PROGRAMS} programs, 0 missing, ` +
        `0 twice; all live after ${liveAfter} ms, judging again after ${judgedAfter} ms`,
    );
    await Promise.all(screens.map((screen) => screen.close()));
  });
});
