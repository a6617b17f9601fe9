import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Role } from "../../../src/people/actor";
import { hashOf } from "../../../src/store/people/secrets";
import { reportedAnswer } from "../../support/answers";
import { SLOW_MACHINE_MS } from "../../support/needs";
import { cookieOf, form, openSiteApp, PROXY, type SiteApp } from "../../support/site_app";

setDefaultTimeout(SLOW_MACHINE_MS);

const MINUTE = 60_000;
const BADGE = "0008675309";

async function opened(options: Parameters<typeof openSiteApp>[0] = {}) {
  const site = await openSiteApp({ ...options, access: { mode: "view", ...options.access } });
  const token = await site.store.tokens.add({ name: "Gateway", scopes: ["readings"], expires_at: null });
  const ada = await person(site, "Ada", "operator", "4711");
  return { ...site, ada, report: () => report(site, token.secret) };
}

async function person({ store }: SiteApp, name: string, role: Role, pin: string | null) {
  const { id } = await store.people.add({ name, login: name.toLowerCase(), role });
  await store.people.setPin(id, pin);
  return id;
}

/** An alarm; its id. */
async function report({ ask }: SiteApp, secret: string): Promise<string> {
  const reported = { anomaly_type: "spike", severity: "critical", detected_at: new Date().toISOString() };
  const answer = await ask("/api/v1/anomaly/create", {
    method: "POST",
    body: JSON.stringify({ machine_id: "Press-1", ...reported }),
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
  });
  expect(answer.status).toBe(201);
  return reportedAnswer.parse(await answer.json()).anomaly_id;
}

const post = ({ ask }: Pick<SiteApp, "ask">, fields: Record<string, string>, from?: string) =>
  ask("/answer", form(fields), from);

test("the person of the PIN stands in the alarm and in the audit log, and nobody is signed in by it", async () => {
  const site = await opened();
  const id = await site.report();
  const answer = await post(site, {
    acknowledge: id,
    note: "oil",
    person: site.ada,
    pin: "4711",
    back: "/anomalies?state=new",
  });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/anomalies?state=new"]);
  expect(await site.store.alarms.find(id)).toMatchObject({
    state: "acknowledged",
    acknowledged_by: "Ada",
    acknowledged_by_id: site.ada,
    note: "oil",
  });
  const entries = await site.store.audit.list({ limit: 50 });
  expect(entries.find(({ action }) => action === "alarm.acknowledge")).toMatchObject({
    actor_kind: "person",
    actor_id: site.ada,
    actor_name: "Ada",
    address: "192.0.2.7",
  });
  const after = await site.ask("/settings/me", { headers: { cookie: cookieOf(answer) } });
  expect(after.status).toBe(401);
});

test("every action takes a PIN or a badge: resolve, false alarm, normal now, all of a list", async () => {
  const site = await opened();
  await site.store.answerers.setBadge(site.ada, BADGE);
  const states: unknown[] = [];
  for (const pressed of ["acknowledge", "resolve", "false_alarm"]) {
    const id = await site.report();
    expect((await post(site, { [pressed]: id, badge: BADGE })).status).toBe(303);
    const alarm = await site.store.alarms.find(id);
    states.push([alarm?.state, alarm?.resolved_by ?? alarm?.acknowledged_by]);
  }
  expect(states).toEqual([
    ["acknowledged", "Ada"],
    ["resolved", "Ada"],
    ["resolved", "Ada"],
  ]);
  const proof = { person: site.ada, pin: "4711" };
  expect((await post(site, { accept_as_normal: site.machine.id, ...proof })).status).toBe(303);
  const id = await site.report();
  const { asOf } = await site.store.alarms.unacknowledged({});
  expect(
    (await post(site, { acknowledge_all: String(asOf), filter: "severity=critical", ...proof })).status,
  ).toBe(303);
  expect((await site.store.alarms.find(id))?.acknowledged_by).toBe("Ada");
});

test("a wrong PIN, an unknown person, one without a PIN and a viewer are told the same, and nothing is answered", async () => {
  const site = await opened();
  const people = {
    wrong: site.ada,
    unknown: "nobody",
    without: await person(site, "Bob", "operator", null),
    viewer: await person(site, "Vera", "viewer", "1234"),
    inactive: await person(site, "Gone", "operator", "1234"),
  };
  await site.store.people.change(people.inactive, { is_active: false });
  const id = await site.report();
  const told: string[] = [];
  for (const [n, who] of Object.values(people).entries()) {
    const answer = await post(site, { acknowledge: id, person: who, pin: "1234" }, `198.51.100.${n}`);
    expect(answer.status).toBe(401);
    told.push(/role="alert">([^<]*)/.exec(await answer.text())?.[1]?.trim() ?? "");
  }
  expect([...new Set(told)]).toEqual(["This PIN is wrong"]);
  expect((await site.store.alarms.find(id))?.state).toBe("new");
  const page = await (await site.ask(`/answer?acknowledge=${id}`)).text();
  expect([...page.matchAll(/<bdi>([^<]+)<\/bdi><\/button>/g)].map(([, name]) => name)).toEqual(["Ada"]);
});

test("an answer at a tablet is taken back by the same person's PIN, and by nobody else's", async () => {
  const site = await opened();
  const bob = await person(site, "Bob", "operator", "4712");
  const id = await site.report();
  const acted = await post(site, { acknowledge: id, person: site.ada, pin: "4711" });
  const page = await (await site.ask("/anomalies", { headers: { cookie: cookieOf(acted) } })).text();
  expect(page).toContain(`name="undo" value="${id}"`);
  const asked = await site.ask(`/answer?undo=${id}`);
  expect(await asked.text()).toContain("Undo: who are you?");
  expect((await post(site, { undo: id, person: bob, pin: "4712" })).status).toBe(409);
  expect((await post(site, { undo: id, person: site.ada, pin: "4711" })).status).toBe(303);
  expect(await site.store.alarms.find(id)).toMatchObject({ state: "new", acknowledged_by: null });
});

test("an unknown person takes as long as a wrong PIN", async () => {
  const site = await opened();
  const id = await site.report();
  const fastest = { known: Infinity, unknown: Infinity };
  for (let n = 0; n < 4; n++) {
    for (const [kind, who] of [
      ["known", site.ada],
      ["unknown", `nobody-${n}`],
    ] as const) {
      const start = performance.now();
      await post(
        site,
        { acknowledge: id, person: who, pin: "0000" },
        `198.51.100.${2 * n + Number(kind === "known")}`,
      );
      fastest[kind] = Math.min(fastest[kind], performance.now() - start);
    }
  }
  // Looking it up alone takes a hundredth.
  expect(fastest.unknown).toBeGreaterThan(fastest.known / 5);
});

test("wrong ones lock by steps, from wherever they come, and the right PIN waits with them; never for good", async () => {
  let now = Date.now();
  const site = await opened({ now: () => now });
  const id = await site.report();
  let address = 0;
  const guess = async (pin: string) =>
    (await post(site, { acknowledge: id, person: site.ada, pin }, `10.0.${++address >> 8}.${address & 255}`))
      .status;
  const waits: (string | null)[] = [];
  for (let n = 0; n < 5; n++) expect(await guess("0000")).toBe(401);
  for (let step = 0; step < 4; step++) {
    const locked = await post(site, { acknowledge: id, person: site.ada, pin: "4711" }, "192.0.2.1");
    expect(locked.status).toBe(429);
    expect(await locked.text()).toContain("Too many wrong tries: try again in");
    waits.push(locked.headers.get("retry-after"));
    now += Number(waits.at(-1)) * 1000;
    expect(await guess("0000")).toBe(401);
  }
  expect(waits).toEqual(["60", "300", "900", "900"]);
  // A thousand addresses more try nothing.
  const statuses = await Promise.all(Array.from({ length: 100 }, () => guess("4711")));
  expect([...new Set(statuses)]).toEqual([429]);
  now += 15 * MINUTE;
  expect((await post(site, { acknowledge: id, person: site.ada, pin: "4711" }, "192.0.2.1")).status).toBe(
    303,
  );
});

test("badges are guessed five times from an address", async () => {
  const site = await opened();
  const id = await site.report();
  const statuses: number[] = [];
  for (let n = 0; n < 7; n++)
    statuses.push((await post(site, { acknowledge: id, badge: `0000000${n}` })).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
});

test("with ACCESS=open a name is chosen, and nobody is asked for a PIN", async () => {
  const site = await opened({ access: { mode: "open" } });
  const id = await site.report();
  const page = await (await site.ask("/")).text();
  expect(page).toContain('name="by"');
  expect(page).not.toContain('id="who"');
  const answer = await site.ask("/anomalies/answer", form({ acknowledge: id, by: "Zoe" }));
  expect(answer.status).toBe(302);
  expect(await site.store.alarms.find(id)).toMatchObject({ acknowledged_by: "Zoe" });
});

test("with ACCESS=view the buttons ask who, unless somebody is signed in; closed they ask for signing in", async () => {
  const site = await opened();
  const secret = await site.store.sessions.begin(site.ada, { address: "a", agent: "b" }, undefined);
  const formOf = async (headers: Record<string, string>) =>
    /<form id="answer"[^>]*>/.exec(await (await site.ask("/", { headers })).text())?.[0];
  expect(await formOf({})).toContain('method="get" action="/answer"');
  expect(await formOf({ cookie: `andon-session=${secret}` })).toContain('action="/anomalies/answer"');
  const closed = await opened({ access: { mode: "closed" } });
  expect((await closed.ask("/answer?acknowledge=1")).status).toBe(401);
});

test("nobody comes past the question by the address of known people", async () => {
  const site = await opened();
  const id = await site.report();
  const tries: Record<string, string>[] = [{ by: "Ada" }, { person: site.ada, pin: "4711" }];
  for (const fields of tries)
    expect(
      (await site.ask("/anomalies/answer", { ...form({ acknowledge: id, ...fields }), redirect: "manual" }))
        .status,
    ).not.toBe(204);
  expect((await site.store.alarms.find(id))?.state).toBe("new");
  const foreign = form(
    { acknowledge: id, person: site.ada, pin: "4711" },
    { origin: "https://evil.example" },
  );
  expect((await site.ask("/answer", foreign)).status).toBe(403);
  const away = await post(site, { acknowledge: id, person: site.ada, pin: "4711", back: "//evil.example/x" });
  expect(away.headers.get("location")).toMatch(/^\/(?!\/)/);
});

test("a paired screen answers by PIN where it may act, under closed too, and never by itself", async () => {
  const folder = mkdtempSync(join(tmpdir(), "andon-screen-"));
  const path = join(folder, "andon.db");
  const site = await opened({ access: { mode: "closed" }, url: `sqlite://${path}` });
  {
    await using sql = new Bun.SQL({ adapter: "sqlite", filename: path });
    for (const mayAct of [0, 1])
      await sql`insert into devices (id, hash, name, may_act, created_at)
        values (${`d${mayAct}`}, ${hashOf(`screen-${mayAct}`)}, 'Wall', ${mayAct}, ${Date.now()})`;
  }
  const id = await site.report();
  const send = async (path: string, screen: string, fields: Record<string, string>) =>
    (await site.ask(path, form({ acknowledge: id, ...fields }, { cookie: `andon-device=${screen}` }))).status;
  const proof = { person: site.ada, pin: "4711" };
  expect(await send("/anomalies/answer", "screen-1", proof)).toBe(403);
  expect(await send("/answer", "screen-0", proof)).toBe(403);
  expect((await site.store.alarms.find(id))?.state).toBe("new");
  expect(await send("/answer", "screen-1", proof)).toBe(303);
  expect((await site.store.alarms.find(id))?.acknowledged_by).toBe("Ada");
  const headers = { cookie: "andon-device=screen-1" };
  const asked = await (
    await site.ask("/answer?acknowledge=1", { headers: { ...headers, "hx-request": "true" } })
  ).text();
  expect(asked).not.toContain("sign-in");
  expect(await (await site.ask("/", { headers })).text()).toContain('id="who"');
});

test("behind a proxy the address is the client's, so that one tablet does not lock the others", async () => {
  const site = await opened();
  const id = await site.report();
  const send = (client: string, badge: string) =>
    site.ask("/answer", form({ acknowledge: id, badge }, { "x-forwarded-for": client }), PROXY);
  for (let n = 0; n < 6; n++) await send("10.1.1.1", "00000000");
  expect((await send("10.1.1.1", "00000000")).status).toBe(429);
  expect((await send("10.1.1.2", "00000000")).status).toBe(401);
});

test("where the screen remembers, the same person answers for five minutes without PIN, and can do nothing else", async () => {
  let now = Date.now();
  const site = await opened({ now: () => now });
  const answer = async (fields: Record<string, string>, cookie: string) =>
    site.ask("/answer", form({ acknowledge: await site.report(), ...fields }, { cookie }));
  const unset = await answer({ person: site.ada, pin: "4711" }, "");
  expect(cookieOf(unset)).not.toContain("andon-answer=");
  const first = await answer({ person: site.ada, pin: "4711" }, "andon-remembers=1");
  const cookie = `andon-remembers=1; ${cookieOf(first)}`;
  now += 4 * MINUTE;
  expect((await answer({ again: site.ada }, cookie)).status).toBe(303);
  const secret = /andon-answer=([^;]+)/.exec(cookie)?.[1] ?? "";
  const asSession = await site.ask("/settings/me", { headers: { cookie: `andon-session=${secret}` } });
  expect(asSession.status).toBe(401);
  const bob = await person(site, "Bob", "operator", "4712");
  expect((await answer({ again: bob }, cookie)).status).toBe(401);
  // The setting is the screen's, and the time is that of the PIN.
  expect((await answer({ again: site.ada }, cookie.replace("andon-remembers=1; ", ""))).status).toBe(401);
  now += MINUTE;
  expect((await answer({ again: site.ada }, cookie)).status).toBe(401);
});

test("administrators set PINs and badges, a badge for one person only, and whether this screen remembers", async () => {
  const site = await opened();
  const root = await person(site, "Root", "administrator", null);
  const bob = await person(site, "Bob", "operator", null);
  const secret = await site.store.sessions.begin(root, { address: "a", agent: "b" }, undefined);
  const headers = { cookie: `andon-session=${secret}` };
  const set = async (id: string, kind: string, value: string) =>
    (await site.ask(`/settings/people/${id}/${kind}`, form({ [kind]: value }, headers))).status;
  const statuses = [
    await set(bob, "pin", "12a4"),
    await set(bob, "pin", "123456"),
    await set(bob, "badge", "1234567"),
    await set(bob, "badge", BADGE),
    await set(site.ada, "badge", BADGE),
  ];
  expect(statuses).toEqual([400, 303, 400, 303, 409]);
  expect(await site.store.answerers.withPin(bob, "123456")).toMatchObject({ name: "Bob" });
  expect(await site.store.answerers.withBadge(BADGE)).toMatchObject({ name: "Bob" });
  expect([await set("nobody", "pin", "1234"), await set("nobody", "badge", "12345678")]).toEqual([404, 404]);
  expect(await set(bob, "pin", "")).toBe(303);
  expect(await site.store.people.find(bob)).toMatchObject({ has_pin: false, has_badge: true });
  const remembers = await site.ask("/answer/remember", form({ remember: "1" }, headers));
  expect(cookieOf(remembers)).toBe("andon-remembers=1");
});

test("a badge that is typed where a PIN is asked answers as its owner, and forgets nobody else's wrong PINs", async () => {
  const site = await opened();
  const bob = await person(site, "Bob", "operator", null);
  await site.store.answerers.setBadge(bob, "12345678");
  const id = await site.report();
  const send = async (pin: string) => (await post(site, { acknowledge: id, person: site.ada, pin })).status;
  for (let n = 0; n < 4; n++) expect(await send("0000")).toBe(401);
  expect(await send("12345678")).toBe(303);
  expect((await site.store.alarms.find(id))?.acknowledged_by).toBe("Bob");
  expect([await send("0000"), await send("0000")]).toEqual([401, 429]);
});

test("an alarm is shelved and given back at a shared tablet as the person of the PIN", async () => {
  const site = await opened();
  const id = await site.report();
  const asked = await site.ask(`/answer?shelve=${encodeURIComponent(`1h ${id}`)}`);
  expect(await asked.text()).toContain("Shelve: who are you?");
  const who = { person: site.ada, pin: "4711", back: "/" };
  expect((await post(site, { shelve: `1h ${id}`, ...who })).status).toBe(303);
  expect(await site.store.alarms.find(id)).toMatchObject({ suppressed: { by: "Ada", by_id: site.ada } });
  expect((await post(site, { unshelve: id, ...who })).status).toBe(303);
  expect((await site.store.alarms.find(id))?.suppressed).toBeUndefined();
  expect((await post(site, { unshelve: id, ...who })).status).toBe(409);
});
