import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { z } from "zod";
import { putGuidanceInForce } from "../../../../src/domain/alarm/guidance_in_force";
import { form, openSiteApp, type SiteApp } from "../../../support/site_app";
import { SLOW_MACHINE_MS } from "../../../support/needs";
import { parsePage } from "../../../support/views";

setDefaultTimeout(SLOW_MACHINE_MS);

// Files of one process share what is in force.
afterAll(() => putGuidanceInForce(() => undefined));

const CATALOGUE = "/alarms/catalogue";
const API = `/api/v1${CATALOGUE}`;
const entriesAnswer = z.looseObject({
  total_count: z.number(),
  entries: z.array(z.looseObject({ kind: z.string(), metric: z.string().nullable() })),
});

const put = (app: SiteApp, body: string, query = "", type = "text/csv") =>
  app.ask(API + query, { method: "PUT", body, headers: { "content-type": type } });
const page = async (app: SiteApp, path: string) => parsePage(await (await app.ask(path)).text());
const listed = async (app: SiteApp, query = "") =>
  entriesAnswer.parse(await (await app.ask(`${API}?limit=1000${query}`)).json());

/** A plant of which a machine has sent values. */
async function withValues(metrics: readonly string[]) {
  const app = await openSiteApp();
  const { store, machine } = app;
  const csv = metrics.map((metric) => `Press-1,${metric},8,Check ${metric}`).join("\n");
  await put(app, `machine,metric,high,action\n${csv}\n`);
  return { ...app, store, machine };
}

test("every alarm that can occur is listed, with its limit, what to do and who changed it last", async () => {
  const app = await withValues(["flow"]);
  const { entries, total_count } = await listed(app);
  expect(total_count).toBe(entries.length);
  expect(entries.map(({ kind }) => kind)).toEqual(["fault", "idle_power", "high", "learned", "implausible"]);
  expect(entries[2]).toMatchObject({
    ...{ machine_name: "Press-1", metric: "flow", limit: 8, severity: "warning" },
    guidance: { action: "Check flow", scope: { machine_id: app.machine.id, metric: "flow" } },
    changed_at: expect.any(String),
  });
  // Nobody has changed anything of a fault.
  expect(entries[0]).toMatchObject({ kind: "fault", changed_at: null });
  const row = [...(await page(app, CATALOGUE)).querySelectorAll("tbody tr")][2];
  expect(row?.textContent).toContain("Above its limit");
  expect(row?.textContent).toContain("Do: Check flow");
});

test("the list is narrowed by machine, area and text, and paged", async () => {
  const app = await withValues(["flow", "torque"]);
  const { store, core } = app;
  const other = await store.machines.add({ name: "Boiler-1" });
  core.machineRegistry.put(other);
  const total = async (query: string) => (await listed(app, query)).total_count;
  expect(await total("&machine=Boiler-1")).toBe(2);
  expect(await total("&machine=nobody")).toBe(0);
  expect(await total("&area=nowhere")).toBe(0);
  expect(await total("&q=TORQUE")).toBe(3);
  expect(await total("&q=boiler")).toBe(2);
  const all = await total("");
  const first = entriesAnswer.parse(await (await app.ask(`${API}?limit=3`)).json());
  const second = entriesAnswer.parse(await (await app.ask(`${API}?limit=3&offset=3`)).json());
  expect([first.total_count, first.entries.length]).toEqual([all, 3]);
  expect([...first.entries, ...second.entries].map(({ kind }) => kind)).toEqual(
    (await listed(app)).entries.slice(0, 6).map(({ kind }) => kind),
  );
});

test("what is exported changes nothing when it is put back, and its cells run no formula", async () => {
  const app = await withValues(["=flow", "torque"]);
  const response = await app.ask(`${API}/export.csv`);
  expect(response.headers.get("content-type")).toStartWith("text/csv");
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const csv = new TextDecoder().decode(bytes);
  expect(csv).toContain("Press-1,,'=flow,");
  expect(await (await put(app, csv)).json()).toMatchObject({ applied: true, changes_count: 0 });
  expect(await (await app.ask(`${CATALOGUE}/export.csv`)).text()).toBe(csv);
});

test("a dry run says what would change, and changes nothing", async () => {
  const app = await withValues(["flow"]);
  const csv = "machine,metric,high,severity\nPress-1,flow,9,critical\n";
  const dry = await (await put(app, csv, "?dry_run=1")).json();
  expect(dry).toMatchObject({
    ...{ applied: false, lines: 1, changes_count: 2 },
    changes: [
      { field: "severity", before: "warning", after: "critical" },
      { field: "high", before: "8", after: "9", metric: "flow", machine_id: app.machine.id },
    ],
  });
  expect((await listed(app)).entries[2]).toMatchObject({ limit: 8 });
  expect(await (await put(app, csv)).json()).toMatchObject({ applied: true, changes_count: 2 });
  expect((await listed(app)).entries[2]).toMatchObject({ limit: 9, severity: "critical" });
});

test("a file with an error changes nothing at all, and each error is named", async () => {
  const app = await withValues(["flow"]);
  const refused = await put(app, "machine,metric,high\nPress-1,flow,9\nNobody,flow,1\nPress-1,torque,x\n");
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    error: {
      message: expect.stringContaining("Line 3, machine: "),
      details: [
        { line: 3, column: "machine", value: "Nobody" },
        { line: 4, column: "high", value: "x", problem: expect.stringContaining("expected number") },
      ],
    },
  });
  expect((await listed(app)).entries[2]).toMatchObject({ limit: 8 });
  expect((await put(app, "x", "", "application/json")).status).toBe(415);
  expect((await put(app, "machine,action\nPress-1,x", "?dry=1")).status).toBe(400);
  const latin = await app.ask(API, {
    method: "PUT",
    body: new Uint8Array([109, 0xe4]),
    headers: { "content-type": "text/csv" },
  });
  expect(latin.status).toBe(400);
});

test("the form shows the changes and asks; only then they are made", async () => {
  const app = await withValues(["flow"]);
  const path = `${CATALOGUE}/import`;
  const file = new File(["machine;metric;high\r\nPress-1;flow;9,5\r\n"], "catalogue.csv", {
    type: "text/csv",
  });
  const body = new FormData();
  body.set("file", file);
  body.set("csv", "");
  const shown = await app.ask(path, { method: "POST", body, headers: { accept: "text/html" } });
  const asked = parsePage(await shown.text());
  expect(asked.querySelector("tbody tr")?.textContent).toContain("8 → 9.5");
  expect((await listed(app)).entries[2]).toMatchObject({ limit: 8 });
  const field = (name: string) => asked.querySelector(`form [name=${name}]`);
  const sent = { csv: field("csv")?.textContent ?? "", seen: field("seen")?.getAttribute("value") ?? "" };
  // Somebody else was quicker: what would change now is another thing than was looked at.
  await put(app, "machine,metric,high\nPress-1,flow,7\n");
  const changed = await app.ask(path, form(sent));
  expect(changed.status).toBe(409);
  const again = parsePage(await changed.text());
  expect(again.querySelector("tbody tr")?.textContent).toContain("7 → 9.5");
  expect((await listed(app)).entries[2]).toMatchObject({ limit: 7 });
  const seen = again.querySelector("form [name=seen]")?.getAttribute("value") ?? "";
  const done = await app.ask(path, form({ ...sent, seen }));
  expect(await done.text()).toContain("1 change was made");
  expect((await listed(app)).entries[2]).toMatchObject({ limit: 9.5 });
});

test("a wrong file is shown with its errors, and an empty form says so", async () => {
  const app = await openSiteApp();
  const path = `${CATALOGUE}/import`;
  const wrong = await app.ask(path, form({ csv: "machine,action\n<b>nobody</b>,x\n" }));
  expect(wrong.status).toBe(400);
  const rows = [...parsePage(await wrong.text()).querySelectorAll("tbody tr")].map(
    ({ textContent }) => textContent,
  );
  expect(rows).toEqual(["2machine<b>nobody</b>no machine has this id or name"]);
  expect((await app.ask(path, form({ csv: " " }))).status).toBe(400);
  const address = "https://wiki/%E4";
  const multipart = new FormData();
  multipart.set("csv", `rule,link\nr,${address}\n`);
  const read = await app.ask(path, { method: "POST", body: multipart, headers: { accept: "text/html" } });
  expect(await read.text()).toContain(address);
});

test("guidance is written on a form for any of the scopes of an alarm, and taken away", async () => {
  const app = await withValues(["flow"]);
  const path = `${CATALOGUE}/guidance?machine=Press-1&metric=flow&rule=limit`;
  const legends = [...(await page(app, path)).querySelectorAll("legend")].map(
    ({ textContent }) => textContent,
  );
  expect(legends).toEqual([
    "flow of Press-1 shown with this alarm",
    "every alarm of Press-1 ",
    "every alarm of the kind: outside a limit ",
    "flow of every machine of type Other ",
    "flow of every machine ",
    "every alarm of a machine of type Other ",
  ]);
  const scope = `machine_id=${app.machine.id}&metric=flow`;
  const refused = await app.ask(
    path,
    form({ scope, action: "Stop", link: "javascript:x", within_minutes: "soon" }),
  );
  expect(refused.status).toBe(400);
  const answer = await refused.text();
  expect(answer).toContain("Link: must be an address");
  expect(answer).toContain('value="javascript:x"');
  expect((await app.ask(path, form({ scope, action: "Stop", within_minutes: "5" }))).status).toBe(303);
  expect((await listed(app)).entries[2]).toMatchObject({ guidance: { action: "Stop", within_minutes: 5 } });
  expect((await app.ask(path, form({ scope, remove: "1", action: "Stop" }))).status).toBe(303);
  expect((await listed(app)).entries[2]?.guidance).toBeUndefined();
  expect((await app.ask(path, form({ scope: "nothing", action: "x" }))).status).toBe(400);
});

test("a viewer reads all of it and changes nothing", async () => {
  const app = await openSiteApp({ access: { mode: "view" } });
  for (const path of [CATALOGUE, `${CATALOGUE}/guidance?machine=Press-1`, `${CATALOGUE}/export.csv`, API]) {
    const answer = await app.ask(path, { headers: { accept: "text/html" } });
    expect([path, answer.status]).toEqual([path, 200]);
    expect(await answer.text()).not.toContain('method="post" action="/alarms');
  }
  expect((await put(app, "rule,action\nr,x\n")).status).toBe(401);
  const sent = [
    await app.ask(`${CATALOGUE}/guidance`, form({ scope: "rule=r", action: "x" })),
    await app.ask(`${CATALOGUE}/import`, form({ csv: "rule,action\nr,x\n" })),
  ];
  for (const { headers } of sent) expect(headers.get("location")).toStartWith("/sign-in");
  expect(await app.store.guidance.all()).toEqual([]);
});

test("an alarm is answered with what to do, and so is the question of its row", async () => {
  const app = await openSiteApp();
  const { machine, store } = app;
  const report = async (metric_name: string) => {
    const found = { machine_id: machine.id, detected_at: new Date().toISOString(), metric_name };
    const body = JSON.stringify({ ...found, anomaly_type: "spike", severity: "warning" });
    const headers = { "content-type": "application/json" };
    const answer = await app.ask("/api/v1/anomaly/create", { method: "POST", body, headers });
    return z.looseObject({ anomaly_id: z.string() }).parse(await answer.json()).anomaly_id;
  };
  await put(app, "machine,metric,action,within_minutes,link\nPress-1,flow,Check <b>,15,https://wiki/flow\n");
  const [flow, torque] = [await report("flow"), await report("torque")];
  const recent = z.looseObject({ anomalies: z.array(z.looseObject({ id: z.string() })) });
  const { anomalies } = recent.parse(await (await app.ask("/api/v1/anomaly/recent")).json());
  expect(anomalies.find(({ id }) => id === flow)).toMatchObject({
    guidance: { action: "Check <b>", within_minutes: 15, link: "https://wiki/flow" },
  });
  expect(anomalies.find(({ id }) => id === torque)).not.toHaveProperty("guidance");
  const events = await store.events.pending(10);
  const detected = events.filter(({ event_type }) => event_type === "anomaly_detected");
  expect(detected.map((event) => "action" in event && event.action)).toEqual(["Check <b>", false]);

  const rows = await page(app, "/anomalies");
  expect(
    [...rows.querySelectorAll("[form=what-to-do]")].map((button) => button.getAttribute("value")),
  ).toEqual([flow]);
  const part = await app.ask(`/alarms/what-to-do?alarm=${flow}`, { headers: { "hx-request": "true" } });
  const html = await part.text();
  expect(html).toStartWith('<hx-partial hx-target="#do-');
  expect(html).toContain("Check &lt;b&gt;");
  expect(html).toContain('href="https://wiki/flow" rel="noopener noreferrer"');
  const whole = await app.ask(`/alarms/what-to-do?alarm=${flow}`);
  expect(await whole.text()).toContain("within 15 min");
  expect((await app.ask("/alarms/what-to-do?alarm=nothing")).status).toBe(404);
});

test("two hundred machines of eight metrics are listed in time", async () => {
  const app = await openSiteApp();
  const { store, core } = app;
  for (let index = 0; index < 200; index++)
    core.machineRegistry.put(await store.machines.add({ name: `M-${index}` }));
  const lines = Array.from(
    { length: 1600 },
    (_, at) => `M-${at % 200},m${Math.floor(at / 200)},${at},Check it,5`,
  );
  const csv = `machine,metric,high,action,within_minutes\n${lines.join("\n")}\n`;
  expect(await (await put(app, csv)).json()).toMatchObject({ changes_count: 1600 * 4 });
  const took = async (path: string) => {
    const from = performance.now();
    await (await app.ask(path)).text();
    return performance.now() - from;
  };
  for (const path of [CATALOGUE, `${CATALOGUE}?q=m7&offset=400`, `${API}?limit=100`]) {
    const times = [await took(path), await took(path), await took(path), await took(path)];
    if (process.env.ANDON_SAY_TIMES) console.log(path, times.map(Math.round));
    expect(Math.min(...times)).toBeLessThan(300);
  }
});
