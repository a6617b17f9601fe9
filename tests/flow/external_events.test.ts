import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { register } from "../support/actions";
import { eventually } from "../support/andon";
import { anomaliesAnswer, eventsAnswer } from "../support/answers";
import { externalAnomaly } from "../support/builders";
import { describeNeeding } from "../support/needs";
import { joinRedis, whyNoRedis } from "../support/redis";
import { listen } from "../support/socket";
import { useAndon, useRedis } from "../support/use";

describeNeeding([whyNoRedis], "events that other programs publish", () => {
  const folder = mkdtempSync(join(tmpdir(), "andon-external-"));
  const file = join(folder, "andon.db");
  const redis = useRedis();
  const andon = useAndon(() => ({ REDIS_URL: redis.url, DATABASE_URL: `sqlite://${file}` }));
  let program: ReturnType<typeof joinRedis>;

  beforeAll(() => void (program = joinRedis(redis)));
  afterAll(() => {
    program?.disconnect();
    rmSync(folder, { recursive: true, force: true });
  });

  const publish = (channel: string, event: object) => program.publish(channel, JSON.stringify(event));
  const publishAnomaly = (event: object) => publish("anomaly.detected", event);
  const add = (event: object) => program.xadd("andon:in", "*", "event", JSON.stringify(event));
  const anomaliesHeard = () => listen(`${andon.url}/api/v1/ws/anomalies`);
  const eventsOf = async (query: string) => (await andon.get(`/api/v1/events?${query}`, eventsAnswer)).events;
  const untilPage = (path: string, holds: (html: string) => boolean, what: string) =>
    eventually(async () => {
      const html = await andon.text(path);
      return holds(html) && html;
    }, what);

  test("fourteen published on anomaly.detected are fourteen rows and fourteen messages, each once, all fields intact", async () => {
    await using socket = await listen(`${andon.url}/api/v1/ws/dashboard`);
    const sent = Array.from({ length: 14 }, (_, place) => externalAnomaly(place));
    for (const event of sent) await publishAnomaly(event);
    const heard = [];
    while (heard.length < 14) heard.push(await socket.next("anomaly_detected"));
    heard.forEach((message, place) => expect(message.data).toMatchObject(sent[place]!));
    expect(new Set(heard.map(({ id }) => id)).size).toBe(14);
    expect(await eventsOf("type=anomaly_detected")).toHaveLength(14);
    expect(socket.rest()).toEqual([]);
    expect((await andon.text("/")).match(/<tr id="alarm-/g)).toHaveLength(14);
  });

  test("identical bytes twice are two events", async () => {
    const search = "/api/v1/anomaly/search?start_date=2025-01-01T00:00:00Z&limit=1";
    const count = async () => (await andon.get(search, anomaliesAnswer)).total_count;
    const before = await count();
    await using socket = await anomaliesHeard();
    for (let time = 0; time < 2; time++) await publishAnomaly(externalAnomaly(30));
    await socket.next("anomaly_detected");
    await socket.next("anomaly_detected");
    expect((await count()) - before).toBe(2);
  });

  test("a message that cannot be read is counted, and shown on diagnostics with how it begins", async () => {
    await program.publish("anomaly.detected", "Press 3 is on fire");
    const isShown = (html: string) => html.includes("Press 3 is on fire");
    const page = await untilPage("/diagnostics", isShown, "its text is shown");
    expect(page).toContain("the message is not a JSON object");
  });

  test("a message whose times are no times ends no process, and is drawn like any other", async () => {
    await using socket = await anomaliesHeard();
    const odd = { opened_at: "yesterday", cleared_at: "soon", state: "resolved", acknowledged_by: "nobody" };
    await publishAnomaly({ ...externalAnomaly(32), ...odd });
    const { data } = await socket.next("anomaly_detected");
    expect(data).toMatchObject({ state: "new", opened_at: "2025-10-14T07:00:32.000Z", cleared_at: null });
    expect((await andon.send("GET", "/anomalies")).status).toBe(200);
  });

  test("a message that claims to be ours and far ahead is another program's, and later ones do not look old", async () => {
    await using socket = await anomaliesHeard();
    const { next } = await andon.get("/api/v1/events?limit=1", eventsAnswer);
    const [epoch] = next!.split("-");
    const forged = { event_id: "forged", id: `${epoch}-99999999999999-0` };
    await publishAnomaly({ ...externalAnomaly(33), ...forged });
    await publishAnomaly(externalAnomaly(34));
    for (const lead of ["Ada 33", "Ada 34"])
      expect((await socket.next("anomaly_detected")).data.shift_lead).toBe(lead);
  });

  test("a thousand added to andon:in are recorded and announced once, though they could not be acknowledged at first", async () => {
    using stored = new Database(file, { readonly: true });
    const count = (table: string) =>
      stored.query<{ n: number }, []>(`select count(*) as n from ${table}`).get()?.n ?? 0;
    const counts = async () => [count("events"), count("alarms"), await program.xlen("andon:log")];
    const before = await counts();
    await program.acl("SETUSER", "default", "-xack");
    const alert = { event_type: "system_alert", alert_type: "x", severity: "info", message: "Hello" };
    const adding = program.pipeline();
    for (let n = 0; n < 1000; n += 1) {
      const event = n % 2 ? { ...externalAnomaly(40), value: n } : alert;
      adding.xadd("andon:in", "*", "event", JSON.stringify(event));
    }
    await adding.exec();
    await eventually(() => count("events") - before[0]! >= 1000, "all are recorded");
    await program.acl("SETUSER", "default", "+xack");
    await eventually(async () => {
      const pending = (await program.xpending("andon:in", "andon", "-", "+", 1000)) as [string][];
      const ids = pending.map(([id]) => id);
      // As if it had waited long enough to be tried again.
      if (ids.length > 0)
        await program.xclaim("andon:in", "andon", "a dead one", 0, ...ids, "IDLE", 60_000, "JUSTID");
      return (await program.xlen("andon:in")) === 0;
    }, "all are tried again");
    await eventually(() => count("events where cursor is null") === 0, "all are announced");
    expect((await counts()).map((after, index) => after - before[index]!)).toEqual([1000, 500, 1000]);
  });

  test("a value from the future is refused, as a posted one is, and silences no machine", async () => {
    await register(andon, "Lathe-2");
    const value = { event_type: "metric_updated", machine_id: "Lathe-2", metric: "power_kw" };
    await publish("metric.updated", { ...value, value: 77, timestamp: "2999-01-01T00:00:00Z" });
    await publish("metric.updated", { ...value, value: 31.4, timestamp: new Date().toISOString() });
    const isShown = (html: string) => html.includes("31.4") && !html.includes("77.0");
    await untilPage("/?machine=Lathe-2", isShown, "the board shows 31.4");
  });

  test("an external value is stored as a reading", async () => {
    await register(andon, "Lathe-1");
    const event = { event_type: "metric_updated", machine_id: "Lathe-1", metric: "power_kw", value: 12.5 };
    await publish("metric.updated", { ...event, timestamp: new Date().toISOString() });
    await untilPage("/", (html) => html.includes("12.5"), "the board shows 12.5");
  });

  test("an entry of andon:in that the database refuses is counted, logged and shown with the reason, and stays", async () => {
    using database = new Database(file);
    database.run("pragma busy_timeout = 5000");
    database.run(`create trigger spoilt before insert on events when new.json like '%Ada 50%'
      begin select raise(abort, 'no room for Ada'); end`);
    for (const place of [50, 51]) await add(externalAnomaly(place));
    const isGiven = (html: string) => html.includes("no room for Ada");
    const page = await untilPage("/diagnostics", isGiven, "diagnostics gives the reason");
    expect(page).toContain("Entries of andon:in to be retried");
    expect(await andon.text("/metrics")).toContain("andon_entries_untaken_total 1");
    expect(andon.log().match(/no room for Ada/g)).toHaveLength(1);
    await eventually(async () => (await program.xlen("andon:in")) === 1, "the other entry is taken in");
    database.run("drop trigger spoilt");
    await program.xtrim("andon:in", "MAXLEN", 0);
  });

  test("an entry that was added to andon:in while Andon was down arrives when it is back", async () => {
    await andon.stop();
    await add({ ...externalAnomaly(40), reason: "while you were away" });
    await andon.start();
    const isLogged = async () =>
      (await eventsOf("type=anomaly_detected&limit=1000")).some(
        ({ reason }) => reason === "while you were away",
      );
    await eventually(isLogged, "the event is in the log");
  });
});
