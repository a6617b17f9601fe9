import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Context } from "hono";
import type { WSEvents } from "hono/ws";
import { heldSockets } from "../../../src/http/access/held_sockets";
import type { Sockets } from "../../../src/http/sockets/sockets";
import type { Access } from "../../../src/people/permissions";
import { SLOW_MACHINE_MS } from "../../support/needs";
import { form, openSiteApp, PROXY, type SiteApp } from "../../support/site_app";
import { alarm } from "../../support/store";

setDefaultTimeout(SLOW_MACHINE_MS);

const HTML = { accept: "text/html" };
const JSON_TYPE = { "content-type": "application/json" };

describe("who has to sign in", () => {
  test("is sent to the sign-in as a person, and told so as a program", async () => {
    const { ask } = await openSiteApp({ access: { mode: "closed" } });
    const page = await ask("/anomalies?severity=critical", { headers: HTML });
    expect([page.status, page.headers.get("location")]).toEqual([
      303,
      "/sign-in?next=%2Fanomalies%3Fseverity%3Dcritical",
    ]);
    const program = await ask("/api/v1/plant", { headers: HTML });
    expect([program.status, program.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="Andon"']);
    const { error } = (await program.json()) as { error: { code: string; message: string } };
    expect(error.code).toBe("unauthorized");
    expect(error.message).toContain("Authorization: Bearer");
    const part = await ask("/live/since?page=board&after=x", { headers: { ...HTML, "hx-request": "true" } });
    expect(part.status).toBe(401);
  });

  test("comes back after a form to the page that it was on, never to another site's", async () => {
    const { ask } = await openSiteApp({ access: { mode: "view" } });
    const sent = form({ acknowledge: "x" }, { referer: "http://evil.example//evil.example/x" });
    const answer = await ask("/anomalies/answer", sent);
    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      "/sign-in?next=%2Fevil.example%2Fx",
    ]);
  });
});

describe("a page whose session is over", () => {
  const fromPage = (url: string) => ({ "hx-request": "true", "hx-current-url": url });
  const act = async (url: string, session: Record<string, string> = {}) => {
    const { ask } = await openSiteApp({ access: { mode: "view" } });
    const answer = await ask(
      "/anomalies/answer",
      form({ acknowledge: "x" }, { ...fromPage(url), ...session }),
    );
    return [answer.status, answer.headers.get("hx-redirect")];
  };

  test("leads to the sign-in with the next tap on an answer, and back to where it was", async () => {
    expect(await act("http://127.0.0.1:8080/?area=a1")).toEqual([401, "/sign-in?next=%2F%3Farea%3Da1"]);
    expect(await act("http://evil.example//evil.example/x")).toEqual([
      401,
      "/sign-in?next=%2Fevil.example%2Fx",
    ]);
    expect(await act("no address")).toEqual([401, "/sign-in?next=%2F"]);
  });

  test("stays where it is on a screen that nobody operates, and when it only asks what is new", async () => {
    expect(await act("http://127.0.0.1:8080/kiosk?rotate=board")).toEqual([401, null]);
    const { ask } = await openSiteApp({ access: { mode: "closed" } });
    const headers = fromPage("http://127.0.0.1:8080/");
    const asked = await ask("/live/since?page=board&after=x", { headers });
    expect([asked.status, asked.headers.get("hx-redirect")]).toEqual([401, null]);
  });

  test("is told so where somebody is signed in and may not: signing in again would change nothing", async () => {
    const site = await openSiteApp({ access: { mode: "view" } });
    const viewer = await sessionOf(site, "viewer");
    const headers = { ...fromPage("http://127.0.0.1:8080/"), ...viewer };
    const answer = await site.ask("/anomalies/answer", form({ acknowledge: "x" }, headers));
    expect([answer.status, answer.headers.get("hx-redirect")]).toEqual([403, null]);
  });
});

test("the page of settings links to what its reader may open, and every link opens", async () => {
  const site = await openSiteApp({ access: { mode: "view" } });
  const linksOf = async (headers: Record<string, string>) => {
    const page = await (await site.ask("/settings", { headers })).text();
    const links = [...page.matchAll(/<li><a href="\/settings\/(\w+)"/g)].map(([, path]) => path);
    for (const path of links) expect((await site.ask(`/settings/${path}`, { headers })).status).toBe(200);
    return links;
  };
  const everybodys = ["areas", "shifts", "energy", "alarms", "metrics"];
  expect(await linksOf({})).toEqual(everybodys);
  expect(await linksOf(await sessionOf(site, "operator"))).toEqual([...everybodys, "me"]);
  const all = await linksOf(await sessionOf(site, "administrator"));
  expect(all).toEqual(expect.arrayContaining(["me", "people", "tokens", "audit"]));
});

test.each<[Access, string, boolean]>([
  ["open", "session", false],
  ["view", "session", false],
  ["closed", "session", true],
  ["open", "device", true],
  ["view", "device", true],
  ["closed", "device", true],
])(
  "with ACCESS=%s a socket opened with a %s: whether it ends with it is %p",
  async (mode, kind, isWatched) => {
    let made: (c: Context) => WSEvents | Promise<WSEvents> = () => ({});
    const sockets = { upgrade: (create: typeof made) => void (made = create) } as unknown as Sockets;
    const cookies = { session: () => undefined, device: () => undefined, [kind]: () => "a secret" };
    heldSockets({ sockets, access: { mode }, store: {}, cookies, reader: String } as never).upgrade(
      () => own,
    );
    const own: WSEvents = {};
    const request = { req: { header: () => undefined, query: () => undefined } } as unknown as Context;
    expect((await made(request)) !== own).toBe(isWatched);
  },
);

describe("who may not", () => {
  test("is told what it would take", async () => {
    const site = await openSiteApp({ access: { mode: "view" } });
    const { secret } = await site.store.tokens.add({
      name: "Gateway",
      scopes: ["readings"],
      expires_at: null,
    });
    const answer = await post(
      site,
      "/api/v1/anomaly/x/acknowledge",
      {},
      { authorization: `Bearer ${secret}` },
    );
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain(
      `The token \\"Gateway\\" may not answer alarms: this needs the scope alarms`,
    );
    const viewer = await sessionOf(site, "viewer");
    const asViewer = await post(site, "/api/v1/anomaly/x/acknowledge", {}, viewer);
    expect(await asViewer.text()).toContain(
      "Your role viewer may not answer alarms: this needs the role operator",
    );
    const page = await site.ask("/settings/people", { headers: { ...HTML, ...viewer } });
    expect([page.status, page.headers.get("content-type")]).toEqual([403, "text/html; charset=UTF-8"]);
  });
});

test("the OpenAPI document says of each call what it needs", async () => {
  const { ask } = await openSiteApp();
  const { paths } = (await (await ask("/openapi.json")).json()) as {
    paths: Record<string, Record<string, { description?: string; security?: unknown[] }>>;
  };
  const calls = Object.values(paths).flatMap((path) => Object.values(path));
  expect(calls.length).toBeGreaterThan(30);
  expect(calls.filter(({ description }) => !description?.includes("Needs the role"))).toEqual([]);
  const { post } = paths["/api/v1/anomaly/{id}/acknowledge"]!;
  expect(post).toMatchObject({
    security: [{ token: [] }],
    description: "Needs the role operator, or a token with the scope alarms, unless ACCESS grants it.",
  });
});

describe("who brings nothing", () => {
  test("costs no query with ACCESS=open", async () => {
    const { ask, store } = await openSiteApp();
    const find = () => Promise.reject(new Error("asked the database"));
    store.sessions.find = store.tokens.find = store.devices.find = find;
    expect((await ask("/api/v1/plant")).status).toBe(200);
    expect((await ask("/api/v1/plant", { headers: { authorization: "Basic eDp5" } })).status).toBe(200);
  });
});

describe("tokens", () => {
  test("hold until they are revoked or expire, and tell of their use at most once a minute", async () => {
    let now = Date.now();
    const site = await openSiteApp({ access: { mode: "closed" }, now: () => now });
    const { token, secret } = await site.store.tokens.add({
      name: "Reader",
      scopes: ["read"],
      expires_at: now + 3_600_000,
    });
    const status = async (from: string) =>
      (await site.ask("/api/v1/plant", { headers: { authorization: `Bearer ${secret}` } }, from)).status;
    const uses = async () =>
      (await site.written().then(site.store.tokens.list)).map(({ used_at, used_from }) => [
        used_at,
        used_from,
      ]);
    const first = now;
    expect(await status("192.0.2.1")).toBe(200);
    expect(await uses()).toEqual([[first, "192.0.2.1"]]);
    now += 59_000;
    expect(await status("192.0.2.2")).toBe(200);
    expect(await uses()).toEqual([[first, "192.0.2.1"]]);
    now += 1_000;
    expect(await status("192.0.2.2")).toBe(200);
    expect(await uses()).toEqual([[now, "192.0.2.2"]]);
    now = first + 3_600_000;
    expect(await status("192.0.2.1")).toBe(401);
    now = first;
    await site.store.tokens.revoke(token.id);
    expect(await status("192.0.2.1")).toBe(401);
  });

  test("are made by administrators, shown once, and kept as hashes", async () => {
    const site = await openSiteApp({ access: { mode: "view" } });
    const headers = await sessionOf(site, "administrator");
    const made = await post(
      site,
      "/api/v1/tokens",
      { name: "Gateway", scopes: ["readings", "read"] },
      headers,
    );
    const { token } = (await made.json()) as { token: string };
    expect([made.status, token]).toEqual([201, expect.stringMatching(/^andon_[\w-]{43}$/)]);
    const list = await (await site.ask("/api/v1/tokens", { headers })).text();
    expect(list).not.toContain(token);
    expect(list).toContain('"created_by":"');
    const page = await (
      await site.ask(
        "/settings/tokens",
        form(
          [
            ["name", "Other"],
            ["scope", "read"],
            ["scope", "alarms"],
            ["days", "30"],
          ] as never,
          headers,
        ),
      )
    ).text();
    expect(page).toMatch(/andon_[\w-]{43}/);
    expect(await (await site.ask("/settings/tokens", { headers })).text()).toContain("read, alarms");
  });

  test("make no tokens, whatever ACCESS is", async () => {
    for (const mode of ["open", "view"] as const) {
      const site = await openSiteApp({ access: { mode } });
      const { secret } = await site.store.tokens.add({
        name: "All",
        scopes: ["read", "configure"],
        expires_at: null,
      });
      const answer = await post(
        site,
        "/api/v1/tokens",
        { name: "x", scopes: ["read"] },
        { authorization: `Bearer ${secret}` },
      );
      expect([mode, answer.status]).toEqual([mode, 403]);
    }
  });
});

describe("/metrics", () => {
  const status = async ({ ask }: SiteApp, from: string, headers = {}) =>
    (await ask("/metrics", { headers }, from)).status;

  test("is open to programs of this machine and else asks who it is, though everybody may look", async () => {
    const site = await openSiteApp({ access: { mode: "view" } });
    expect(await status(site, "127.0.0.1")).toBe(200);
    expect(await status(site, "::1")).toBe(200);
    expect(await status(site, "192.0.2.1")).toBe(401);
    // A proxy of this machine that nobody trusts speaks for others.
    expect(await status(site, "127.0.0.1", { "x-forwarded-for": "192.0.2.1" })).toBe(401);
    expect(await status(site, PROXY, { "x-forwarded-for": "127.0.0.1" })).toBe(200);
    const { secret } = await site.store.tokens.add({
      name: "Prometheus",
      scopes: ["read"],
      expires_at: null,
    });
    expect(await status(site, "192.0.2.1", { authorization: `Bearer ${secret}` })).toBe(200);
    expect(await status(site, "192.0.2.1", await sessionOf(site, "viewer"))).toBe(200);
  });

  test("asks for a token always, or never, where it is set so", async () => {
    expect(await status(await openSiteApp({ access: { mode: "view", metrics: "token" } }), "127.0.0.1")).toBe(
      401,
    );
    expect(
      await status(await openSiteApp({ access: { mode: "closed", metrics: "open" } }), "192.0.2.1"),
    ).toBe(200);
  });
});

describe("the name of an answer", () => {
  const acknowledge = async (site: SiteApp, body: object, headers: Record<string, string>) => {
    const id = crypto.randomUUID();
    await site.store.alarms.apply([{ kind: "opened", alarm: alarm({ id }) }]);
    const answer = await post(site, `/api/v1/anomaly/${id}/acknowledge`, body, headers);
    const { acknowledged_by, acknowledged_by_id } = (await answer.json()) as Record<string, unknown>;
    const stored = await site.store.alarms.find(id);
    expect(stored?.acknowledged_by_id ?? null).toEqual((acknowledged_by_id ?? null) as never);
    return [answer.status, acknowledged_by, acknowledged_by_id];
  };

  test("is who is known at the door, whatever name is sent, where ACCESS is not open", async () => {
    const site = await openSiteApp({ access: { mode: "view" } });
    const headers = await sessionOf(site, "operator");
    const [person] = await site.store.people.list();
    expect(await acknowledge(site, { by: "Somebody else" }, headers)).toEqual([200, "operator", person!.id]);
    expect(await acknowledge(site, {}, headers)).toEqual([200, "operator", person!.id]);
    const { token, secret } = await site.store.tokens.add({
      name: "Voice",
      scopes: ["alarms"],
      expires_at: null,
    });
    const bearer = { authorization: `Bearer ${secret}` };
    expect(await acknowledge(site, { by: "Ann" }, bearer)).toEqual([200, "Voice", token.id]);
    const id = crypto.randomUUID();
    await site.store.alarms.apply([{ kind: "opened", alarm: alarm({ id }) }]);
    await site.ask("/anomalies/answer", form({ resolve: id, by: "Somebody else" }, headers));
    expect(await site.store.alarms.find(id)).toMatchObject({
      resolved_by: "operator",
      resolved_by_id: person!.id,
    });
  });

  test("stands with its id in the event of an acceptance, so that it can be erased", async () => {
    const site = await openSiteApp({ access: { mode: "view" } });
    const headers = await sessionOf(site, "operator");
    const [person] = await site.store.people.list();
    const [machine] = await site.store.machines.all();
    const path = `/api/v1/machines/${machine!.id}/accept-as-normal`;
    expect((await post(site, path, { by: "Somebody else" }, headers)).status).toBe(200);
    const [event] = await site.store.events.pending(10);
    expect(event).toMatchObject({ details: { by: "operator", by_id: person!.id } });
    await site.store.personalData.erase(person!.id, () => "former person 1");
    const [erased] = await site.store.events.pending(10);
    expect(erased).toMatchObject({ details: { by: "former person 1" }, cause: { by: "former person 1" } });
    expect(JSON.stringify(erased)).not.toContain('operator"');
  });

  test("is the one that was given where ACCESS is open, and has to be given", async () => {
    const site = await openSiteApp();
    expect(await acknowledge(site, { by: "Ada" }, {})).toEqual([200, "Ada", null]);
    expect((await post(site, "/api/v1/anomaly/x/acknowledge", {}, {})).status).toBe(400);
  });
});

const post = ({ ask }: SiteApp, path: string, body: object, headers: Record<string, string>) =>
  ask(path, { method: "POST", body: JSON.stringify(body), headers: { ...JSON_TYPE, ...headers } });

async function sessionOf({ store }: SiteApp, role: "viewer" | "operator" | "administrator") {
  const { id } = await store.people.add({ name: role, login: role, role });
  const secret = await store.sessions.begin(id, { address: "192.0.2.7", agent: "" }, undefined);
  return { cookie: `andon-session=${secret}` };
}
