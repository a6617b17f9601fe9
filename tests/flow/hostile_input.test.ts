import { afterAll, beforeAll, expect, test } from "bun:test";
import { startAndon, type TestAndon } from "../support/andon";

let andon: TestAndon;
beforeAll(async () => {
  andon = await startAndon();
});
afterAll(() => andon[Symbol.asyncDispose]());

const MINUTE_MS = 60_000;

let machines = 0;
const refusal = async (response: Response) => (await response.json()) as { error: { message: string } };

/** A machine with an open alarm of its own. */
async function alarmed() {
  const name = `Press-${++machines}`;
  const { id: machine_id } = (await (await andon.post("/api/v1/machines", { name })).json()) as {
    id: string;
  };
  const reported = await andon.post("/api/v1/anomaly/create", {
    machine_id,
    detected_at: new Date().toISOString(),
    anomaly_type: "spike",
    severity: "warning",
  });
  return { machine_id, id: ((await reported.json()) as { anomaly_id: string }).anomaly_id };
}

const send = (path: string, body: RequestInit["body"], headers: Record<string, string> = {}) =>
  fetch(andon.url + path, { method: "POST", body, headers, redirect: "manual" });

test("readings of before 1970 are kept and judged, looked through by a detect call, and end nothing", async () => {
  await andon.post("/api/v1/machines", { name: "Gate" });
  const start = Date.parse("1969-11-01T00:00:00Z");
  const rows = Array.from({ length: 9000 }, (_, i) => ({
    machine_id: "Gate",
    timestamp: new Date(start + i * 10 * MINUTE_MS).toISOString(),
    metrics: { visitors: 100 + Math.sin(i) },
  }));
  for (const part of [rows.slice(0, 4500), rows.slice(4500)])
    expect(await (await andon.post("/api/v1/readings", part)).json()).toMatchObject({ accepted: 4500 });
  const [{ id: machine_id }] = await andon.get("/api/v1/machines?search=Gate");
  const found = await andon.post("/api/v1/anomaly/detect", {
    machine_id,
    start: "1969-12-20T00:00:00Z",
    end: "1970-01-10T00:00:00Z",
  });
  expect(found.status).toBe(200);
  expect(await (await fetch(`${andon.url}/metrics`)).text()).toContain("andon_readings_unjudged_total 0");
});

test("a name that is cut is cut between characters: its answer is taken, and its cookie given", async () => {
  const { id } = await alarmed();
  const by = `${"a".repeat(79)}😀`;
  const answered = await send("/anomalies/answer", new URLSearchParams({ acknowledge: id, by }));
  expect(answered.status).toBe(302);
  expect(answered.headers.get("set-cookie")).toContain(`${"a".repeat(79)};`);
});

test("a list may be narrowed to moments with their zone, on its page and in its file", async () => {
  for (const path of ["/anomalies?", "/anomalies/export.csv?"])
    for (const name of ["from", "to"])
      expect((await fetch(`${andon.url}${path}${name}=2026-01-01T00:00:00Z`)).status).toBe(200);
});

const unanswered = async () =>
  ((await andon.get("/api/v1/anomaly/active")).anomalies as any[]).filter(({ state }) => state === "new")
    .length;

test("all of a list is answered only when its filter can be read, and a forged mark reaches no further", async () => {
  await alarmed();
  const before = await unanswered();
  for (const filter of ["?severity=loud", "?from=soon", "?sev=critical", "?machine=%00"]) {
    const refused = await send("/anomalies/answer", new URLSearchParams({ acknowledge_all: "999", filter }));
    expect(refused.status).toBe(400);
    expect((await refusal(refused)).error.message).toContain("nothing was answered");
  }
  expect(await unanswered()).toBe(before);
  const forged = { acknowledge_all: String(Number.MAX_SAFE_INTEGER), filter: "?severity=warning" };
  expect((await send("/anomalies/answer", new URLSearchParams(forged))).status).toBe(302);
  expect(await unanswered()).toBe(0);
});

test("a broken form is refused in words, wherever one is sent", async () => {
  const { machine_id } = await alarmed();
  const limits = `/machines/${machine_id}/limits`;
  for (const path of [
    "/anomalies/answer",
    "/diagnostics/find",
    "/machines",
    `/machines/${machine_id}`,
    limits,
  ]) {
    for (const type of ["multipart/form-data; boundary=x", "multipart/form-data"]) {
      const refused = await send(path, "--y\r\nno form", { "content-type": type });
      expect([path, refused.status]).toEqual([path, 400]);
      expect((await refusal(refused)).error.message).toContain("cannot be read");
    }
  }
});

test("without script a person reads a refused answer on a page, a program and htmx as JSON", async () => {
  const { id } = await alarmed();
  const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
  const resolve = (about: string, headers: Record<string, string>) =>
    send("/anomalies/answer", new URLSearchParams({ resolve: about }), headers);
  await resolve(id, browser);
  for (const [about, status] of [
    ["nothing", 404],
    [id, 409],
  ] as const) {
    const page = await resolve(about, browser);
    expect(page.status).toBe(status);
    expect(page.headers.get("content-type")).toStartWith("text/html");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const read = (await page.text()).replaceAll("&quot;", '"');
    for (const headers of [{}, { ...browser, "hx-request": "true" }]) {
      const { error } = await refusal(await resolve(about, headers));
      expect(read).toContain(`<p>${error.message}</p>`);
    }
  }
});

test("U+0000 is refused in words, in an address, a body, a form and a row, and nothing is kept of it", async () => {
  const { machine_id, id } = await alarmed();
  const said = "contains U+0000";
  for (const path of [
    "/api/v1/anomaly/a%00b",
    "/machines/%00",
    "/api/v1/events?type=%00",
    "/anomalies?machine=%00",
  ])
    expect((await refusal(await fetch(andon.url + path))).error.message).toContain(said);
  const acknowledged = await andon.post(`/api/v1/anomaly/${id}/acknowledge`, { by: "Ada\0" });
  expect([acknowledged.status, (await refusal(acknowledged)).error.message]).toEqual([
    400,
    expect.stringContaining(said),
  ]);
  const form = await send(
    "/anomalies/answer",
    new URLSearchParams({ acknowledge: id, by: "Ada", note: "\0" }),
  );
  expect([form.status, (await refusal(form)).error.message]).toEqual([400, expect.stringContaining(said)]);
  const row = { machine_id, timestamp: new Date().toISOString(), metrics: { power_kw: 1 } };
  const rows = [row, { ...row, mode: "on\0" }, { ...row, metrics: { "power\0": 1 } }];
  expect(await (await andon.post("/api/v1/readings", rows)).json()).toEqual({
    accepted: 1,
    rejected: [
      { index: 1, error: expect.stringContaining(said) },
      { index: 2, error: expect.stringContaining("without U+0000") },
    ],
  });
});

test("what only looks like U+0000 is text like any other", async () => {
  const { id } = await alarmed();
  const note = String.raw`C:\u0000`;
  expect((await andon.post(`/api/v1/anomaly/${id}/acknowledge`, { by: "Ada", note })).status).toBe(200);
});
