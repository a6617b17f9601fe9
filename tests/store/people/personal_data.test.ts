import { expect, test } from "bun:test";
import { Conflict } from "../../../src/store/errors";
import type { By } from "../../../src/people/actor";
import { alarm, freshUrl, NOW, onEachDatabase, open } from "../../support/store";
import { openTables, verify } from "../audit/tables";

const PASSWORD = "correct horse battery";
const BY: By = { actor: { kind: "system", name: "test" }, address: null };
const former = (n: number) => `former person ${n}`;

/** Ada, who has a password, a PIN, a session and a token, has answered alarms and is to see to one; and Bob. */
async function withAda() {
  const url = await freshUrl();
  const store = await open(url, () => NOW);
  const add = (name: string, login: string) => store.people.add({ name, login, role: "operator" }, BY);
  const [ada, bob] = [await add("Ada Lovelace", "ada@example.com"), await add("Bob", "bob")];
  await store.people.setPassword(ada.id, PASSWORD, BY);
  await store.people.setPin(ada.id, "4711", BY);
  const byAda: By = {
    actor: { kind: "person", id: ada.id, name: ada.name, role: ada.role },
    address: "192.0.2.7",
  };
  const secret = await store.sessions.begin(ada.id, { address: "192.0.2.7", agent: "Firefox" }, undefined);
  const token = await store.tokens.add({ name: "Wall", scopes: ["read"], expires_at: null }, byAda);
  const machine = await store.machines.add({ name: "Press-1" });
  const ids = ["a1", "a2", "a3", "a4"];
  await store.alarms.detected(
    ids.map((id) => alarm({ id, machine_id: machine.id })),
    BY,
  );
  const asAda = { by: ada.name, by_id: ada.id };
  await store.alarms.acknowledge("a1", asAda, NOW, byAda);
  await store.alarms.resolve("a2", asAda, NOW, byAda);
  const opened = { at: NOW, ...asAda };
  await store.calls.open(
    { id: "k", type: "material", machine_id: machine.id, area_id: null, opened, note: null },
    byAda,
  );
  // Somebody of the same name, who is not known: it stays.
  await store.alarms.acknowledge("a3", { by: "Bob" }, NOW, BY);
  for (const id of ["a3", "a4"])
    await store.alarms.assign(id, { name: ada.name, id: ada.id }, { by: "Chief" }, NOW, BY);
  // Who was to see to it is remembered for a minute, to be taken back.
  await store.alarms.assign("a4", { name: bob.name, id: bob.id }, { by: "Chief" }, NOW, BY);
  return { url, store, ada, bob, byAda, secret, token, [Symbol.asyncDispose]: () => store.close() };
}

/** The tables in which something tells who Ada is. */
async function tracesIn(url: string): Promise<string[]> {
  await using tables = openTables(url);
  const found: string[] = [];
  for (const table of [
    "people",
    "sessions",
    "tokens",
    "alarms",
    "alarm_acts",
    "calls",
    "call_steps",
    "events",
    "audit",
    "audit_names",
  ]) {
    const text = JSON.stringify(await tables`select * from ${tables(table)}`);
    // Whole names: three letters stand in a hash by chance.
    if (/Ada (Lovelace|King)|ada@/.test(text)) found.push(table);
  }
  return found;
}

onEachDatabase(() => {
  test("an erased person is nowhere any more, and the audit log stays whole", async () => {
    await using room = await withAda();
    const { url, store, ada, secret, token } = room;
    await store.people.change(ada.id, { name: "Ada King" }, BY);
    expect(await tracesIn(url)).toEqual([
      ...["people", "alarms", "alarm_acts", "calls", "call_steps", "events", "audit_names"],
    ]);
    const { count } = (await verify(url)) as { count: number };
    expect(await store.personalData.erase(ada.id, former, BY)).toBe("former person 1");
    expect(await verify(url)).toMatchObject({ count: count + 2 });

    expect(await store.people.find(ada.id)).toBeUndefined();
    expect(await store.people.withPassword("ada@example.com", PASSWORD)).toBeUndefined();
    expect(await store.sessions.find(secret)).toBeUndefined();
    expect(await store.tokens.find(token.secret, "192.0.2.7")).toBeUndefined();
    expect(await store.alarms.find("a1")).toMatchObject({
      acknowledged_by: "former person 1",
      acknowledged_by_id: ada.id,
    });
    expect(await store.alarms.find("a2")).toMatchObject({ resolved_by: "former person 1" });
    expect(await store.alarms.find("a3")).toMatchObject({
      ...{ acknowledged_by: "Bob", assigned_to: "former person 1", assigned_to_id: ada.id },
    });
    const entries = await store.audit.list({ actor: "former person 1", after: 0, limit: 100 });
    expect(entries.map(({ action }) => action)).toEqual([
      ...["session.begin", "token.add", "alarm.acknowledge", "alarm.resolve", "call.open"],
    ]);
    expect(JSON.parse(entries[2]?.after ?? "")).toMatchObject({ by: "former person 1" });

    expect(await tracesIn(url)).toEqual([]);
  });

  test("erasing again changes nothing, and the next one has the next number", async () => {
    await using room = await withAda();
    const { store, ada, bob } = room;
    await store.personalData.erase(ada.id, former, BY);
    const [last] = await store.audit.list({ limit: 1 });
    expect(await store.personalData.erase(ada.id, former, BY)).toBe("former person 1");
    expect(await store.audit.list({ limit: 1 })).toEqual([last!]);
    expect(await store.personalData.erase(bob.id, former, BY)).toBe("former person 2");
    expect(await store.personalData.erase("nobody", former, BY)).toBeUndefined();
  });

  test("nobody erases themselves, and nobody the last administrator", async () => {
    await using room = await withAda();
    const { store, ada, byAda } = room;
    await expect(store.personalData.erase(ada.id, former, byAda)).rejects.toThrow(Conflict);
    await store.people.change(ada.id, { role: "administrator" }, BY);
    await expect(store.personalData.erase(ada.id, former, BY)).rejects.toThrow("last administrator");
    expect(await store.people.find(ada.id)).toMatchObject({ name: "Ada Lovelace" });
  });

  test("a name that was altered or taken out beside the log is found, its first entry named", async () => {
    await using room = await withAda();
    const { url, store } = room;
    await using tables = openTables(url);
    expect((await store.audit.list({ action: "person.add", after: 0, limit: 1 }))[0]?.n).toBe(1);
    await tables`update audit_names set name = 'Eve' where name = 'Bob'`;
    expect(await verify(url)).toEqual({ broken: { n: 2, problem: "changed" } });
    await tables`update audit_names set name = 'Bob' where name = 'Eve'`;
    expect(await verify(url)).not.toHaveProperty("broken");
    await tables`delete from audit_names where name = 'Ada Lovelace'`;
    expect(await verify(url)).toEqual({ broken: { n: 1, problem: "changed" } });
  });

  test("what somebody types never reads as a name, and breaks no check", async () => {
    await using room = await withAda();
    const { url, store } = room;
    const typed = `@name:${"A".repeat(43)}`;
    await store.areas.add({ name: typed }, BY);
    await store.tokens.add({ name: typed, scopes: ["read"], expires_at: null }, BY);
    expect(await verify(url)).not.toHaveProperty("broken");
  });

  test("the alarms of a person are those that they have answered, or are to see to", async () => {
    await using room = await withAda();
    const ids = async (id: string) => (await room.store.personalData.answeredBy(id)).map((one) => one.id);
    expect((await ids(room.ada.id)).toSorted()).toEqual(["a1", "a2", "a3"]);
    expect(await ids(room.bob.id)).toEqual(["a4"]);
  });
});
