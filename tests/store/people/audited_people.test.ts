import { expect, test } from "bun:test";
import type { By } from "../../../src/people/actor";
import { writeResetLink } from "../../../src/store/people/reset_link";
import { DAY, freshUrl, NOW, onEachDatabase, open } from "../../support/store";
import { openTables, verify } from "../audit/tables";

const PASSWORD = "correct horse battery";
const FROM = { address: "192.0.2.7", agent: "Firefox" };
const BY: By = { actor: { kind: "system", name: "test" }, address: "192.0.2.1" };

async function opened(now = () => NOW) {
  const url = await freshUrl();
  const store = await open(url, now);
  const actions = async () => (await store.audit.list({ limit: 100, after: 0 })).map(({ action }) => action);
  return { url, store, actions, [Symbol.asyncDispose]: () => store.close() };
}

onEachDatabase(() => {
  test("no secret, and no hash of one, is in the audit log or can be found by it", async () => {
    await using room = await opened();
    const { store } = room;
    const ada = await store.people.add({ name: "Ada", login: "ada", role: "administrator" }, BY);
    await store.people.setPassword(ada.id, PASSWORD, BY);
    await store.people.setPin(ada.id, "471147", BY);
    const session = await store.sessions.begin(ada.id, FROM, undefined);
    const { secret } = await store.tokens.add({ name: "Wall", scopes: ["read"], expires_at: null }, BY);
    const keys = [
      await store.oneUseLinks.toFirstAdministrator(),
      await store.oneUseLinks.toPerson(ada.id, BY),
    ];
    await using tables = openTables(room.url);
    const rows: unknown[] = await tables`select actor_name, subject, before, after from audit`;
    const written = JSON.stringify(rows);
    const hashes = await tables<Record<string, string>[]>`select password, pin from people`;
    const links = await tables<Record<string, string>[]>`
      select hash from sessions union select hash from tokens union select hash from first_start`;
    const secrets = [PASSWORD, "471147", session, secret, ...keys];
    for (const one of [...secrets, ...[...hashes, ...links].flatMap((row) => Object.values(row))])
      expect(written).not.toContain(one);
    expect(await room.actions()).toEqual([
      ...["person.add", "person.password", "person.pin", "session.begin", "token.add"],
      ...["person.link", "person.link"],
    ]);
  });

  test("what changes nothing leaves no entry", async () => {
    await using room = await opened();
    const { store } = room;
    const ada = await store.people.add({ name: "Ada", login: "ada", role: "viewer" }, BY);
    const before = await room.actions();
    await store.people.change(ada.id, { role: "viewer", is_active: true }, BY);
    await store.sessions.endAll(ada.id, BY);
    await store.people.setPin("nobody", "4711", BY);
    await store.people.setPassword("nobody", PASSWORD, BY);
    await store.oneUseLinks.use("no key", { name: "Eve", login: "eve", password: PASSWORD }, BY);
    await store.siteSettings.set({ currency: null }, BY);
    expect(await room.actions()).toEqual(before);
  });

  test("who was made administrator by a link is in the log, with what the account was before", async () => {
    await using room = await opened();
    const { store, url } = room;
    const ada = await store.people.add({ name: "Ada", login: "ada", role: "viewer" }, BY);
    const key = await writeResetLink(url, NOW);
    await store.oneUseLinks.use(key, { name: "Ada L.", login: "ada", password: PASSWORD }, BY);
    const entries = await store.audit.list({ after: 1, limit: 10 });
    expect(entries).toMatchObject([
      {
        action: "person.link",
        actor_kind: "system",
        actor_name: "admin reset",
        subject: "link:administrator",
      },
      { action: "person.administrator", subject: `person:${ada.id}`, address: "192.0.2.1" },
    ]);
    expect(JSON.parse(entries[1]?.before ?? "")).toMatchObject({ name: "Ada", role: "viewer" });
    expect(JSON.parse(entries[1]?.after ?? "")).toMatchObject({ name: "Ada L.", role: "administrator" });
    expect(await verify(url)).toMatchObject({ count: 3 });
  });

  test("a lock is noted once a window, and never what was typed", async () => {
    let now = NOW;
    await using room = await opened(() => now);
    const { store } = room;
    const ada = await store.people.add({ name: "Ada", login: "ada", role: "viewer" }, BY);
    const tryTen = async (name: string, address: string) => {
      for (let n = 0; n < 10; n++) await store.attempts.begin("password", name, address);
    };
    const typed = "a password in the wrong field";
    await tryTen("ada", "192.0.2.1");
    await tryTen(typed, "192.0.2.2");
    const locks = await store.audit.list({ action: "person.locked", after: 0, limit: 10 });
    expect(locks).toMatchObject([
      { subject: `person:${ada.id}`, address: "192.0.2.1", actor_kind: "anonymous" },
      { subject: "address:192.0.2.2", address: "192.0.2.2" },
    ]);
    expect(JSON.stringify(locks)).not.toContain(typed);
    now += DAY;
    await tryTen("ada", "192.0.2.1");
    expect(await store.audit.list({ action: "person.locked", after: 0, limit: 10 })).toHaveLength(3);
  });
});
