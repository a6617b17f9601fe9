import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually, startAndon, type TestAndon } from "../support/andon";
import { listen } from "../support/socket";

const BASE = "/api/analytics";

let andon: TestAndon;
beforeAll(async () => {
  andon = await startAndon({ BASE_PATH: BASE, PLANT_TIMEZONE: "Europe/Berlin", PLANT_NAME: "Werk <1>" });
});
afterAll(() => andon[Symbol.asyncDispose]());

/** Paths under the API; the ready line's address already ends in the base path. */
const api = (path: string) => `/api/v1${path}`;
const refusal = async (response: Response) => ({
  status: response.status,
  ...((await response.json()) as any).error,
});

describe("machines", () => {
  test("are registered, found by id and by name, changed and listed", async () => {
    const created = (await (
      await andon.post(api("/machines"), { name: "Lathe-1", rated_power_kw: 12 })
    ).json()) as any;
    expect(created).toMatchObject({ name: "Lathe-1", type: "other", rated_power_kw: 12, is_active: true });
    expect(await andon.get(api("/machines/Lathe-1"))).toEqual(created);
    const changed = await fetch(andon.url + api(`/machines/${created.id}`), {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ location: "Hall 2" }),
    });
    expect(await changed.json()).toMatchObject({ id: created.id, location: "Hall 2" });
    expect(await andon.get(api("/machines?search=lathe"))).toHaveLength(1);
    expect(await andon.get(api("/machines?is_active=false"))).toEqual([]);
  });

  test("a taken name is refused with 409", async () => {
    await andon.post(api("/machines"), { name: "Twice" });
    expect(await refusal(await andon.post(api("/machines"), { name: "Twice" }))).toMatchObject({
      status: 409,
    });
  });
});

describe("a wrong request is told what is wrong with it", () => {
  test("every wrong field is named, with the value and what would be right", async () => {
    const answer = await refusal(
      await andon.post(api("/machines"), { name: "x", type: "rocket", wheels: 4 }),
    );
    expect(answer.status).toBe(400);
    expect(answer.message).toContain('got "rocket"');
    expect(answer.message).toContain("compressor");
    expect(answer.details.map(({ field }: { field: string }) => field)).toEqual(["type", "wheels"]);
  });

  test.each([
    ["broken JSON", "application/json", "{", 400],
    ["another type of content", "application/xml", "<a/>", 415],
    ["more than 8 MiB", "text/csv", "x".repeat(8 * 1024 * 1024 + 1), 413],
    ["more than 10,000 readings", "application/json", JSON.stringify(Array(10_001).fill({})), 413],
  ])("readings: %s", async (_, type, body, status) => {
    const response = await fetch(andon.url + api("/readings"), {
      method: "POST",
      headers: { "content-type": type },
      body,
    });
    expect((await refusal(response)).status).toBe(status);
  });

  test("a JSON body that is not said to be JSON is refused with 415, not called incomplete", async () => {
    const response = await fetch(andon.url + api("/machines"), { method: "POST", body: '{"name": "x"}' });
    expect((await refusal(response)).status).toBe(415);
  });

  test.each([
    ["/machines/nobody", "nobody"],
    ["/nothing", "nothing"],
    ["/ws/gossip", "gossip"],
  ])("%s is a 404 that names it", async (path, named) => {
    const answer = await refusal(await fetch(andon.url + api(path)));
    expect(answer).toMatchObject({ status: 404, code: "not_found" });
    expect(answer.message).toContain(named);
  });

  test("a detect call whose end is before its start is refused", async () => {
    const asked = { machine_id: "Lathe-1", start: "2026-01-02T00:00:00Z", end: "2026-01-01T00:00:00Z" };
    expect((await refusal(await andon.post(api("/anomaly/detect"), asked))).message).toContain("end");
  });

  test("a time without a zone is refused", async () => {
    const asked = { machine_id: "Lathe-1", start: "2026-01-02T00:00:00", end: "2026-01-01T00:00:00Z" };
    expect((await refusal(await andon.post(api("/anomaly/detect"), asked))).message).toContain("zone");
  });
});

describe("alarms", () => {
  const report = async () => {
    await andon.post(api("/machines"), { name: "Saw-1" });
    const machine = await andon.get(api("/machines/Saw-1"));
    const response = await andon.post(api("/anomaly/create"), {
      machine_id: machine.id,
      detected_at: new Date().toISOString(),
      anomaly_type: "spike",
      severity: "warning",
    });
    return ((await response.json()) as any).anomaly_id as string;
  };
  const put = (path: string) => fetch(andon.url + api(path), { method: "PUT" });

  test("acknowledging twice gives the first's name, and anything on a resolved one is a 409", async () => {
    const id = await report();
    await andon.post(api(`/anomaly/${id}/acknowledge`), { by: "Ada" });
    const twice = (await (await andon.post(api(`/anomaly/${id}/acknowledge`), { by: "Bob" })).json()) as any;
    expect(twice).toMatchObject({ state: "acknowledged", acknowledged_by: "Ada" });
    const resolved = (await (
      await put(`/anomaly/${id}/resolve?resolution_notes=belt%20changed`)
    ).json()) as any;
    expect(resolved).toMatchObject({
      state: "resolved",
      is_resolved: true,
      resolution_notes: "belt changed",
    });
    expect((await put(`/anomaly/${id}/resolve`)).status).toBe(409);
    expect((await andon.post(api(`/anomaly/${id}/acknowledge`), { by: "Ada" })).status).toBe(409);
  });

  test("acknowledging without a name is refused", async () => {
    const answer = await refusal(await andon.post(api(`/anomaly/${await report()}/acknowledge`), {}));
    expect(answer.message).toBe("by: is missing");
  });

  test("the event log tells what happened after a cursor, in order", async () => {
    const before = (await andon.get(api("/events?limit=1000"))).next;
    const id = await report();
    await andon.post(api(`/anomaly/${id}/acknowledge`), { by: "Ada" });
    // An answer is given when it is recorded; it is announced, and thereby in the log, right after.
    const events = await eventually(async () => {
      const { events } = await andon.get(api(`/events?after=${before}`));
      const ours = events.filter(({ anomaly_id }: any) => anomaly_id === id);
      return ours.length >= 2 && ours;
    }, "both events are in the log");
    expect(events.map(({ event_type }: any) => event_type)).toEqual(["anomaly_detected", "anomaly_updated"]);
  });
});

test("a cursor of a log that is no more is answered with a gap and a place to go on from", async () => {
  const answer = await andon.get(api("/events?after=zzz-17"));
  expect(answer).toMatchObject({ events: [], gap: true });
  expect((await andon.get(api(`/events?after=${answer.next}`))).events.length).toBeGreaterThan(0);
});

describe("a board that is narrowed", () => {
  test("takes a machine's name as well as its id", async () => {
    await andon.post(api("/machines"), { name: "Drill-1" });
    const machine = await andon.get(api("/machines/Drill-1"));
    for (const asked of ["Drill-1", machine.id]) {
      const html = await (await fetch(`${andon.url}/?machine=${asked}`)).text();
      expect(html.match(/<article/g)).toHaveLength(1);
      expect(html).toContain(`data-machine-id="${machine.id}"`);
    }
  });

  test("leads from a tile to the machine's own page, also without script", async () => {
    const machine = await andon.get(api("/machines/Drill-1"));
    const response = await fetch(`${andon.url}/machines?machine=${machine.id}`);
    expect(response.url).toEndWith(`${BASE}/machines/${machine.id}`);
    expect(await response.text()).toContain("Drill-1");
  });

  test("says that it does not know a machine, instead of showing that all is well with it", async () => {
    const response = await fetch(`${andon.url}/?machine=<nope>`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("There is no machine &quot;&lt;nope&gt;&quot;");
    expect((await fetch(`${andon.url + api("/ws/dashboard")}?machine_id=nope`)).status).toBe(404);
  });
});

describe("what browsers get", () => {
  test("pages are not kept, are strict, and carry no inline script or style", async () => {
    expect((await fetch(andon.url)).status).toBe(200);
    const response = await fetch(`${andon.url}/`);
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

  test("assets have names that change with their content, and are kept for ever", async () => {
    const html = await (await fetch(`${andon.url}/`)).text();
    const [, path = ""] = /<script[^>]*src="([^"]+)"/.exec(html) ?? [];
    expect(path).toStartWith(`${BASE}/assets/live-`);
    const asset = await fetch(new URL(path, andon.url), { headers: { "Accept-Encoding": "gzip" } });
    expect(asset.headers.get("cache-control")).toContain("immutable");
    expect(asset.headers.get("content-encoding")).toBe("gzip");
  });

  test("an unknown page is a page that says so", async () => {
    const response = await fetch(`${andon.url}/nowhere`);
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toContain("text/html");
  });
});

test("health is answered at the root and under the base path, and the API describes itself", async () => {
  const root = new URL(andon.url).origin;
  for (const base of [root, andon.url]) {
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${base}/readyz`)).json()).toEqual({
      status: "ready",
      database: "ok",
      bus: "ok",
    });
  }
  const document = await andon.get("/openapi.json");
  expect(Object.keys(document.paths)).toContain("/api/v1/readings");
  expect(await (await fetch(`${andon.url}/docs`)).text()).toContain("/api/v1/readings");
  expect(await (await fetch(`${andon.url}/metrics`)).text()).toContain("andon_bus_up 1");
});

describe("limits", () => {
  test("a full inbox refuses with 429 and a time to come back, and keeps all that it has taken", async () => {
    await andon.post(api("/machines"), { name: "Flooded" });
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
  }, 20_000);

  test("a program that says more than 4 KiB is closed with 1009, and pings are answered until then", async () => {
    await using socket = await listen(`${andon.url + api("/ws/events")}`);
    socket.send("ping");
    expect(await socket.next("pong")).toHaveProperty("timestamp");
    socket.send("é".repeat(3_000));
    expect(await socket.closed).toBe(1009);
  });

  test("the host that a proxy was asked for is believed only of a trusted proxy", async () => {
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
    await using trusting = await startAndon({ TRUST_PROXY: "127.0.0.1,::1" });
    expect((await fetch(trusting.url + api("/machines"), asked)).status).toBe(201);
  });
});
