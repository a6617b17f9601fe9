import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Context } from "hono";
import type { WSContext, WSEvents } from "hono/ws";
import { heldSockets } from "../../../src/http/access/held_sockets";
import { ROUTE_ACTIONS } from "../../../src/http/access/route_actions";
import type { Sockets } from "../../../src/http/sockets/sockets";
import { eventually } from "../../support/andon";
import { SLOW_MACHINE_MS } from "../../support/needs";
import { cookieOf, form } from "../../support/site_app";
import { changesIn, insider, openAlarm, openPlant, send, statusOfMe } from "./plant";

setDefaultTimeout(SLOW_MACHINE_MS);

const CHANGING = Object.keys(ROUTE_ACTIONS).filter((route) => !route.startsWith("GET "));
/** What nobody who only looks may read. */
const GUARDED = Object.keys(ROUTE_ACTIONS).filter((route) =>
  /^GET .*(people|tokens|devices|audit|\/me$)/.test(route),
);

/** Other ways to write an address, each of which some server reads as the one that is meant. */
const SPELLED: Record<string, (path: string) => string> = {
  "as it is": (path) => path,
  "with a slash at its end": (path) => `${path}/`,
  "with two at its beginning": (path) => `/${path}`,
  "with two in between": (path) => path.replace(/(?<=.)\//, "//"),
  "with a letter encoded": (path) =>
    path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  "encoded twice": (path) => path.replace(/[a-z]/, (letter) => `%25${letter.charCodeAt(0).toString(16)}`),
  "with an encoded slash": (path) => path.replace(/(?<=.)\//, "%2F"),
  "in capitals": (path) => path.toUpperCase(),
  "with a parameter of its own": (path) => `${path};x=1`,
  "with a dot": (path) => path.replace(/(?<=.)\//, "/./"),
  "by way of another one": (path) => `/assets/..${path}`,
  "by an encoded way": (path) => `/assets/%2e%2e${path}`,
  "with a file's ending": (path) => `${path}.json`,
  "with an encoded question mark": (path) => `${path}%3Fx`,
  "with a blank": (path) => `${path}%20`,
};
/** Ways to say another method than the one that is sent, as some frameworks read them. */
const OVERRIDES = (method: string) => ({
  "x-http-method-override": method,
  "x-http-method": method,
  "x-method-override": method,
});

async function withReader() {
  const site = await openPlant();
  const { secret } = await site.store.tokens.add({ name: "Reader", scopes: ["read"], expires_at: null });
  const viewer = await insider(site, "viewer", "viewer");
  const readers: Record<string, Record<string, string>> = {
    nobody: {},
    "a token of scope read": { authorization: `Bearer ${secret}` },
    "a viewer": viewer.headers,
  };
  return { site, readers };
}

describe("who only looks", () => {
  test("changes nothing, however the address is written, by any method that stands for another", async () => {
    const { site, readers } = await withReader();
    const before = await changesIn(site);
    const passed: string[] = [];
    for (const route of CHANGING.filter(
      (route) => !["public", "look", "self"].includes(ROUTE_ACTIONS[route] ?? ""),
    )) {
      const [method = "", pattern = ""] = route.split(" ");
      const path = pattern.replace(":id", site.machine.id);
      for (const [who, headers] of Object.entries(readers)) {
        for (const [how, spelled] of Object.entries(SPELLED)) {
          const { status } = await send(site, method, spelled(path), { name: "x" }, headers);
          if (status < 400) passed.push(`${who}: ${method} ${path} ${how}: ${status}`);
        }
        for (const other of ["GET", "HEAD", "OPTIONS"]) {
          const sent = { method: other, headers: { ...headers, ...OVERRIDES(method) } };
          await site.ask(`${path}?_method=${method}&method=${method}`, sent);
        }
        const overridden = form({ _method: method, name: "x" }, { ...headers, ...OVERRIDES(method) });
        const { status } = await site.ask(path, overridden);
        if (status < 400 && status !== 303) passed.push(`${who}: POST for ${route}: ${status}`);
      }
    }
    expect(passed).toEqual([]);
    expect(await changesIn(site)).toBe(before);
  });

  test("reads no list of people, tokens, screens or changes, however the address is written", async () => {
    const { site, readers } = await withReader();
    const told: string[] = [];
    for (const route of GUARDED) {
      const path = (route.split(" ")[1] ?? "").replace(":id", "x");
      for (const [who, headers] of Object.entries(readers)) {
        // Their own page is a viewer's.
        if (ROUTE_ACTIONS[route] === "self" && who === "a viewer") continue;
        for (const [how, spelled] of Object.entries(SPELLED))
          for (const method of ["GET", "HEAD"]) {
            const answer = await site.ask(spelled(path), { method, headers });
            if (answer.status < 400) told.push(`${who}: ${method} ${path} ${how}: ${answer.status}`);
          }
      }
    }
    expect(told).toEqual([]);
    expect(GUARDED.length).toBeGreaterThan(8);
  });
});

describe("nobody raises a role", () => {
  test("by a form of their own account, by one for others, or in the name of somebody else", async () => {
    const site = await openPlant();
    await insider(site, "root", "administrator");
    const [eve, ada] = [await insider(site, "eve", "engineer"), await insider(site, "ada", "engineer")];
    const more = { role: "administrator", is_active: "1", id: ada.id, person: ada.id, person_id: ada.id };
    const password = { current: "correct horse battery", password: "eves other password" };
    expect((await site.ask("/settings/me/pin", form({ pin: "4711", ...more }, eve.headers))).status).toBe(
      303,
    );
    const changed = await site.ask("/settings/me/password", form({ ...password, ...more }, eve.headers));
    const headers = { cookie: cookieOf(changed) };
    for (const id of [eve.id, ada.id]) {
      expect((await site.ask(`/settings/people/${id}`, form(more, headers))).status).toBe(403);
      expect(
        (await send(site, "PATCH", `/api/v1/people/${id}`, { role: "administrator" }, headers)).status,
      ).toBe(403);
      expect((await site.ask(`/settings/people/${id}/link`, form({}, headers))).status).toBe(403);
    }
    const people = await site.store.people.list();
    expect(people.filter(({ role }) => role === "administrator").map(({ name }) => name)).toEqual(["root"]);
    expect(people.find(({ id }) => id === ada.id)?.has_pin).toBe(false);
    expect(await site.store.people.isPasswordOf(ada.id, "correct horse battery")).toBe(true);
  });

  test("and nobody ends the session of somebody else, or all of theirs", async () => {
    const site = await openPlant();
    const [eve, ada] = [await insider(site, "eve", "viewer"), await insider(site, "ada", "viewer")];
    const [session] = await site.store.sessions.ofPerson(ada.id);
    await site.ask("/settings/me/sessions", form({ end: session?.id ?? "", person: ada.id }, eve.headers));
    await site.ask("/settings/me/sessions", form({ end: "all", id: ada.id }, eve.headers));
    expect([await statusOfMe(site, ada.headers), await statusOfMe(site, eve.headers)]).toEqual([200, 401]);
  });

  test("or changes another person by fields that the form does not have", async () => {
    const site = await openPlant();
    const root = await insider(site, "root", "administrator");
    for (const more of [
      { password: "x".repeat(20) },
      { id: root.id },
      { issuer: "https://evil.example" },
      { pin: "1111" },
    ]) {
      const person = { name: "Eve", login: "eve", role: "viewer", ...more };
      expect((await send(site, "POST", "/api/v1/people", person, root.headers)).status).toBe(400);
    }
    const polluted = '{"name":"Eve","login":"eve","role":"viewer","__proto__":{"role":"administrator"}}';
    const headers = { ...root.headers, "content-type": "application/json" };
    const answer = await site.ask("/api/v1/people", { method: "POST", body: polluted, headers });
    expect(answer.status === 400 || ((await answer.json()) as { role: string }).role === "viewer").toBe(true);
  });
});

describe("the last administrator", () => {
  test("stays, whoever takes the others away at once, by whichever way", async () => {
    for (let round = 0; round < 6; round += 1) {
      const site = await openPlant();
      const [a, b] = [await insider(site, "a", "administrator"), await insider(site, "b", "administrator")];
      const ways = [
        (by: typeof a, who: typeof a) =>
          site.ask(`/settings/people/${who.id}`, form({ role: "viewer" }, by.headers)),
        (by: typeof a, who: typeof a) =>
          site.ask(`/settings/people/${who.id}`, form({ active: "0" }, by.headers)),
        (by: typeof a, who: typeof a) => site.ask(`/settings/people/${who.id}/erase`, form({}, by.headers)),
        (by: typeof a, who: typeof a) =>
          send(site, "PATCH", `/api/v1/people/${who.id}`, { is_active: false }, by.headers),
      ];
      await Promise.all([...ways.map((way) => way(a, b)), ...ways.toReversed().map((way) => way(b, a))]);
      expect(await site.store.people.hasAdministrator()).toBe(true);
    }
  });
});

describe("the answer of a tablet", () => {
  test("is nobody's without a PIN, a badge, or what this very tablet remembers", async () => {
    const site = await openPlant();
    const ada = await insider(site, "ada", "operator");
    await site.store.people.setPin(ada.id, "4711");
    const id = await openAlarm(site);
    const secret = await site.store.answerSessions.begin(ada.id, { address: "192.0.2.7", agent: "" });
    const session = ada.headers.cookie.split("=")[1] ?? "";
    const tries: [fields: Record<string, string>, cookie: string][] = [
      [{ person: ada.id }, ""],
      [{ person: ada.id, pin: "" }, ""],
      [{ again: ada.id }, ""],
      [{ again: ada.id }, "andon-remembers=1"],
      [{ again: ada.id }, `andon-answer=${secret}`],
      [{ again: ada.id }, `andon-remembers=1; andon-answer=${session}`],
      [{ again: ada.id }, `andon-remembers=1; andon-answer=${ada.id}`],
      [{ by: "ada", by_id: ada.id }, `andon-answered=${ada.id}`],
    ];
    for (const [fields, cookie] of tries) {
      const answer = await site.ask("/answer", form({ acknowledge: id, ...fields }, { cookie }));
      expect([fields, cookie, answer.status >= 400]).toEqual([fields, cookie, true]);
    }
    expect((await site.store.alarms.find(id))?.state).toBe("new");
    const cookie = `andon-remembers=1; andon-answer=${secret}`;
    expect((await site.ask("/answer", form({ acknowledge: id, again: ada.id }, { cookie }))).status).toBe(
      303,
    );
  });
});

describe("a socket", () => {
  test("is not opened with a token that was revoked, has expired, or may not look", async () => {
    let now = Date.now();
    const site = await openPlant({ access: { mode: "closed" }, now: () => now });
    const add = (scopes: ("read" | "readings")[], expires_at: number | null = null) =>
      site.store.tokens.add({ name: "t", scopes, expires_at });
    const [revoked, expiring, sender, reader] = [
      await add(["read"]),
      await add(["read"], now + 1000),
      await add(["readings"]),
      await add(["read"]),
    ];
    await site.store.tokens.revoke(revoked.token.id);
    now += 1000;
    const open = async (secret: string, path: string) =>
      (await site.ask(`${path}?token=${secret}`, { headers: { upgrade: "websocket" } })).status;
    for (const path of ["/live", "/api/v1/ws/anomalies"])
      expect([
        await open(revoked.secret, path),
        await open(expiring.secret, path),
        await open(sender.secret, path),
        await open(reader.secret, path),
      ]).toEqual([401, 401, 403, 200]);
  });

  test("that is open ends within 5 s of the expiry of its token, and of the end of its person", async () => {
    let now = Date.now();
    const site = await openPlant({ access: { mode: "closed" }, now: () => now });
    await insider(site, "root", "administrator");
    const ada = await insider(site, "ada", "viewer");
    const { secret } = await site.store.tokens.add({ name: "t", scopes: ["read"], expires_at: now + 60_000 });
    const session = ada.headers.cookie.split("=")[1] ?? "";
    let made: (c: Context) => WSEvents | Promise<WSEvents> = () => ({});
    const sockets = { upgrade: (create: typeof made) => void (made = create) } as unknown as Sockets;
    const cookies = { session: (c: Context) => c.req.header("x-session"), device: () => undefined };
    const deps = {
      sockets,
      access: { mode: "closed" as const },
      store: site.store,
      cookies,
      reader: () => "192.0.2.7",
    };
    heldSockets(deps).upgrade(() => ({}));
    const closed = new Map<string, number>();
    const holders: Record<string, Record<string, string>> = {
      token: { authorization: `Bearer ${secret}` },
      person: { "x-session": session },
    };
    for (const [who, headers] of Object.entries(holders)) {
      const request = { header: (name: string) => headers[name], query: () => undefined };
      const events = await made({ req: request } as unknown as Context);
      const socket = {
        close(code: number) {
          closed.set(who, code);
          void events.onClose?.(new CloseEvent("close"), socket);
        },
      } as unknown as WSContext;
      void events.onOpen?.(new Event("open"), socket);
    }
    now += 60_000;
    await site.store.people.change(ada.id, { is_active: false });
    await eventually(() => closed.size === 2, "both sockets are closed", 15_000);
    expect(Object.fromEntries(closed)).toEqual({ token: 1008, person: 1008 });
  });
});
