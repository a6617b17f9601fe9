import { describe, expect, test } from "bun:test";
import { z } from "zod";
import { acknowledge, register, report, resolve } from "../support/actions";
import { eventually, SOURCES, startAndon } from "../support/andon";
import { eventsAnswer, machineAnswer, machinesAnswer, refusalOf } from "../support/answers";
import { listen } from "../support/socket";
import { useAndon } from "../support/use";

const BASE = "/api/analytics";

const settings = { BASE_PATH: BASE, PLANT_TIMEZONE: "Europe/Berlin", PLANT_NAME: "Werk <1>" };
const andon = useAndon(settings, SOURCES);

/** Paths under the API; the server's address already ends in the base path. */
const api = (path: string) => `/api/v1${path}`;

describe("machines", () => {
  test("are registered, found by id and by name, changed and listed", async () => {
    const lathe = { name: "Lathe-1", rated_power_kw: 12 };
    const created = await andon.post(api("/machines"), lathe, machineAnswer);
    expect(created).toMatchObject({ ...lathe, type: "other", is_active: true });
    expect(await andon.get(api("/machines/Lathe-1"), machineAnswer)).toEqual(created);
    const changed = await andon.send("PATCH", api(`/machines/${created.id}`), { location: "Hall 2" });
    expect(await changed.json()).toMatchObject({ id: created.id, location: "Hall 2" });
    expect(await andon.get(api("/machines?search=lathe"), machinesAnswer)).toHaveLength(1);
    expect(await andon.get(api("/machines?is_active=false"), machinesAnswer)).toEqual([]);
  });

  test("a taken name is refused with 409", async () => {
    await register(andon, "Twice");
    expect((await andon.send("POST", api("/machines"), { name: "Twice" })).status).toBe(409);
  });
});

describe("the refusal of a wrong request", () => {
  test("names every wrong field, with its value and what would be right", async () => {
    const rocket = { name: "x", type: "rocket", wheels: 4 };
    const answer = await refusalOf(await andon.send("POST", api("/machines"), rocket));
    expect(answer.status).toBe(400);
    expect(answer.message).toContain('got "rocket"');
    expect(answer.message).toContain("compressor");
    expect(answer.details?.map(({ field }) => field)).toEqual(["type", "wheels"]);
  });

  test.each([
    ["broken JSON", "application/json", "{", 400],
    ["another type of content", "application/xml", "<a/>", 415],
    ["more than 8 MiB", "text/csv", "x".repeat(8 * 1024 * 1024 + 1), 413],
    ["more than 10,000 readings", "application/json", JSON.stringify(Array(10_001).fill({})), 413],
  ])("has the status that fits: %s", async (_, type, body, status) => {
    const response = await fetch(andon.url + api("/readings"), {
      method: "POST",
      headers: { "content-type": type },
      body,
    });
    expect((await refusalOf(response)).status).toBe(status);
  });

  test("says 415 to a JSON body without its content type, instead of calling it incomplete", async () => {
    const response = await fetch(andon.url + api("/machines"), { method: "POST", body: '{"name": "x"}' });
    expect((await refusalOf(response)).status).toBe(415);
  });

  test.each([
    ["/machines/nobody", "nobody"],
    ["/nothing", "nothing"],
    ["/ws/gossip", "gossip"],
  ])("names an unknown thing, with 404: %s", async (path, named) => {
    const answer = await refusalOf(await andon.send("GET", api(path)));
    expect(answer).toMatchObject({ status: 404, code: "not_found" });
    expect(answer.message).toContain(named);
  });

  test.each([
    ["whose end is before its start", "2026-01-02T00:00:00Z", "end"],
    ["with a time without a zone", "2026-01-02T00:00:00", "zone"],
  ])("covers a detect call %s", async (_, start, named) => {
    const asked = { machine_id: "Lathe-1", start, end: "2026-01-01T00:00:00Z" };
    const { message } = await refusalOf(await andon.send("POST", api("/anomaly/detect"), asked));
    expect(message).toContain(named);
  });
});

describe("alarms", () => {
  const reportOnSaw = async () => {
    await andon.send("POST", api("/machines"), { name: "Saw-1" });
    return report(andon, (await andon.get(api("/machines/Saw-1"), machineAnswer)).id);
  };

  test("acknowledging twice gives the first's name, and any action on a resolved one is a 409", async () => {
    const id = await reportOnSaw();
    await acknowledge(andon, id, "Ada");
    expect(await (await acknowledge(andon, id, "Bob")).json()).toMatchObject({
      state: "acknowledged",
      acknowledged_by: "Ada",
    });
    const notes = "resolution_notes=belt%20changed";
    const resolved = await andon.send("PUT", api(`/anomaly/${id}/resolve?${notes}`));
    expect(await resolved.json()).toMatchObject({
      state: "resolved",
      is_resolved: true,
      resolution_notes: "belt changed",
    });
    expect((await resolve(andon, id)).status).toBe(409);
    expect((await acknowledge(andon, id)).status).toBe(409);
  });

  test("acknowledging without a name is refused", async () => {
    const response = await andon.send("POST", api(`/anomaly/${await reportOnSaw()}/acknowledge`), {});
    expect((await refusalOf(response)).message).toBe("by: is missing");
  });

  test("the event log lists the events after a cursor, in order", async () => {
    const before = (await andon.get(api("/events?limit=1000"), eventsAnswer)).next;
    const id = await reportOnSaw();
    await acknowledge(andon, id);
    // A request is answered once its event is recorded; the event is announced, and thereby in the log, right
    // after.
    const events = await eventually(async () => {
      const { events } = await andon.get(api(`/events?after=${before}`), eventsAnswer);
      const ours = events.filter(({ anomaly_id }) => anomaly_id === id);
      return ours.length >= 2 && ours;
    }, "both events are in the log");
    expect(events.map(({ event_type }) => event_type)).toEqual(["anomaly_detected", "anomaly_updated"]);
  });
});

test("a cursor of a log that is gone is answered with a gap and a cursor to go on from", async () => {
  const answer = await andon.get(api("/events?after=zzz-17"), eventsAnswer);
  expect(answer).toMatchObject({ events: [], gap: true });
  const { events } = await andon.get(api(`/events?after=${answer.next}`), eventsAnswer);
  expect(events.length).toBeGreaterThan(0);
});

describe("a narrowed board", () => {
  test("takes a machine's name as well as its id", async () => {
    const id = await register(andon, "Drill-1");
    for (const asked of ["Drill-1", id]) {
      const html = await andon.text(`/?machine=${asked}`);
      expect(html.match(/<article/g)).toHaveLength(1);
      expect(html).toContain(`data-machine-id="${id}"`);
    }
  });

  test("leads from a tile to the machine's own page, also without script", async () => {
    const { id } = await andon.get(api("/machines/Drill-1"), machineAnswer);
    const response = await andon.send("GET", `/machines?machine=${id}`);
    expect(response.url).toEndWith(`${BASE}/machines/${id}`);
    expect(await response.text()).toContain("Drill-1");
  });

  test("says that a machine is unknown, instead of showing that all is well with it", async () => {
    const response = await andon.send("GET", "/?machine=<nope>");
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("There is no machine &quot;&lt;nope&gt;&quot;");
    expect((await andon.send("GET", api("/ws/dashboard?machine_id=nope"))).status).toBe(404);
  });
});

describe("browsers", () => {
  test("get pages that are not stored, are strict, and carry no inline script or style", async () => {
    expect((await fetch(andon.url)).status).toBe(200);
    const response = await andon.send("GET", "/");
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("content-security-policy")).toContain(
      "default-src 'none'; script-src 'self'",
    );
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/);
    expect(html).toContain("Werk &lt;1&gt;");
    expect(html).toContain("Europe/Berlin");
  });

  test("get assets whose names change with their content, and store them for ever", async () => {
    const [, path = ""] = /<script[^>]*src="([^"]+)"/.exec(await andon.text("/")) ?? [];
    expect(path).toStartWith(`${BASE}/assets/live-`);
    const asset = await fetch(new URL(path, andon.url), { headers: { "Accept-Encoding": "gzip" } });
    expect(asset.headers.get("cache-control")).toContain("immutable");
    expect(asset.headers.get("content-encoding")).toBe("gzip");
  });

  test("get a page that says so when a page is unknown", async () => {
    const response = await andon.send("GET", "/nowhere");
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toContain("text/html");
  });
});

test("health is answered at the root and under the base path, and the API describes itself", async () => {
  for (const base of [new URL(andon.url).origin, andon.url]) {
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${base}/readyz`)).json()).toEqual({
      status: "ready",
      database: "ok",
      bus: "ok",
    });
  }
  const document = z.looseObject({ paths: z.record(z.string(), z.unknown()) });
  const { paths } = await andon.get("/openapi.json", document);
  expect(Object.keys(paths)).toContain("/api/v1/readings");
  const answer = (properties: object) => ({ content: { "application/json": { schema: { properties } } } });
  const taken = Object.fromEntries(
    ["accepted", "rejected", "dropped", "dropped_count"].map((name) => [name, {}]),
  );
  expect(paths["/api/v1/readings"]).toMatchObject({
    post: {
      responses: { 202: answer(taken), 400: answer({ error: {}, ...taken }), 503: answer({ error: {} }) },
    },
  });
  expect(await andon.text("/docs")).toContain("/api/v1/readings");
  const metrics = await andon.text("/metrics");
  expect(metrics).toContain("andon_bus_up 1");
  for (const condition of ["silent", "out_of_range", "unjudged", "as_expected"])
    expect(metrics).toMatch(new RegExp(`^andon_machines\\{condition="${condition}"\\} \\d+$`, "m"));
});

describe("limits", () => {
  test("a full inbox refuses with 429 and a time to come back, and stores all that it accepted", async () => {
    await register(andon, "Flooded");
    const lines = (batch: number) =>
      Array.from(
        { length: 10_000 },
        (_, i) => `Flooded,${new Date(batch * 1e7 + i * 1000).toISOString()},${i}`,
      );
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, batch) =>
        fetch(andon.url + api("/readings"), {
          method: "POST",
          headers: { "content-type": "text/csv" },
          body: ["machine_id,timestamp,power_kw", ...lines(batch)].join("\n"),
        }),
      ),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get("retry-after")).toBe("1");
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(10 - refused.length);
  });

  test("a program that sends more than 4 KiB is closed with 1009; pings are answered until then", async () => {
    await using socket = await listen(`${andon.url + api("/ws/events")}`);
    socket.send("ping");
    expect(await socket.next("pong")).toHaveProperty("timestamp");
    socket.send("é".repeat(3_000));
    expect(await socket.closed).toBe(1009);
  });

  test("a forwarded host is believed only from a trusted proxy", async () => {
    const asked = {
      method: "POST",
      headers: {
        "content-type": "application/json",
        origin: "https://board.example",
        "x-forwarded-host": "board.example",
      },
      body: JSON.stringify({ name: "Proxied" }),
    };
    expect((await fetch(andon.url + api("/machines"), asked)).status).toBe(403);
    await using trusting = await startAndon({ TRUST_PROXY: "127.0.0.1,::1", ACCESS: "open" });
    expect((await fetch(trusting.url + api("/machines"), asked)).status).toBe(201);
  });
});
