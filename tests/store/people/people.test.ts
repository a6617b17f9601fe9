import { expect, test } from "bun:test";
import { Conflict } from "../../../src/store/errors";
import { SQLITE } from "../../../src/store/db/dialect";
import { people } from "../../../src/store/db/migrations/017_people";
import { eventually } from "../../support/andon";
import { freshPath, freshUrl, NOW, onEachDatabase, open, openFresh } from "../../support/store";

const PASSWORD = "correct horse battery";
const FROM = { address: "192.0.2.7", agent: "Firefox" };

onEachDatabase(() => {
  test("a person is kept without a hash being told, and found by name and password alone", async () => {
    await using store = await opened();
    const ada = await store.people.add({ name: "Ada", login: "ada", role: "operator" });
    expect(await store.people.withPassword("ada", PASSWORD)).toBeUndefined();
    await store.people.setPassword(ada.id, PASSWORD);
    await store.people.setPin(ada.id, "4711");
    const known = { ...ada, has_password: true, has_pin: true };
    expect(await store.people.find(ada.id)).toEqual(known);
    expect((await store.people.withPassword("ada", PASSWORD))?.person).toEqual(known);
    expect(await store.people.withPassword("ada", "wrong")).toBeUndefined();
    expect(await store.people.withPassword("bob", PASSWORD)).toBeUndefined();
    expect(await store.people.isPasswordOf(ada.id, PASSWORD)).toBe(true);
    await expect(store.people.add({ name: "Other", login: "ada", role: "viewer" })).rejects.toThrow(Conflict);
    await store.people.change(ada.id, { is_active: false });
    expect(await store.people.withPassword("ada", PASSWORD)).toBeUndefined();
    // Who signs in elsewhere has no sign-in name here, and there may be many of them.
    await store.people.add({ name: "One", login: null, role: "viewer" });
    await store.people.add({ name: "Two", login: null, role: "viewer" });
    expect((await store.people.list()).map(({ name }) => name)).toEqual(["Ada", "One", "Two"]);
  });

  test("of two administrators who are demoted at once, one stays", async () => {
    const url = await freshUrl();
    const first = await open(url);
    const ids: string[] = [];
    for (const login of ["ada", "bob"]) {
      const { id } = await first.people.add({ name: login, login, role: "administrator" });
      await first.people.setPassword(id, PASSWORD);
      ids.push(id);
    }
    // Another server, where another may have the database.
    const second = first.shared ? await open(url) : first;
    const servers = [first, second];
    for (let round = 0; round < 8; round += 1) {
      for (const [n, id] of ids.entries()) await servers[n]!.people.change(id, { role: "administrator" });
      const tries = ids.map((id, n) => servers[n]!.people.change(id, { role: "viewer" }));
      const states = (await Promise.allSettled(tries)).map(({ status }) => status);
      expect(states.toSorted()).toEqual(["fulfilled", "rejected"]);
    }
    expect(await first.people.hasAdministrator()).toBe(true);
    await Promise.all([...new Set(servers)].map((store) => store.close()));
  });

  test("a session holds what is stored of its person now, and ends when they are deactivated", async () => {
    await using store = await opened();
    const { id } = await store.people.add({ name: "Ada", login: "ada", role: "operator" });
    const secret = await store.sessions.begin(id, FROM, undefined);
    expect((await store.sessions.find(secret))?.actor).toEqual({
      kind: "person",
      id,
      name: "Ada",
      role: "operator",
    });
    await store.people.change(id, { role: "viewer", name: "Ada L." });
    expect((await store.sessions.find(secret))?.actor).toMatchObject({ name: "Ada L.", role: "viewer" });
    expect(await store.sessions.ofPerson(id)).toEqual([
      { id: expect.any(String), created_at: NOW, seen_at: NOW, ...FROM },
    ]);
    await store.people.change(id, { is_active: false });
    expect(await store.sessions.find(secret)).toBeUndefined();
    expect(await store.sessions.ofPerson(id)).toEqual([]);
  });

  test("a session begins only while what was proved holds, also against another server", async () => {
    const url = await freshUrl();
    const first = await open(url);
    const second = first.shared ? await open(url) : first;
    const { id } = await first.people.add({ name: "Ada", login: "ada", role: "operator" });
    for (let round = 0; round < 6; round += 1) {
      const password = `${PASSWORD} ${round}`;
      await first.people.setPassword(id, password);
      const proven = await first.people.withPassword("ada", password);
      const [begun] = await Promise.allSettled([
        first.sessions.begin(id, FROM, undefined, proven?.proof),
        second.people.setPassword(id, `${PASSWORD} ${round}, and another`),
      ]);
      // Before the change it was ended by it, after it it was refused.
      if (begun.status === "fulfilled") expect(await first.sessions.find(begun.value)).toBeUndefined();
      else expect(begun.reason).toBeInstanceOf(Conflict);
      await expect(first.sessions.begin(id, FROM, undefined, proven?.proof)).rejects.toThrow(Conflict);
      expect(await first.sessions.ofPerson(id)).toEqual([]);
    }
    await first.people.change(id, { is_active: false });
    await expect(first.sessions.begin(id, FROM, undefined)).rejects.toThrow(Conflict);
    await Promise.all([...new Set([first, second])].map((store) => store.close()));
  });

  test("nobody ends the session of somebody else", async () => {
    await using store = await opened();
    const [ada, bob] = [await person("ada"), await person("bob")];
    const secret = await store.sessions.begin(ada, FROM, undefined);
    const { id } = (await store.sessions.find(secret))!;
    expect(await store.sessions.end(id, bob)).toBe(false);
    expect(await store.sessions.find(secret)).toBeDefined();
    expect(await store.sessions.end(id, ada)).toBe(true);
    expect(await store.sessions.find(secret)).toBeUndefined();

    async function person(login: string) {
      return (await store.people.add({ name: login, login, role: "viewer" })).id;
    }
  });

  test("a token is kept as its hash, with what it may do and until when", async () => {
    await using store = await opened();
    const by = {
      actor: { kind: "person", id: "p1", name: "Ada", role: "administrator" },
      address: null,
    } as const;
    const asked = { name: "Gateway", scopes: ["readings", "read"], expires_at: NOW + 1 } as const;
    const { token, secret } = await store.tokens.add(asked, by);
    expect(await store.tokens.list()).toEqual([
      { ...token, scopes: ["read", "readings"], created_by: "p1", used_at: null, used_from: null },
    ]);
    expect(await store.tokens.find(secret, "192.0.2.1")).toMatchObject({
      kind: "token",
      scopes: ["read", "readings"],
    });
    expect(await store.tokens.find(`${secret}x`, "192.0.2.1")).toBeUndefined();
    // Nobody waits for the note of its use.
    await eventually(async () => (await store.tokens.list())[0]?.used_at === NOW, "its use is noted");
    expect(await store.tokens.list()).toMatchObject([{ used_at: NOW, used_from: "192.0.2.1" }]);
    const old = await store.tokens.add({ ...asked, expires_at: NOW });
    expect(await store.tokens.find(old.secret, "192.0.2.1")).toBeUndefined();
    expect([await store.tokens.revoke(token.id), await store.tokens.revoke(token.id)]).toEqual([true, false]);
    expect(await store.tokens.find(secret, "192.0.2.1")).toBeUndefined();
  });

  test("a link of one use is used once, also by two at once", async () => {
    await using store = await opened();
    const key = await store.oneUseLinks.toFirstAdministrator();
    expect(await store.oneUseLinks.find(key)).toEqual({ person: undefined });
    const use = (login: string) => store.oneUseLinks.use(key, { name: login, login, password: PASSWORD });
    const used = await Promise.all([use("ada"), use("bob")]);
    expect(used.filter(Boolean)).toHaveLength(1);
    const people = await store.people.list();
    expect(people).toMatchObject([{ role: "administrator", has_password: true }]);
    // The way back in for an administrator who has lost the password.
    const again = await store.oneUseLinks.toFirstAdministrator();
    const { login } = people[0]!;
    await store.oneUseLinks.use(again, {
      name: "Ada",
      login: login ?? "",
      password: "another long password",
    });
    expect(await store.people.withPassword(login ?? "", "another long password")).toMatchObject({
      person: { name: "Ada" },
    });
    expect(await store.people.list()).toHaveLength(1);
  });

  test("of forty wrong attempts at once, by two servers, five are tried", async () => {
    const url = await freshUrl();
    const first = await open(url);
    const second = first.shared ? await open(url) : first;
    const attempts = Array.from({ length: 40 }, (_, n) =>
      (n % 2 ? first : second).attempts.begin("password", "ada", `192.0.2.${n}`),
    );
    const tried = (await Promise.all(attempts)).filter((attempt) => "id" in attempt);
    expect(tried.length).toBeLessThanOrEqual(5);
    // Another kind, name and address is not held up by them.
    expect(await first.attempts.begin("pin", "ada", "192.0.2.1")).toHaveProperty("id");
    expect(await first.attempts.begin("password", "bob", "198.51.100.1")).toHaveProperty("id");
    await Promise.all([...new Set([first, second])].map((store) => store.close()));
  });

  test("a database without machines and events is not older than the setting ACCESS", async () => {
    await using store = await opened();
    expect(store.olderThanAccess).toBe(false);
  });
});

test("a database that has machines when the people come is older than the setting ACCESS, and stays so", async () => {
  const path = freshPath();
  const before = await open(`sqlite://${path}`);
  await before.machines.add({ name: "Press-1" });
  await before.close();
  // The last step of the migration, on a database in use.
  const [note = ""] = people(SQLITE).slice(-1);
  {
    await using sql = new Bun.SQL({ adapter: "sqlite", filename: path });
    await sql.unsafe(note);
  }
  const after = await open(`sqlite://${path}`);
  expect(after.olderThanAccess).toBe(true);
  await after.close();
});

async function opened() {
  const store = await openFresh();
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}
