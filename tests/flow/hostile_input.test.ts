import { expect, test } from "bun:test";
import { acknowledge, openAlarms, register, report, sendReadings } from "../support/actions";
import { refusalOf } from "../support/answers";
import { useAndon } from "../support/use";

const andon = useAndon();

const MINUTE_MS = 60_000;

let machines = 0;

/** A machine with an open alarm of its own. */
async function alarmed() {
  const machine_id = await register(andon, `Press-${++machines}`);
  return { machine_id, id: await report(andon, machine_id) };
}

test("readings from before 1970 are stored, judged and searched by a detect call, and end no process", async () => {
  const machine_id = await register(andon, "Gate");
  const start = Date.parse("1969-11-01T00:00:00Z");
  const rows = Array.from({ length: 9000 }, (_, i) => ({
    machine_id: "Gate",
    timestamp: new Date(start + i * 10 * MINUTE_MS).toISOString(),
    metrics: { visitors: 100 + Math.sin(i) },
  }));
  for (const part of [rows.slice(0, 4500), rows.slice(4500)])
    expect(await sendReadings(andon, part)).toMatchObject({ accepted: 4500 });
  const period = { start: "1969-12-20T00:00:00Z", end: "1970-01-10T00:00:00Z" };
  const found = await andon.send("POST", "/api/v1/anomaly/detect", { machine_id, ...period });
  expect(found.status).toBe(200);
  expect(await andon.text("/metrics")).toContain("andon_readings_unjudged_total 0");
});

test("a name that is cut is cut between characters: its answer is accepted and its cookie set", async () => {
  const { id } = await alarmed();
  const by = `${"a".repeat(79)}😀`;
  const answered = await andon.submit("/anomalies/answer", { acknowledge: id, by });
  expect(answered.status).toBe(302);
  expect(answered.headers.get("set-cookie")).toContain(`${"a".repeat(79)};`);
});

test("a list can be narrowed to instants with their zone, on its page and in its file", async () => {
  for (const path of ["/anomalies?", "/anomalies/export.csv?"])
    for (const name of ["from", "to"])
      expect((await andon.send("GET", `${path}${name}=2026-01-01T00:00:00Z`)).status).toBe(200);
});

const unanswered = async () => (await openAlarms(andon)).filter(({ state }) => state === "new").length;

test("a whole list is answered only when its filter can be read, and a forged limit reaches no further", async () => {
  await alarmed();
  const before = await unanswered();
  for (const filter of ["?severity=loud", "?from=soon", "?sev=critical", "?machine=%00"]) {
    const refused = await andon.submit("/anomalies/answer", { acknowledge_all: "999", filter });
    const { status, message } = await refusalOf(refused);
    expect(status).toBe(400);
    expect(message).toContain("nothing was answered");
  }
  expect(await unanswered()).toBe(before);
  const forged = { acknowledge_all: String(Number.MAX_SAFE_INTEGER), filter: "?severity=warning" };
  expect((await andon.submit("/anomalies/answer", forged)).status).toBe(302);
  expect(await unanswered()).toBe(0);
});

test("a broken form is refused with a sentence, wherever one is sent", async () => {
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
      const broken = { method: "POST", body: "--y\r\nno form", headers: { "content-type": type } };
      const refused = await fetch(andon.url + path, broken);
      const { status, message } = await refusalOf(refused);
      expect([path, status]).toEqual([path, 400]);
      expect(message).toContain("cannot be read");
    }
  }
});

test("a refused answer is a page for a person without script, and JSON for a program and for htmx", async () => {
  const { id } = await alarmed();
  const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
  const resolve = (about: string, headers: Record<string, string>) =>
    andon.submit("/anomalies/answer", { resolve: about }, headers);
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
      const { message } = await refusalOf(await resolve(about, headers));
      expect(read).toContain(`<p>${message}</p>`);
    }
  }
});

test("U+0000 is refused with a sentence in an address, a body, a form and a row, and nothing of it is stored", async () => {
  const { machine_id, id } = await alarmed();
  const complaint = "contains U+0000";
  for (const path of [
    "/api/v1/anomaly/a%00b",
    "/machines/%00",
    "/api/v1/events?type=%00",
    "/anomalies?machine=%00",
  ])
    expect((await refusalOf(await andon.send("GET", path))).message).toContain(complaint);
  const refused = { status: 400, message: expect.stringContaining(complaint) };
  expect(await refusalOf(await acknowledge(andon, id, "Ada\0"))).toMatchObject(refused);
  const form = await andon.submit("/anomalies/answer", { acknowledge: id, by: "Ada", note: "\0" });
  expect(await refusalOf(form)).toMatchObject(refused);
  const row = { machine_id, timestamp: new Date().toISOString(), metrics: { power_kw: 1 } };
  const rows = [row, { ...row, mode: "on\0" }, { ...row, metrics: { "power\0": 1 } }];
  expect(await sendReadings(andon, rows)).toEqual({
    accepted: 2,
    rejected: [{ index: 2, error: expect.stringContaining("without U+0000") }],
    dropped: [{ index: 1, metric: "mode", reason: expect.stringContaining(complaint) }],
    dropped_count: 1,
  });
});

test("text that only looks like U+0000 is text like any other", async () => {
  const { id } = await alarmed();
  const note = String.raw`C:\u0000`;
  const acknowledged = await andon.send("POST", `/api/v1/anomaly/${id}/acknowledge`, { by: "Ada", note });
  expect(acknowledged.status).toBe(200);
});
