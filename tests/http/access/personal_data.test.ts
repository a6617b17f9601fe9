import { expect, test } from "bun:test";
import { z } from "zod";
import { cookieOf, form, openSiteApp } from "../../support/site_app";

const PASSWORD = "correct horse battery";
const exported = z.object({
  person: z.looseObject({ login: z.string() }),
  sessions: z.array(z.looseObject({ address: z.string() })),
  tokens: z.array(z.looseObject({ name: z.string() })),
  devices: z.array(z.strictObject({ id: z.string(), name: z.string(), created_at: z.iso.datetime() })),
  alarms: z.array(z.unknown()),
  audit: z.array(
    z.looseObject({ action: z.string(), actor: z.looseObject({ name: z.string().nullable() }) }),
  ),
});

/** Two administrators; Bob is signed in. */
async function withTwo() {
  const site = await openSiteApp({ access: { mode: "closed" } });
  const { people } = site.store;
  const add = async (name: string, login: string) => {
    const { id } = await people.add({ name, login, role: "administrator" });
    await people.setPassword(id, PASSWORD);
    return { id, cookie: cookieOf(await site.ask("/sign-in", form({ login, password: PASSWORD }))) };
  };
  const [ada, bob] = [await add("Ada", "ada"), await add("Bob", "bob")];
  const asBob = (path: string, method = "GET") =>
    site.ask(path, { method, headers: { cookie: bob.cookie, "content-type": "application/json" } });
  return { ...site, ada, bob, asBob };
}

test("a person's data is exported whole, without a hash, and no other's", async () => {
  const { ada, bob, asBob, store } = await withTwo();
  const by = (id: string, name: string) => ({
    actor: { kind: "person", id, name, role: "administrator" } as const,
    address: null,
  });
  await store.tokens.add({ name: "Wall", scopes: ["read"], expires_at: null }, by(ada.id, "Ada"));
  for (const [screen, whose] of [
    ["Hall 2", by(ada.id, "Ada")],
    ["Hall 3", by(bob.id, "Bob")],
  ] as const) {
    const { code } = (await store.pairings.codeOf(undefined, "192.0.2.7"))!;
    await store.pairings.enter(code, { name: screen, page: "/kiosk", area: null, mayAct: false }, whose);
  }
  const answer = await asBob(`/api/v1/people/${ada.id}/export`);
  expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
  const sent = await answer.text();
  const { person, sessions, tokens, devices, audit } = exported.parse(JSON.parse(sent));
  expect([person.login, sessions.length, tokens[0]?.name]).toEqual(["ada", 1, "Wall"]);
  expect(devices.map(({ name }) => name)).toEqual(["Hall 2"]);
  expect(audit.map(({ action }) => action)).toEqual([
    ...["person.add", "person.password", "session.begin", "token.add", "device.pair"],
  ]);
  expect(sent).not.toContain("argon2");
  expect(sent).not.toContain(bob.id);
});

test("one who is erased is signed out at once, and gone from every page", async () => {
  const { ada, bob, asBob, ask } = await withTwo();
  expect((await asBob(`/api/v1/people/${bob.id}/erase`, "POST")).status).toBe(409);
  const erased = await asBob(`/api/v1/people/${ada.id}/erase`, "POST");
  expect([erased.status, await erased.json()]).toEqual([200, { id: ada.id, name: "former person 1" }]);
  expect((await ask("/api/v1/people", { headers: { cookie: ada.cookie } })).status).toBe(401);
  expect((await ask("/sign-in", form({ login: "ada", password: PASSWORD }))).status).toBe(401);
  for (const page of ["/settings/people", "/settings/audit", "/settings/audit/export.csv"])
    expect([page, /\bAda\b/.test(await (await asBob(page)).text())]).toEqual([page, false]);
  expect(await (await asBob("/settings/audit")).text()).toContain("former person 1");
  for (const path of [`/api/v1/people/${ada.id}/export`, "/api/v1/people/nobody/export"])
    expect((await asBob(path)).status).toBe(404);
  expect((await asBob("/api/v1/people/nobody/erase", "POST")).status).toBe(404);
});

test("the page offers both, erasing behind a fold", async () => {
  const { ada, bob, asBob, ask } = await withTwo();
  const page = await (await asBob("/settings/people")).text();
  expect(page).toContain(`href="/api/v1/people/${ada.id}/export"`);
  expect(/<details>[^]*action="\/settings\/people\/[^"]*\/erase"/.test(page)).toBe(true);
  const erase = (id: string) => ask(`/settings/people/${id}/erase`, form({}, { cookie: bob.cookie }));
  expect((await erase(bob.id)).status).toBe(409);
  expect((await erase(ada.id)).status).toBe(303);
});
