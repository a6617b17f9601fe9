import { expect, setDefaultTimeout, test } from "bun:test";
import { alarm } from "../../../support/builders";
import { SLOW_MACHINE_MS } from "../../../support/needs";
import { cookieOf, form, openSiteApp, type SiteApp } from "../../../support/site_app";

setDefaultTimeout(SLOW_MACHINE_MS);

/** A site on which anybody may answer, with an alarm "a1" and a finding "f1". */
async function opened(options: Parameters<typeof openSiteApp>[0] = {}) {
  const site = await openSiteApp(options);
  const ofPress = { machine_id: site.machine.id, machine_name: "Press-1" };
  const [open, past] = [alarm(ofPress), alarm({ ...ofPress, id: "f1", state: "finding", origin: "detect" })];
  await site.store.alarms.apply([open, past].map((each) => ({ kind: "opened", alarm: each })));
  const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    site.ask("/anomalies/answer", form(fields, { referer: "http://127.0.0.1:8080/anomalies", ...headers }));
  return { ...site, post, find: site.store.alarms.find };
}

const text = async ({ ask }: Pick<SiteApp, "ask">, path: string, cookie = "") =>
  (await ask(path, { headers: { cookie } })).text();

test("without script the next page offers to take an act back, by the name that was given; once", async () => {
  const site = await opened();
  const acted = await site.post({ acknowledge: "a1", by: "Ada" });
  const cookie = cookieOf(acted);
  const page = await text(site, "/anomalies", cookie);
  expect(page).toContain('name="undo" value="a1"');
  expect(page).toContain('name="undo_by" value="Ada"');
  expect(await text(site, "/anomalies")).not.toContain('name="undo"'); // another browser
  // Meanwhile somebody else has typed another name here.
  const undone = await site.post({ undo: "a1", undo_by: "Ada", by: "Bob" }, { cookie });
  expect(undone.status).toBe(302);
  expect(await site.find("a1")).toMatchObject({ state: "new", acknowledged_by: null });
  expect(cookieOf(undone)).toContain("andon-undo=");
  expect(await text(site, "/anomalies", cookieOf(undone))).not.toContain('name="undo"');
});

test("with script the answer brings the offer along", async () => {
  const site = await opened();
  const acted = await site.post({ resolve: "a1", by: "Ada" }, { "hx-request": "true" });
  const part = await acted.text();
  expect(part).toStartWith('<hx-partial hx-target="#undo"');
  expect(part).toContain('name="undo" value="a1"');
  const undone = await site.post({ undo: "a1", undo_by: "Ada" }, { "hx-request": "true" });
  expect(await undone.text()).not.toContain("button");
});

test("nothing is offered to who came second, for nothing was done", async () => {
  const site = await opened();
  await site.post({ acknowledge: "a1", by: "Ada" });
  const second = await site.post({ acknowledge: "a1", by: "Bob" }, { "hx-request": "true" });
  expect([second.status, (await second.text()).includes("button")]).toEqual([200, false]);
});

test("after 10 s it is refused with a sentence", async () => {
  let now = Date.now();
  const site = await opened({ now: () => now });
  await site.post({ false_alarm: "a1", by: "Ada" });
  now += 10_001;
  const refused = await site.post({ undo: "a1", by: "Ada" });
  expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining("10 s only")]);
  expect((await site.find("a1"))?.state).toBe("resolved");
});

test("a forged cookie offers nothing, and breaks no page", async () => {
  const site = await opened();
  for (const value of ["x", "{}", '{"act":"acknowledge"}', encodeURIComponent('{"act":1}'), "%"]) {
    const response = await site.ask("/", { headers: { cookie: `andon-undo=${value}` } });
    expect(response.status).toBe(200);
    expect(await response.text()).not.toContain('name="undo"');
  }
});

test("the page of an alarm has all that can be done with it, and of an unknown one says so", async () => {
  const site = await opened();
  const names = (page: string) =>
    [...page.matchAll(/<button form="answer" name="(\w+)"/g)].map(([, name]) => name);
  const all = names(await text(site, "/anomalies/alarm?alarm=a1"));
  for (const name of ["resolve", "false_alarm", "accept_as_normal", "assign"]) expect(all).toContain(name);
  expect(names(await text(site, "/anomalies/alarm?alarm=f1"))).toContain("raise");
  expect((await site.ask("/anomalies/alarm?alarm=nothing")).status).toBe(404);
  expect((await site.ask("/anomalies/alarm")).status).toBe(404);
});

test("an alarm is assigned to who is known by name or id; to any name only where anybody may answer", async () => {
  const site = await opened();
  const cy = await site.store.people.add({ name: "Cy", login: "cy", role: "operator" });
  await site.post({ assign: "a1", to: "cy", by: "Ada" });
  expect(await site.find("a1")).toMatchObject({ assigned_to: "Cy", assigned_to_id: cy.id });
  expect(await text(site, "/anomalies")).toContain("Assigned to");
  await site.post({ assign: "a1", to: "The electrician", by: "Ada" });
  expect(await site.find("a1")).toMatchObject({ assigned_to: "The electrician" });
  expect(await site.find("a1")).not.toHaveProperty("assigned_to_id");
  await site.post({ assign: "a1", to: "", by: "Ada" });
  expect(await site.find("a1")).not.toHaveProperty("assigned_to");

  const closed = await opened({ access: { mode: "view" } });
  const { secret } = await closed.store.tokens.add({ name: "Desk", scopes: ["alarms"], expires_at: null });
  const assign = (to: string | null) =>
    closed.ask("/api/v1/anomaly/a1/assign", {
      method: "POST",
      body: JSON.stringify({ to }),
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    });
  expect((await assign("The electrician")).status).toBe(404);
  const dee = await closed.store.people.add({ name: "Dee", login: "dee", role: "operator" });
  expect(await (await assign(dee.id)).json()).toMatchObject({ assigned_to: "Dee", assigned_to_id: dee.id });
  expect(await (await assign(null)).json()).toMatchObject({ assigned_to: null });
});

test("a finding is raised by its button, and is an open alarm then", async () => {
  const site = await opened();
  await site.post({ raise: "f1", by: "Ada" });
  expect((await site.find("f1"))?.state).toBe("new");
  expect((await site.post({ raise: "a1", by: "Ada" })).status).toBe(409);
});

test("a page asks before many are answered, names how many these are, and only those are", async () => {
  const site = await opened();
  const { asOf } = await site.store.alarms.unresolved({});
  const later = alarm({ id: "later", machine_id: "elsewhere" });
  await site.store.alarms.apply([{ kind: "opened", alarm: later }]);
  const path = (act: string, more = "") => `/anomalies/many?act=${act}&as_of=${asOf}${more}`;
  expect(await text(site, path("resolve_all"))).toContain("Resolve 1 alarm, even if still active?");
  expect(await text(site, path("acknowledge_all", "&severity=warning"))).toContain("No alarm is left");
  const page = await text(site, path("resolve_all", "&severity=critical"));
  const value = /name="resolve_all" value="(\d+)"/.exec(page)?.[1] ?? "";
  expect(value).toBe(String(asOf));
  const answered = await site.post({ resolve_all: value, filter: "?severity=critical", by: "Ada" });
  expect(answered.headers.get("location")).toBe("/anomalies?severity=critical");
  expect(await site.find("a1")).toMatchObject({ state: "resolved", resolved_by: "Ada" });
  expect([(await site.find("later"))?.state, (await site.find("f1"))?.state]).toEqual(["new", "finding"]);
});

test("programs answer many at once as they are, narrowed or not", async () => {
  const site = await opened();
  const all = async (path: string, body: object) =>
    (
      await site.ask(`/api/v1/anomaly/${path}`, {
        method: "POST",
        body: JSON.stringify({ by: "Ada", ...body }),
        headers: { "content-type": "application/json" },
      })
    ).json();
  expect(await all("acknowledge-all", { severity: "warning" })).toEqual({ count: 0 });
  expect(await all("acknowledge-all", { machine_id: "Press-1" })).toEqual({ count: 1 });
  expect(await all("resolve-all", { machine_id: "nobody" })).toMatchObject({ error: { code: "not_found" } });
  expect(await all("resolve-all", {})).toEqual({ count: 1 });
  expect(await all("resolve-all", { state: "finding" })).toEqual({ count: 1 });
});

test("notes that the plant has set are offered where a note is typed", async () => {
  const site = await opened();
  expect(await text(site, "/anomalies")).not.toContain("note-templates");
  await site.ask(
    "/settings/alarms",
    form({ critical: "1,5", warning: "8", notes: "On my way\n\n <b>Known \n" }),
  );
  const page = await text(site, "/anomalies");
  expect(page).toContain('<option value="On my way"');
  expect(page).toContain('<option value="&lt;b&gt;Known"');
  await site.post({ acknowledge: "a1", by: "Ada" });
  const { acknowledged_at, acknowledged_until } = (await site.find("a1"))!;
  expect(acknowledged_until! - acknowledged_at!).toBe(1.5 * 3_600_000);
  const refused = await site.ask("/settings/alarms", form({ critical: "0", warning: "8", notes: "" }));
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("Not saved")]);
});
