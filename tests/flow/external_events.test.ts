import { Database } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { eventually, startAndon, type TestAndon } from "../support/andon";
import { startRedis, type TestRedis, whyNoRedis } from "../support/redis";
import { listen } from "../support/socket";

const why = whyNoRedis();

describe.skipIf(Boolean(why))(`events that other programs publish${why ? ` (skipped: ${why})` : ""}`, () => {
  let redis: TestRedis;
  let andon: TestAndon;
  let program: Redis;
  const folder = mkdtempSync(join(tmpdir(), "andon-foreign-"));
  const file = join(folder, "andon.db");

  beforeAll(async () => {
    redis = await startRedis();
    program = new Redis(redis.url);
    andon = await startAndon({ REDIS_URL: redis.url, DATABASE_URL: `sqlite://${file}` });
  });
  afterAll(async () => {
    program.disconnect();
    await andon[Symbol.asyncDispose]();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The reference's own sample, with a field that only its sender knows. */
  const sample = (place: number) => ({
    event_type: "anomaly_detected",
    machine_id: "c0000000-0000-0000-0000-000000000001",
    metric: null,
    value: null,
    anomaly_score: place / 100,
    severity: "normal",
    timestamp: `2025-10-14T07:00:${String(place).padStart(2, "0")}+00:00`,
    published_at: "2025-10-16T07:18:45.724209",
    shift_lead: `Ada ${place}`,
  });

  test("fourteen published on anomaly.detected are fourteen rows and fourteen messages, each once, all fields intact", async () => {
    await using socket = await listen(`${andon.url}/api/v1/ws/dashboard`);
    const sent = Array.from({ length: 14 }, (_, place) => sample(place));
    for (const event of sent) await program.publish("anomaly.detected", JSON.stringify(event));
    const heard = [];
    while (heard.length < 14) heard.push(await socket.next("anomaly_detected"));
    heard.forEach((message, place) => expect(message.data).toMatchObject(sent[place]!));
    expect(new Set(heard.map(({ id }) => id)).size).toBe(14);
    const { events } = await andon.get("/api/v1/events?type=anomaly_detected");
    expect(events).toHaveLength(14);
    expect(socket.rest()).toEqual([]);
    const page = await (await fetch(`${andon.url}/`)).text();
    expect(page.match(/<tr id="alarm-/g)).toHaveLength(14);
  });

  test("identical bytes twice are two events", async () => {
    const before = (await andon.get("/api/v1/anomaly/search?start_date=2025-01-01T00:00:00Z&limit=1"))
      .total_count;
    await using socket = await listen(`${andon.url}/api/v1/ws/anomalies`);
    const bytes = JSON.stringify(sample(30));
    await program.publish("anomaly.detected", bytes);
    await program.publish("anomaly.detected", bytes);
    await socket.next("anomaly_detected");
    await socket.next("anomaly_detected");
    const after = (await andon.get("/api/v1/anomaly/search?start_date=2025-01-01T00:00:00Z&limit=1"))
      .total_count;
    expect(after - before).toBe(2);
  });

  test("a message that cannot be read is counted, and shown on diagnostics with its field", async () => {
    await program.publish("anomaly.detected", JSON.stringify({ ...sample(31), severity: "dreadful" }));
    const page = await eventually(async () => {
      const html = await (await fetch(`${andon.url}/diagnostics`)).text();
      return html.includes("severity") && html;
    }, "diagnostics names the field");
    expect(page).toContain("anomaly.detected");
  });

  test("a message whose times are no times ends nobody's process, and is drawn like any other", async () => {
    await using socket = await listen(`${andon.url}/api/v1/ws/anomalies`);
    const odd = { opened_at: "yesterday", cleared_at: "soon", state: "resolved", acknowledged_by: "nobody" };
    await program.publish("anomaly.detected", JSON.stringify({ ...sample(32), ...odd }));
    const { data } = await socket.next("anomaly_detected");
    expect(data).toMatchObject({ state: "new", opened_at: "2025-10-14T07:00:32.000Z", cleared_at: null });
    expect((await fetch(`${andon.url}/anomalies`)).status).toBe(200);
  });

  test("a message that passes for ours and is from far ahead is refused: it would make all later ones look old", async () => {
    await using socket = await listen(`${andon.url}/api/v1/ws/anomalies`);
    const [epoch] = (await andon.get("/api/v1/events?limit=1")).next.split("-");
    const forged = { ...sample(33), event_id: "forged", id: `${epoch}-99999999999999-0` };
    await program.publish("anomaly.detected", JSON.stringify(forged));
    await program.publish("anomaly.detected", JSON.stringify(sample(34)));
    expect((await socket.next("anomaly_detected")).data.shift_lead).toBe("Ada 34");
  });

  test("a thousand added to andon:in are recorded and announced once, though they could not be acknowledged at first", async () => {
    using kept = new Database(file, { readonly: true });
    const count = (table: string) =>
      kept.query<{ n: number }, []>(`select count(*) as n from ${table}`).get()?.n ?? 0;
    const counts = async () => [count("events"), count("alarms"), await program.xlen("andon:log")];
    const before = await counts();
    await program.acl("SETUSER", "default", "-xack");
    const alert = { event_type: "system_alert", alert_type: "x", severity: "info", message: "Hello" };
    const adding = program.pipeline();
    for (let n = 0; n < 1000; n += 1)
      adding.xadd("andon:in", "*", "event", JSON.stringify(n % 2 ? { ...sample(40), value: n } : alert));
    await adding.exec();
    await eventually(async () => count("events") - before[0]! >= 1000, "all recorded");
    await program.acl("SETUSER", "default", "+xack");
    await eventually(async () => {
      const pending = (await program.xpending("andon:in", "andon", "-", "+", 1000)) as [string][];
      const ids = pending.map(([id]) => id);
      // As if it had waited long enough to be tried again.
      if (ids.length > 0)
        await program.xclaim("andon:in", "andon", "a dead one", 0, ...ids, "IDLE", 60_000, "JUSTID");
      return (await program.xlen("andon:in")) === 0;
    }, "all tried again");
    await eventually(async () => count("events where cursor is null") === 0, "all announced");
    expect((await counts()).map((after, index) => after - before[index]!)).toEqual([1000, 500, 1000]);
  }, 20_000);

  test("a value from the future is refused, as a posted one is, and silences nobody", async () => {
    await andon.post("/api/v1/machines", { name: "Lathe-2" });
    const value = { event_type: "metric_updated", machine_id: "Lathe-2", metric: "power_kw" };
    const publish = (more: object) =>
      program.publish("metric.updated", JSON.stringify({ ...value, ...more }));
    await publish({ value: 77, timestamp: "2999-01-01T00:00:00Z" });
    await publish({ value: 31.4, timestamp: new Date().toISOString() });
    await eventually(async () => {
      const html = await (await fetch(`${andon.url}/?machine=Lathe-2`)).text();
      return html.includes("31.4") && !html.includes("77.0");
    }, "the board shows 31.4");
  });

  test("a foreign value is stored as a reading", async () => {
    await andon.post("/api/v1/machines", { name: "Lathe-1" });
    const event = { event_type: "metric_updated", machine_id: "Lathe-1", metric: "power_kw", value: 12.5 };
    await program.publish(
      "metric.updated",
      JSON.stringify({ ...event, timestamp: new Date().toISOString() }),
    );
    await eventually(async () => {
      const html = await (await fetch(`${andon.url}/`)).text();
      return html.includes("12.5");
    }, "the board shows 12.5");
  });

  test("an entry of andon:in that the database refuses is counted, logged and shown with the reason, and stays", async () => {
    using database = new Database(file);
    database.run("pragma busy_timeout = 5000");
    database.run(`create trigger spoilt before insert on events when new.json like '%Ada 50%'
      begin select raise(abort, 'no room for Ada'); end`);
    for (const place of [50, 51]) await program.xadd("andon:in", "*", "event", JSON.stringify(sample(place)));
    const page = await eventually(async () => {
      const html = await (await fetch(`${andon.url}/diagnostics`)).text();
      return html.includes("no room for Ada") && html;
    }, "diagnostics says why");
    expect(page).toContain("Entries of andon:in tried again");
    expect(await (await fetch(`${andon.url}/metrics`)).text()).toContain("andon_entries_untaken_total 1");
    expect(andon.log().match(/no room for Ada/g)).toHaveLength(1);
    expect(await program.xlen("andon:in")).toBe(1);
    database.run("drop trigger spoilt");
    await program.xtrim("andon:in", "MAXLEN", 0);
  });

  test("what was added to andon:in while Andon was down arrives when it is back", async () => {
    await andon.stop();
    await program.xadd(
      "andon:in",
      "*",
      "event",
      JSON.stringify({ ...sample(40), reason: "while you were away" }),
    );
    await andon.start();
    await eventually(async () => {
      const { events } = await andon.get("/api/v1/events?type=anomaly_detected&limit=1000");
      return events.some(({ reason }: { reason?: string }) => reason === "while you were away");
    }, "the event is in the log");
  });
});
