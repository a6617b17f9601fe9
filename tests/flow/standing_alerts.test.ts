import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Redis } from "ioredis";
import { z } from "zod";
import { acknowledge, openAlarms, register } from "../support/actions";
import { eventually, type TestAndon } from "../support/andon";
import { anomaliesAnswer } from "../support/answers";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { startPostgres, type TestPostgres, whyNoPostgres } from "../support/postgres";
import { joinRedis, whyNoRedis } from "../support/redis";
import { listen } from "../support/socket";
import { useAndon, useRedis } from "../support/use";
import { openPageSocket } from "./page_socket";

const EVENTS = z.looseObject({ events: z.array(z.looseObject({ event_type: z.string() })) });
/** Until every server knows that nobody can record. */
const SHOWN_WITHIN_MS = 15_000;

describeNeeding([whyNoRedis, whyNoPostgres], "system alerts of other programs, on two servers", () => {
  let postgres: TestPostgres;
  let url: string;
  let program: Redis & Disposable;
  const redis = useRedis();
  beforeAll(async () => {
    postgres = await startPostgres();
    url = await postgres.fresh();
  }, SLOW_MACHINE_MS);
  const settings = () => ({ DATABASE_URL: url, REDIS_URL: redis.url });
  const [first, second] = [useAndon(settings), useAndon(settings)];
  const servers = [first, second];
  beforeAll(() => void (program = joinRedis(redis)));
  afterAll(async () => {
    program?.[Symbol.dispose]();
    await postgres?.stop();
  });

  const sent = (alert_key: string, change: object = {}) => ({
    ...{ event_type: "system_alert", alert_type: "interlock", severity: "critical", alert_key },
    ...{ message: `${alert_key} is locked out`, ...change },
  });
  const publish = (...args: Parameters<typeof sent>) =>
    program.publish("system.alert", JSON.stringify(sent(...args)));
  const add = (...args: Parameters<typeof sent>) =>
    program.xadd("andon:in", "*", "event", JSON.stringify(sent(...args)));
  const openOf = async (server: TestAndon, key: string) =>
    (await openAlarms(server)).filter(({ alert_key }) => alert_key === key);
  const alertsOf = async (server: TestAndon, key: string) =>
    (await server.get("/api/v1/events?type=system_alert&limit=100", EVENTS)).events.filter(
      ({ alert_key }) => alert_key === key,
    );
  const rowsIn = (html: string, text: string) =>
    html.split("<tr ").filter((row) => row.includes(`${text} is locked out`)).length;

  /** The rows that a page was sent of an alert that was marked. */
  const rowIds = (frames: string) =>
    new Set([...frames.matchAll(/<tr id="([^"]+)"[^>]*data-unrecorded/g)].map(([, id]) => id));

  test("one row on every server, whichever way and however often it is sent; each sending is one event", async () => {
    await using stream = await listen(`${second.url}/api/v1/ws/events`);
    await publish("Crane-1");
    await eventually(async () => (await openOf(second, "Crane-1")).length === 1, "it stands");
    await add("Crane-1");
    await publish("Crane-1");
    await eventually(async () => (await alertsOf(first, "Crane-1")).length === 3, "all are recorded");
    for (const server of servers) {
      const [alarm, ...others] = await openOf(server, "Crane-1");
      expect(others).toEqual([]);
      expect(alarm).toMatchObject({
        anomaly_type: "system",
        machine_id: null,
        state: "new",
        origin: "external",
      });
      expect(rowsIn(await server.text("/"), "Crane-1")).toBe(1);
    }
    const heard = await Promise.all([1, 2, 3].map(() => stream.next("system_alert")));
    expect(new Set(heard.map(({ data }) => data.anomaly_id)).size).toBe(1);
  });

  test("its answers and its end go where it went, and nowhere else", async () => {
    await using events = await listen(`${first.url}/api/v1/ws/events`);
    await using anomalies = await listen(`${first.url}/api/v1/ws/anomalies`);
    await publish("Crane-2");
    const { data } = await events.next("system_alert");
    const id = String(data.anomaly_id);
    expect((await acknowledge(second, id)).status).toBe(200);
    const acknowledged = await events.next("anomaly_updated");
    expect(acknowledged.data).toMatchObject({
      ...{ anomaly_id: id, origin: "external", state: "acknowledged", by: "Ada" },
    });
    await publish("Crane-2", { state: "cleared", severity: "info" });
    expect((await events.next("system_alert")).data).toMatchObject({ anomaly_id: id, state: "resolved" });
    expect((await events.next("anomaly_updated")).data).toMatchObject({ anomaly_id: id, state: "resolved" });
    for (const server of servers)
      await eventually(async () => (await openOf(server, "Crane-2")).length === 0, "it is open no more");
    // The guard: changes of anomalies do arrive there.
    const machine = await register(first, "Press-1");
    const reported = { machine_id: machine, detected_at: new Date().toISOString(), anomaly_type: "spike" };
    await first.send("POST", "/api/v1/anomaly/create", { ...reported, severity: "warning" });
    await anomalies.next("anomaly_detected");
    expect(anomalies.rest()).toEqual([]);
  });

  test("the lists of the API have it, and it is resolved there", async () => {
    await publish("Crane-3");
    await eventually(async () => (await openOf(first, "Crane-3")).length === 1, "it stands");
    const [{ id } = { id: "" }] = await openOf(first, "Crane-3");
    for (const list of ["recent", "search?is_resolved=false", "active"]) {
      const { anomalies } = await second.get(`/api/v1/anomaly/${list}`, anomaliesAnswer);
      expect(anomalies.map((each) => each.id)).toContain(id);
    }
    expect((await second.send("PUT", `/api/v1/anomaly/${id}/resolve`, { by: "Ada" })).status).toBe(200);
    expect(await openOf(first, "Crane-3")).toEqual([]);
  });

  test("while the database is away it has one marked row on every screen, and one of its own afterwards", async () => {
    const pages = servers.map((server) => openPageSocket(server.url));
    await eventually(() => pages.every(({ frames }) => frames().includes('"beat"')), "they are greeted");
    postgres.freeze();
    try {
      await publish("Crane-4");
      await publish("Crane-4", { details: { again: true } });
      // The toast of the second sending has come too.
      const isDrawn = (frames: string) =>
        frames.split("<p data-unrecorded").length > 2 && rowIds(frames).size > 0;
      await eventually(() => pages.every(({ frames }) => isDrawn(frames())), "it is drawn", SHOWN_WITHIN_MS);
      for (const { frames } of pages) expect(rowIds(frames()).size).toBe(1);
    } finally {
      postgres.thaw();
    }
    for (const server of servers) {
      await eventually(
        async () => (await alertsOf(server, "Crane-4")).length === 2,
        "both sendings are recorded",
        SHOWN_WITHIN_MS,
      );
      expect(await openOf(server, "Crane-4")).toHaveLength(1);
      await eventually(async () => {
        const html = await server.text("/");
        return rowsIn(html, "Crane-4") === 1 && !html.includes("data-unrecorded");
      }, "one row, not marked");
    }
    for (const { frames, close } of pages) {
      const [marked = ""] = rowIds(frames());
      await eventually(
        () => frames().includes(`hx-target="#${marked}" hx-swap="delete"`),
        "the marked one goes",
      );
      close();
    }
  });
});
