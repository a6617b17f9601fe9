import { expect, test } from "bun:test";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { acknowledge, register, report } from "../support/actions";
import { startedAnswer } from "../support/answers";
import { eventually } from "../support/andon";
import { useAndon } from "../support/use";
import { callChanges, type Change, settingsChanges, suppressionChanges } from "./audited_changes";

const andon = useAndon({ TRUST_PROXY: "127.0.0.1", ACCESS: "open" });
const simulated = useAndon({ SIMULATE: "on" });

const entry = z.looseObject({
  n: z.number(),
  at: z.string(),
  actor: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
  address: z.string().nullable(),
  action: z.string(),
  subject: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  hash: z.string(),
});
const answer = z.object({ entries: z.array(entry), next: z.number() });

const asked = (query: string, server = andon) => server.get(`/api/v1/audit?${query}`, answer);

/** The number of the last entry. */
async function last(server = andon): Promise<number> {
  for (let after = 0; ;) {
    const { entries, next } = await asked(`limit=1000&after=${after}`, server);
    if (entries.length === 0) return after;
    after = next;
  }
}

let count = 0;
const machine = () => register(andon, `Press-${++count}`);
const alarm = async () => report(andon, await machine());
const machineWithAlarm = async () => {
  const id = await machine();
  await report(andon, id);
  return id;
};
const train = async () => {
  const body = { machine_id: await machine() };
  return (await andon.post("/api/v1/baseline/train", body, startedAnswer)).job_id;
};
/** A job that waits for others, which have begun. */
const waitingJob = async () => (await train(), await train(), train());

/** The code of a screen that waits. */
const code = async () => /Code: (\d{6})/.exec(await andon.text("/kiosk/pair"))?.[1] ?? "";
const screen = async () => {
  const answer = await json("POST", "/devices", { code: await code(), name: "Wall" });
  return z.object({ id: z.string() }).parse(await answer.json()).id;
};

/** A rule that needs no metric that somebody has sent. */
const ruleOf = (name: string) => ({
  name,
  scope: { kind: "type", type: "pump" },
  condition: { kind: "expression", expression: 'mode == "fault"' },
});
const RULE_FORM = { where: "type", type: "pump", severity: "warning", expression: 'mode == "fault"' };
const rule = async () => {
  const answer = await json("POST", "/alarms/rules", ruleOf(`Rule ${++count}`));
  return z.looseObject({ id: z.string() }).parse(await answer.json()).id;
};

/** The fields that a machine's form always sends. */
const FORM = { type: "other", data_interval_seconds: "10", is_active: "on" };

const changed = <T extends Change>(change: T) => change;
const json = (method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown) =>
  andon.send(method, `/api/v1${path}`, body);

/** Every route that changes something, and what its entry says; or why it leaves none. */
const ROUTES: Record<string, Change | string> = {
  ...settingsChanges(andon),
  ...suppressionChanges(andon),
  ...callChanges(andon),
  "api/devices.ts POST /": changed({
    before: code,
    ask: (code) => json("POST", "/devices", { code, name: "Wall" }),
    leaves: { action: "device.pair", before: null, after: { name: "Wall", page: "/kiosk" } },
  }),
  "api/devices.ts DELETE /:id": changed({
    before: screen,
    ask: (id) => json("DELETE", `/devices/${id}`),
    leaves: { action: "device.revoke", before: { name: "Wall", page: "/kiosk" }, after: null },
  }),
  "alarm_feedback.ts POST /anomaly/:id/false-alarm": changed({
    before: alarm,
    ask: (id) => json("POST", `/anomaly/${id}/false-alarm`, { by: "Ada" }),
    leaves: {
      action: "alarm.false_alarm",
      before: { state: "new" },
      after: { state: "resolved", by: "Ada" },
    },
  }),
  "alarm_feedback.ts POST /machines/:id/accept-as-normal": changed({
    before: machine,
    ask: (id) => json("POST", `/machines/${id}/accept-as-normal`, { by: "Ada" }),
    leaves: { action: "machine.accept_as_normal", after: { by: "Ada", judged: "done" } },
  }),
  "api/anomaly/actions.ts PUT /:id/resolve": changed({
    before: alarm,
    ask: (id) => json("PUT", `/anomaly/${id}/resolve`, { by: "Ada", note: "Oiled" }),
    leaves: { action: "alarm.resolve", after: { state: "resolved", note: "Oiled", by: "Ada" } },
  }),
  "api/anomaly/actions.ts POST /:id/acknowledge": changed({
    before: alarm,
    ask: (id) => acknowledge(andon, id),
    leaves: { action: "alarm.acknowledge", before: { acknowledged_by: null }, after: { by: "Ada" } },
  }),
  "api/anomaly/actions.ts POST /:id/undo": changed({
    async before() {
      const id = await alarm();
      await acknowledge(andon, id);
      return id;
    },
    ask: (id) => json("POST", `/anomaly/${id}/undo`, { by: "Ada" }),
    leaves: {
      action: "alarm.undo",
      before: { acknowledged_by: "Ada" },
      after: { acknowledged_by: null, state: "new", by: "Ada" },
    },
  }),
  "api/anomaly/actions.ts POST /:id/raise": "findings are raised in tests/store/alarms/undo.test.ts",
  "api/anomaly/actions.ts POST /:id/assign": changed({
    before: alarm,
    ask: (id) => json("POST", `/anomaly/${id}/assign`, { to: "Cy", by: "Ada" }),
    leaves: {
      action: "alarm.assign",
      before: { assigned_to: null },
      after: { assigned_to: "Cy", by: "Ada" },
    },
  }),
  "api/anomaly/many.ts POST /acknowledge-all": changed({
    before: machineWithAlarm,
    ask: (id) => json("POST", "/anomaly/acknowledge-all", { by: "Ada", machine_id: id }),
    leaves: { action: "alarm.acknowledge", after: { state: "acknowledged", by: "Ada" } },
  }),
  "api/anomaly/many.ts POST /resolve-all": changed({
    before: machineWithAlarm,
    ask: (id) => json("POST", "/anomaly/resolve-all", { by: "Ada", machine_id: id }),
    leaves: { action: "alarm.resolve", after: { state: "resolved", by: "Ada" } },
  }),
  "api/anomaly/reports.ts POST /create": changed({
    before: machine,
    async ask(id) {
      const found = { machine_id: id, detected_at: new Date().toISOString() };
      return json("POST", "/anomaly/create", { ...found, anomaly_type: "spike", severity: "warning" });
    },
    leaves: { action: "alarm.report", before: null, after: { severity: "warning" } },
  }),
  "api/anomaly/reports.ts POST /detect":
    "each alarm that it finds is an entry: tests/store/audit/changes.test.ts",
  "api/baseline/expectations.ts POST /predict": "computes, changes nothing",
  "api/baseline/train.ts POST /train": changed({
    before: machine,
    ask: (id) => json("POST", "/baseline/train", { machine_id: id }),
    leaves: { action: "training.start", before: null, after: { seconds: 3600 } },
  }),
  "api/alarms/rules.ts POST /": changed({
    ask: () => json("POST", "/alarms/rules", ruleOf(`Rule ${++count}`)),
    leaves: { action: "rule.add", before: null, after: { severity: "warning" } },
  }),
  "api/alarms/rules.ts POST /back-test": "tries a rule, changes nothing",
  "api/alarms/rules.ts PUT /:id": changed({
    before: rule,
    ask: (id) => json("PUT", `/alarms/rules/${id}`, { ...ruleOf(`Rule ${++count}`), severity: "critical" }),
    leaves: { action: "rule.change", before: { severity: "warning" }, after: { severity: "critical" } },
  }),
  "api/alarms/rules.ts DELETE /:id": changed({
    before: rule,
    ask: (id) => json("DELETE", `/alarms/rules/${id}`),
    leaves: { action: "rule.remove", before: { severity: "warning" }, after: null },
  }),
  "pages/alarms/rule_pages.tsx POST /new": changed({
    ask: () => andon.submit("/alarms/rules/new", { ...RULE_FORM, name: `Rule ${++count}` }),
    leaves: { action: "rule.add", before: null, after: { scope: { kind: "type", type: "pump" } } },
  }),
  "pages/alarms/rule_pages.tsx POST /:id": changed({
    before: rule,
    ask: (id) => andon.submit(`/alarms/rules/${id}`, { do: "delete" }),
    leaves: { action: "rule.remove", after: null },
  }),
  "api/limits.ts PUT /:id/limits": changed({
    before: machine,
    ask: (id) => json("PUT", `/machines/${id}/limits`, { silent_minutes: 5 }),
    leaves: { action: "limits.set", before: null, after: { metrics: [], silent_minutes: 5 } },
  }),
  "api/machines.ts POST /": changed({
    ask: () => json("POST", "/machines", { name: "Lathe-1" }),
    leaves: { action: "machine.add", before: null, after: { name: "Lathe-1" } },
  }),
  "api/machines.ts PATCH /:id": changed({
    before: machine,
    ask: (id) => json("PATCH", `/machines/${id}`, { rated_power_kw: 75, by: "Ada" }),
    leaves: {
      action: "machine.change",
      before: { rated_power_kw: null },
      after: { rated_power_kw: 75, by: "Ada" },
    },
  }),
  "api/metric_settings.ts PUT /": changed({
    ask: () => json("PUT", "/metric-settings", { metric: "torque", unit: "N·m" }),
    leaves: { action: "metric.set", subject: "metric:torque", after: { scope: "plant", unit: "N·m" } },
  }),
  "api/metric_settings.ts DELETE /": changed({
    ask: () => json("DELETE", "/metric-settings?metric=torque"),
    leaves: { action: "metric.remove", before: { scope: "plant", unit: "N·m" }, after: null },
  }),
  "api/readings.ts POST /": "readings are what machines send, not what people change",
  "api/simulator.ts POST /machines/:id/anomaly": "a test of its own, with a simulated plant",
  "api/training.ts DELETE /jobs/:id": changed({
    before: waitingJob,
    ask: (id) => json("DELETE", `/training/jobs/${id}`),
    leaves: { action: "training.cancel", after: { status: "cancelled" } },
  }),
  "pages/anomalies/anomalies.tsx POST /answer": changed({
    before: alarm,
    ask: (id) => andon.submit("/anomalies/answer", { acknowledge: id, by: "Ada", note: "On my way" }),
    leaves: { action: "alarm.acknowledge", after: { by: "Ada", note: "On my way" } },
  }),
  "pages/diagnostics.tsx POST /test-event": "shows a message, changes nothing",
  "pages/diagnostics.tsx POST /find": "makes a screen flash, changes nothing",
  "pages/machines/limit_pages.tsx POST /:id/limits": changed({
    before: machine,
    ask: (id) => andon.submit(`/machines/${id}/limits`, { silent_minutes: "7" }),
    leaves: { action: "limits.set", after: { silent_minutes: 7 } },
  }),
  "pages/machines/machine_forms.tsx POST /": changed({
    ask: () => andon.submit("/machines", { ...FORM, name: "Lathe-2" }),
    leaves: { action: "machine.add", after: { name: "Lathe-2" } },
  }),
  "pages/machines/machine_forms.tsx POST /:id": changed({
    before: machine,
    ask: (id) => andon.submit(`/machines/${id}`, { ...FORM, name: `Mill ${id}` }),
    leaves: { action: "machine.change", after: { name: expect.stringContaining("Mill") } },
  }),
  "pages/pair.tsx POST /forget": "a browser forgets its own cookies, nothing changes here",
  "pages/people/devices.tsx POST /": changed({
    before: code,
    ask: (code) => andon.submit("/settings/devices", { code, name: "Hall", page: "/", may_act: "on" }),
    leaves: { action: "device.pair", before: null, after: { name: "Hall", page: "/", may_act: true } },
  }),
  "pages/people/devices.tsx POST /:id/revoke": changed({
    before: screen,
    ask: (id) => andon.submit(`/settings/devices/${id}/revoke`, { id }),
    leaves: { action: "device.revoke", before: { name: "Wall" }, after: null },
  }),
  "pages/settings/metric_pages.tsx POST /": changed({
    ask: () => andon.submit("/settings/metrics", { metric: "flow", scope: "plant", unit: "l" }),
    leaves: { action: "metric.set", subject: "metric:flow", after: { unit: "l" } },
  }),
  "pages/training.tsx POST /start": changed({
    before: machine,
    ask: (id) => andon.submit("/training/start", { machine: id }),
    leaves: { action: "training.start", before: null },
  }),
  "pages/training.tsx POST /cancel": changed({
    before: waitingJob,
    ask: (id) => andon.submit("/training/cancel", { job: id }),
    leaves: { action: "training.cancel", after: { status: "cancelled" } },
  }),
};

test("every route that can change something stands in the table above", async () => {
  const routes: string[] = [];
  for (const path of new Bun.Glob("**/*.{ts,tsx}").scanSync("src/http")) {
    const text = await Bun.file(`src/http/${path}`).text();
    for (const [, method = "", at] of text.matchAll(/\.(post|put|patch|delete)\(\s*"([^"]*)"/g))
      routes.push(`${path} ${method.toUpperCase()} ${at}`);
    // A route whose path is no text would not be found.
    const other = /^\s*\.(post|put|patch|delete|all)\(\s*[^"\s)]|\.on\("(?!GET)/m;
    expect([path, other.exec(text)?.[0]]).toEqual([path, undefined]);
  }
  expect(routes.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
});

const made = Object.entries(ROUTES).flatMap(([route, change]) =>
  typeof change === "string" ? [] : [[route, change] as const],
);

test.each(made)("%s leaves its entries, with before and after", async (_, { before, ask, leaves }) => {
  const id = (await before?.()) ?? "";
  const after = await last();
  const { status } = await ask(id);
  expect(status).toBeLessThan(400);
  const { entries } = await asked(`after=${after}`);
  const expected = [leaves].flat();
  expect(entries).toHaveLength(expected.length);
  const by = { actor: { kind: "anonymous", id: null, name: null }, address: "127.0.0.1" };
  for (const [index, one] of expected.entries())
    expect(entries[index]).toMatchObject({ n: after + 1 + index, ...by, ...one });
  expect(Math.abs(Date.now() - Date.parse(entries[0]?.at ?? ""))).toBeLessThan(60_000);
});

test("a refused change leaves none", async () => {
  const [press, after] = [await machine(), await last()];
  for (const [method, path, body] of [
    ["PUT", `/machines/${press}/limits`, { silent_minutes: -1 }],
    ["PUT", "/machines/nobody/limits", {}],
    ["POST", "/machines", { name: `Press-${count}` }],
    ["POST", "/anomaly/nothing/acknowledge", { by: "Ada" }],
    ["DELETE", "/metric-settings?metric=nothing"],
    ["DELETE", "/training/jobs/0198a0a0-0000-7000-8000-000000000000"],
    ["DELETE", "/tokens/nothing"],
    ["PATCH", "/people/nobody", { role: "viewer" }],
    ["PATCH", "/areas/nowhere", { name: "Hall" }],
    ["PUT", "/site", { currency: "none" }],
    ["POST", "/alarms/rules", { name: "x" }],
    ["DELETE", "/alarms/rules/nothing"],
  ] as const)
    expect((await json(method, path, body)).status).toBeGreaterThanOrEqual(400);
  expect(await last()).toBe(after);
});

test("the address is the reader's own, behind the proxy", async () => {
  const [press, after] = [await machine(), await last()];
  await fetch(`${andon.url}/api/v1/machines/${press}/limits`, {
    method: "PUT",
    headers: { "content-type": "application/json", "x-forwarded-for": "203.0.113.9, 192.0.2.7" },
    body: "{}",
  });
  expect((await asked(`after=${after}`)).entries).toMatchObject([{ address: "192.0.2.7" }]);
});

test("a fault that somebody simulates is in the log, one that is none is not", async () => {
  const machines = z.array(z.looseObject({ id: z.string(), faults: z.array(z.string()) }));
  const [one] = await eventually(async () => {
    const found = await simulated.get("/api/v1/simulator/machines", machines);
    return found.length > 0 && found;
  }, "a machine is simulated");
  const path = `/api/v1/simulator/machines/${one?.id}/anomaly`;
  const after = await last(simulated);
  expect((await simulated.send("POST", path, { anomaly_type: "nothing" })).status).toBe(400);
  expect((await simulated.send("POST", path, { anomaly_type: one?.faults[0] })).status).toBe(200);
  expect((await asked(`after=${after}`, simulated)).entries).toMatchObject([
    { action: "simulator.fault", subject: `machine:${one?.id}`, after: { anomaly_type: one?.faults[0] } },
  ]);
  // What Andon did itself at its start is there too, under its own name.
  expect((await asked("limit=1", simulated)).entries[0]).toMatchObject({
    actor: { kind: "system", name: "andon" },
    action: "machine.add",
    address: null,
  });
});

test("entries are asked for by who, action, subject and time, in pages that continue one another", async () => {
  const press = await register(andon, "Filter press");
  const first = await last();
  const since = new Date().toISOString();
  for (const silent_minutes of [1, 2, 3]) await json("PUT", `/machines/${press}/limits`, { silent_minutes });
  await acknowledge(andon, await report(andon, press), "Zoë");
  const places = async (query: string) =>
    (await asked(`after=${first}&${query}`)).entries.map(({ n }) => n - first);
  expect(await places("action=limits.set")).toEqual([1, 2, 3]);
  for (const subject of [press, `machine:${press}`, "Filter press"])
    expect(await places(`subject=${encodeURIComponent(subject)}`)).toEqual([1, 2, 3]);
  expect(await places(`actor=${encodeURIComponent("Zoë")}`)).toEqual([5]);
  expect(await places(`from=${since}&limit=2`)).toEqual([1, 2]);
  expect(await places(`to=${since}`)).toEqual([]);
  expect((await asked(`after=${first}&limit=2`)).next).toBe(first + 2);
  for (const wrong of ["after=x", "limit=0", "from=yesterday", "who=Ada"])
    expect((await andon.send("GET", `/api/v1/audit?${wrong}`)).status).toBe(400);
});

test("the page shows who did what to what, and its CSV runs no formula", async () => {
  const press = await register(andon, "=cmd|'x'!A1");
  const id = await report(andon, press);
  await acknowledge(andon, id, `<b>"Zoë"</b>`);
  const page = await andon.text(`/settings/audit?subject=${id}`);
  expect(page).toContain("Alarm acknowledged");
  expect(page).toContain("&lt;b&gt;&quot;Zoë&quot;&lt;/b&gt;");
  expect(page).toContain("from 127.0.0.1");
  expect(await andon.text(`/settings/audit?subject=${encodeURIComponent("=cmd|'x'!A1")}`)).toContain(
    "Machine registered",
  );
  const lines = parse(await andon.text(`/settings/audit/export.csv?actor=anonymous`), {
    columns: true,
    bom: true,
  });
  expect(lines).toHaveLength((await asked("actor=anonymous&limit=1000")).entries.length);
  expect(lines.at(-1)).toMatchObject({ action: "alarm.acknowledge", subject: `alarm:${id}` });
  await json("PUT", "/metric-settings", { metric: "=1+1", unit: "x" });
  const all = await andon.text("/settings/audit/export.csv?subject=%3D1%2B1");
  expect(all).not.toMatch(/(^|[,\n"])[=+\-@]/);
  await andon.stop();
  await andon.start();
  expect(await andon.text(`/settings/audit?subject=${id}`)).toContain("Alarm acknowledged");
});
