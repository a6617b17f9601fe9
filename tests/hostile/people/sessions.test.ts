import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { SLOW_MACHINE_MS } from "../../support/needs";
import { cookieOf, form } from "../../support/site_app";
import { insider, openAlarm, openPlant, PASSWORD, sessionIn, signIn, statusOfMe } from "./plant";

setDefaultTimeout(SLOW_MACHINE_MS);

const NEW_PASSWORD = "another long password";

describe("a session that somebody else prepared", () => {
  test("is not the one that a sign-in begins, be it made up or an own one", async () => {
    const site = await openPlant();
    await insider(site, "ada", "administrator");
    const eve = await insider(site, "eve", "viewer");
    for (const planted of [`andon-session=${"A".repeat(43)}`, eve.headers.cookie]) {
      const session = sessionIn(await signIn(site, {}, { cookie: planted }));
      expect(session).not.toBe(planted);
      expect([
        await statusOfMe(site, { cookie: planted }),
        await statusOfMe(site, { cookie: session }),
      ]).toEqual([401, 200]);
    }
  });

  test("is not taken from an address or a form", async () => {
    const site = await openPlant();
    const { headers } = await insider(site, "eve", "viewer");
    const secret = headers.cookie.split("=")[1] ?? "";
    const fields = { "andon-session": secret, session: secret };
    const answer = await site.ask(
      `/sign-in?andon-session=${secret}`,
      form({ ...fields, login: "eve", password: "x" }),
    );
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []]);
  });

  test("planted over http, or for another Andon of this host, does not count here", async () => {
    const site = await openPlant({ access: { isTls: true }, base: "/a" });
    const { headers } = await insider(site, "ada", "viewer");
    const secret = headers.cookie.split("=")[1];
    const names = ["andon-session", "andon-session-a", "__Host-andon-session", "__Host-andon-session-b"];
    const statuses = names.map((name) => statusOfMe(site, { cookie: `${name}=${secret}` }));
    expect(await Promise.all(statuses)).toEqual([401, 401, 401, 401]);
    expect(await statusOfMe(site, { cookie: `__Host-andon-session-a=${secret}` })).toBe(200); // the guard
  });
});

describe("an old session", () => {
  test("is worth nothing after signing out, an ended account, an erased one and a changed password", async () => {
    const site = await openPlant();
    const root = await insider(site, "root", "administrator");
    const ends: [string, (id: string, headers: { cookie: string }) => Promise<Response>][] = [
      ["sign-out", (_, headers) => site.ask("/sign-out", form({}, headers))],
      ["all sessions", (_, headers) => site.ask("/settings/me/sessions", form({ end: "all" }, headers))],
      ["ended", (id) => site.ask(`/settings/people/${id}`, form({ active: "0" }, root.headers))],
      ["erased", (id) => site.ask(`/settings/people/${id}/erase`, form({}, root.headers))],
      [
        "password",
        (_, headers) =>
          site.ask("/settings/me/password", form({ current: PASSWORD, password: NEW_PASSWORD }, headers)),
      ],
    ];
    for (const [n, [how, end]] of ends.entries()) {
      const one = await insider(site, `person-${n}`, "operator");
      expect(await statusOfMe(site, one.headers)).toBe(200);
      const ended = await end(one.id, one.headers);
      expect([how, ended.status < 400]).toEqual([how, true]);
      expect([how, await statusOfMe(site, one.headers)]).toEqual([how, 401]);
    }
  });

  test("has the rights of the role that its person has now", async () => {
    const site = await openPlant();
    await insider(site, "root", "administrator");
    const ada = await insider(site, "ada", "administrator");
    const list = async () => (await site.ask("/api/v1/people", { headers: ada.headers })).status;
    expect(await list()).toBe(200);
    await site.store.people.change(ada.id, { role: "viewer" });
    expect(await list()).toBe(403);
  });

  test("of somebody who comes back is still over", async () => {
    const site = await openPlant();
    await insider(site, "root", "administrator");
    const ada = await insider(site, "ada", "viewer");
    await site.store.people.change(ada.id, { is_active: false });
    await site.store.people.change(ada.id, { is_active: true });
    expect(await statusOfMe(site, ada.headers)).toBe(401);
  });
});

describe("a sign-in that was under way", () => {
  test.each<[string, (site: Awaited<ReturnType<typeof openPlant>>, id: string) => Promise<unknown>]>([
    ["the password was changed", ({ store }, id) => store.people.setPassword(id, NEW_PASSWORD)],
    ["the account was ended", ({ store }, id) => store.people.change(id, { is_active: false })],
    ["the person was erased", ({ store }, id) => store.personalData.erase(id, () => "former person 1")],
  ])("begins no session once %s", async (_, meanwhile) => {
    const site = await openPlant();
    const ada = await insider(site, "ada", "viewer");
    const real = site.store.people.withPassword;
    // Its password was right; what follows comes before its session begins.
    site.store.people.withPassword = async (login, password) => {
      const proven = await real(login, password);
      expect(proven?.person.id).toBe(ada.id);
      await meanwhile(site, ada.id);
      return proven;
    };
    const answer = await signIn(site);
    expect([answer.status, sessionIn(answer)]).toEqual([401, ""]);
    expect(await site.store.sessions.ofPerson(ada.id)).toEqual([]);
  });
});

describe("a link by which a password could be set", () => {
  async function withLink() {
    const site = await openPlant();
    await insider(site, "root", "administrator");
    const ada = await insider(site, "ada", "viewer");
    const key = await site.store.oneUseLinks.toPerson(ada.id);
    const use = async () =>
      (await site.ask("/sign-in/link", form({ key, password: "eves own password" }))).status;
    return { site, ada, use };
  }

  test("is void once the person has changed the password, and once the account was ended", async () => {
    const changed = await withLink();
    const fields = { current: PASSWORD, password: NEW_PASSWORD };
    await changed.site.ask("/settings/me/password", form(fields, changed.ada.headers));
    expect(await changed.use()).toBe(410);
    const ended = await withLink();
    await ended.site.store.people.change(ended.ada.id, { is_active: false });
    await ended.site.store.people.change(ended.ada.id, { is_active: true });
    expect(await ended.use()).toBe(410);
    expect(await (await withLink()).use()).toBe(303); // the guard
  });

  test("is of one use, of many who use it at once too", async () => {
    const { use } = await withLink();
    const statuses = await Promise.all(Array.from({ length: 10 }, use));
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    expect(statuses.filter((status) => status === 410)).toHaveLength(9);
  });
});

test("what a tablet remembers ends with the PIN that it came from, and is nobody else's", async () => {
  const site = await openPlant();
  const [ada, bob] = [await insider(site, "ada", "operator"), await insider(site, "bob", "operator")];
  await site.store.people.setPin(ada.id, "4711");
  await site.store.people.setPin(bob.id, "4712");
  const answer = async (fields: Record<string, string>, cookie: string) =>
    site.ask("/answer", form({ acknowledge: await openAlarm(site), ...fields }, { cookie }));
  const first = await answer({ person: ada.id, pin: "4711" }, "andon-remembers=1");
  const cookie = `andon-remembers=1; ${cookieOf(first)}`;
  expect((await answer({ again: bob.id }, cookie)).status).toBe(401);
  expect((await answer({ again: ada.id }, cookie)).status).toBe(303); // the guard
  await site.store.people.setPin(ada.id, null);
  expect((await answer({ again: ada.id }, cookie)).status).toBe(401);
});

test("a secret of one kind is none of another kind", async () => {
  const site = await openPlant();
  const ada = await insider(site, "ada", "administrator");
  const session = ada.headers.cookie.split("=")[1] ?? "";
  const { secret: token } = await site.store.tokens.add({
    name: "t",
    scopes: ["configure"],
    expires_at: null,
  });
  const key = await site.store.oneUseLinks.toPerson(ada.id);
  const waiting = (await site.store.pairings.codeOf(undefined, "192.0.2.50"))?.secret ?? "";
  const remembered = await site.store.answerSessions.begin(ada.id, { address: "192.0.2.7", agent: "" });
  for (const secret of [token, key, waiting, remembered, `answer:${remembered}`])
    expect([secret, await statusOfMe(site, { cookie: `andon-session=${secret}` })]).toEqual([secret, 401]);
  for (const secret of [session, key, waiting, remembered]) {
    const headers = { authorization: `Bearer ${secret}` };
    expect((await site.ask("/api/v1/people", { headers })).status).toBe(401);
    expect((await site.ask("/sign-in/link", form({ key: secret, password: PASSWORD }))).status).toBe(
      secret === key ? 303 : 410,
    );
  }
  const device = { cookie: `andon-device=${session}` };
  expect((await site.ask("/api/v1/plant", { headers: device })).status).toBe(401);
});
