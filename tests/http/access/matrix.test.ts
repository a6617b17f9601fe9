import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROUTE_ACTIONS } from "../../../src/http/access/route_actions";
import { type Actor, ANONYMOUS, ROLES, SCOPES } from "../../../src/people/actor";
import { type Access, ACCESS_MODES, isAllowed } from "../../../src/people/permissions";
import { hashOf } from "../../../src/store/people/secrets";
import { SLOW_MACHINE_MS } from "../../support/needs";
import { openSiteApp, type SiteApp } from "../../support/site_app";

/*
 * Every route and socket, asked by everybody, under every ACCESS: who may comes past the door, who may not is refused
 * with 401 (nobody is known) or 403 (somebody is, who may not).
 */

setDefaultTimeout(SLOW_MACHINE_MS);

const DAY = 86_400_000;

/** Who asks: what the request brings along, and whom the door should see; "refused": a token that does not hold. */
type Caller = { headers: Record<string, string>; actor: Actor | "refused"; token?: string };

/** Signing out would end the session that later requests come with. */
const ROUTES = Object.entries(ROUTE_ACTIONS).toSorted(
  ([a], [b]) => Number(a.includes("sign-out")) - Number(b.includes("sign-out")),
);

/** Bodies with which a request does what it is for; without one it is refused for its body, past the door. */
function bodyOf(route: string, machineId: string): string | undefined {
  // Of a machine that nobody knows: a taken one would wait for an intake, which this app has none of.
  const reading = {
    machine_id: `no ${machineId}`,
    timestamp: new Date().toISOString(),
    metrics: { power_kw: 1 },
  };
  const bodies: Record<string, unknown> = {
    "POST /api/v1/readings": reading,
    "POST /api/v1/machines/:id/accept-as-normal": { by: "Ada" },
    "PATCH /api/v1/machines/:id": { description: "Press" },
    "PUT /api/v1/machines/:id/limits": { metrics: [] },
    "PUT /api/v1/metric-settings": { metric: "power_kw", label: "Power" },
    "POST /api/v1/tokens": { name: "Gateway", scopes: ["read"] },
  };
  const body = bodies[route];
  return body === undefined ? undefined : JSON.stringify(body);
}

async function callersOf({ store }: SiteApp): Promise<Record<string, Caller>> {
  const from = { address: "192.0.2.7", agent: "test" };
  const cookie = (secret: string) => ({ cookie: `andon-session=${secret}` });
  const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
  const callers: Record<string, Caller> = { anonymous: { headers: {}, actor: ANONYMOUS } };
  for (const role of ROLES) {
    const { id, name } = await store.people.add({ name: role, login: role, role });
    const secret = await store.sessions.begin(id, from, undefined);
    callers[role] = { headers: cookie(secret), actor: { kind: "person", id, name, role } };
  }
  for (const scope of SCOPES) {
    const { token, secret } = await store.tokens.add({ name: scope, scopes: [scope], expires_at: null });
    const actor: Actor = { kind: "token", id: token.id, name: scope, scopes: [scope] };
    callers[`token ${scope}`] = { headers: bearer(secret), actor, token: secret };
  }
  for (const mayAct of [false, true]) {
    const secret = `screen-${String(mayAct)}`;
    await addScreen(secret, mayAct);
    const actor: Actor = { kind: "device", id: secret, name: "Wall", mayAct };
    callers[mayAct ? "acting screen" : "screen"] = { headers: { cookie: `andon-device=${secret}` }, actor };
  }
  const off = "screen that was taken off the list";
  await addScreen("screen-off", true);
  await store.devices.revoke("screen-off");
  callers[off] = { headers: { cookie: "andon-device=screen-off" }, actor: "refused" };
  const ended = await store.people.add({ name: "ended", login: "ended", role: "administrator" });
  const endedSecret = await store.sessions.begin(ended.id, from, undefined);
  await store.sessions.endAll(ended.id);
  callers["ended session"] = { headers: cookie(endedSecret), actor: ANONYMOUS };
  const gone = await store.people.add({ name: "gone", login: "gone", role: "administrator" });
  const goneSecret = await store.sessions.begin(gone.id, from, undefined);
  await store.people.change(gone.id, { is_active: false });
  callers["deactivated person"] = { headers: cookie(goneSecret), actor: ANONYMOUS };
  const revoked = await store.tokens.add({ name: "revoked", scopes: [...SCOPES], expires_at: null });
  await store.tokens.revoke(revoked.token.id);
  callers["revoked token"] = { headers: bearer(revoked.secret), actor: "refused", token: revoked.secret };
  const expired = await store.tokens.add({
    name: "expired",
    scopes: [...SCOPES],
    expires_at: Date.now() - 1,
  });
  callers["expired token"] = { headers: bearer(expired.secret), actor: "refused", token: expired.secret };
  return callers;
}

const folder = mkdtempSync(join(tmpdir(), "andon-matrix-"));
let path = "";
// Not with each test: its database is closed only after it.
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Screens are paired by another part: here the row is what counts. */
async function addScreen(secret: string, mayAct: boolean) {
  await using sql = new Bun.SQL({ adapter: "sqlite", filename: path });
  await sql`insert into devices (id, hash, name, may_act, created_at)
    values (${secret}, ${hashOf(secret)}, 'Wall', ${mayAct ? 1 : 0}, ${Date.now() - DAY})`;
}

async function openMatrix(mode: Access) {
  path = join(folder, `${crypto.randomUUID()}.db`);
  const site = await openSiteApp({ access: { mode, metrics: "token" }, url: `sqlite://${path}` });
  return { site, callers: await callersOf(site) };
}

/** The status that the door owes; undefined: it lets the request past. */
function owed({ actor }: Caller, route: string, mode: Access): number | undefined {
  const action = ROUTE_ACTIONS[route]!;
  if (action === "public") return undefined;
  if (actor === "refused") return 401;
  if (isAllowed(actor, action, mode)) return undefined;
  return actor.kind === "anonymous" ? 401 : 403;
}

for (const mode of ACCESS_MODES) {
  test(`with ACCESS=${mode} each route is open to exactly those whom the table names`, async () => {
    const { site, callers } = await openMatrix(mode);
    const wrong: string[] = [];
    let past = 0;
    for (const [who, caller] of Object.entries(callers)) {
      for (const [route] of ROUTES) {
        const status = await statusOf(site, route, caller.headers);
        const expected = owed(caller, route, mode);
        // Past the door, and refused for the password that it lacks.
        if (route === "POST /sign-in" && [401, 429].includes(status)) continue;
        const isRight =
          expected === undefined ? status < 500 && ![401, 403].includes(status) : status === expected;
        if (!isRight)
          wrong.push(`${who}: ${route} was answered with ${status}, not ${expected ?? "let past"}`);
        if (status < 400) past += 1;
      }
    }
    expect(wrong).toEqual([]);
    expect(past).toBeGreaterThan(mode === "closed" ? 250 : 400);
  });

  test(`with ACCESS=${mode} sockets are open to exactly those who may look`, async () => {
    const { site, callers } = await openMatrix(mode);
    const wrong: string[] = [];
    for (const [who, caller] of Object.entries(callers)) {
      for (const route of ["GET /live", "GET /api/v1/ws/:stream"]) {
        const address = route.replace("GET ", "").replace(":stream", "anomalies");
        const tries = [
          { address, headers: caller.headers },
          // A browser cannot give its socket a header.
          ...(caller.token ? [{ address: `${address}?token=${caller.token}`, headers: {} }] : []),
        ];
        for (const { address, headers } of tries) {
          const { status } = await site.ask(address, { headers: { ...headers, upgrade: "websocket" } });
          if (status !== (owed(caller, route, mode) ?? 200)) wrong.push(`${who}: ${address}: ${status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
}

async function statusOf({ ask, machine }: SiteApp, route: string, headers: Record<string, string>) {
  const [method = "", pattern = ""] = route.split(" ");
  const address = pattern.replace(":id", machine.id).replace(":stream", "anomalies").replace(":name", "none");
  const json = bodyOf(route, machine.id);
  const isForm = method === "POST" && !pattern.startsWith("/api/");
  const content = isForm ? "application/x-www-form-urlencoded" : "application/json";
  const body = method === "GET" ? undefined : (json ?? "");
  const response = await ask(address, { method, body, headers: { ...headers, "content-type": content } });
  await response.arrayBuffer();
  return response.status;
}
