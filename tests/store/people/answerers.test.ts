import { expect, test } from "bun:test";
import type { By } from "../../../src/people/actor";
import { Conflict } from "../../../src/store/errors";
import { freshUrl, onEachDatabase, open, openFresh } from "../../support/store";

const FROM = "192.0.2.7";
const BADGE = "0008675309";

onEachDatabase(() => {
  test("who may answer and has a PIN is offered; a viewer, the deactivated and who has none are not", async () => {
    await using store = await opened();
    const ids: Record<string, string> = {};
    for (const [name, role, pin] of [
      ["Vera", "viewer", "1111"],
      ["Olaf", "operator", "222222"],
      ["Ada", "administrator", "3333"],
      ["Emil", "engineer", null],
      ["Gone", "operator", "4444"],
    ] as const) {
      ids[name] = (await store.people.add({ name, login: name.toLowerCase(), role })).id;
      await store.people.setPin(ids[name], pin);
    }
    await store.people.change(ids.Gone ?? "", { is_active: false });
    expect(await store.answerers.list()).toEqual([
      { id: ids.Ada ?? "", name: "Ada", digits: 4 },
      { id: ids.Olaf ?? "", name: "Olaf", digits: 6 },
    ]);
    const tries = { Vera: "1111", Olaf: "222222", Ada: "3334", Emil: "", Gone: "4444", Nobody: "1111" };
    const proven = await Promise.all(
      Object.entries(tries).map(([name, pin]) => store.answerers.withPin(ids[name] ?? "nobody", pin)),
    );
    expect(proven.map((person) => person?.name)).toEqual([
      undefined,
      "Olaf",
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(proven[1]).toEqual({ kind: "person", id: ids.Olaf ?? "", name: "Olaf", role: "operator" });
  });

  test("a badge is one person's, kept as a hash, and in the audit log without being told", async () => {
    await using store = await opened();
    const [ada, bob] = [await operator("Ada"), await operator("Bob")];
    const by: By = {
      actor: { kind: "person", id: "p1", name: "Root", role: "administrator" },
      address: FROM,
    };
    await store.answerers.setBadge(ada, BADGE, by);
    expect(await store.answerers.withBadge(BADGE)).toMatchObject({ id: ada, name: "Ada" });
    expect(await store.answerers.withBadge(`${BADGE}0`)).toBeUndefined();
    await expect(store.answerers.setBadge(bob, BADGE, by)).rejects.toThrow(Conflict);
    expect(await store.people.find(ada)).toMatchObject({ has_badge: true });
    const entries = JSON.stringify(await store.audit.list({ limit: 10 }));
    expect(entries).toContain("person.badge");
    expect(entries).not.toContain(BADGE);
    await store.answerers.setBadge(ada, null, by);
    expect(await store.answerers.withBadge(BADGE)).toBeUndefined();
    await store.answerers.setBadge(bob, BADGE, by);
    expect(await store.answerers.withBadge(BADGE)).toMatchObject({ name: "Bob" });
    await store.people.change(bob, { role: "viewer" });
    expect(await store.answerers.withBadge(BADGE)).toBeUndefined();

    async function operator(name: string) {
      return (await store.people.add({ name, login: name, role: "operator" })).id;
    }
  });

  test("a badge that two servers save at once is the first one's, and refused to the other", async () => {
    const url = await freshUrl();
    const first = await open(url);
    const second = first.shared ? await open(url) : first;
    const ids: string[] = [];
    for (const login of ["ada", "bob"])
      ids.push((await first.people.add({ name: login, login, role: "operator" })).id);
    for (let round = 0; round < 10; round += 1) {
      const badge = `${BADGE}-${round}`;
      const saved = await Promise.allSettled([
        first.answerers.setBadge(ids[0]!, badge),
        second.answerers.setBadge(ids[1]!, badge),
      ]);
      const refused = saved.filter((one) => one.status === "rejected");
      expect(refused.map(({ reason }) => reason instanceof Conflict)).toEqual([true]);
    }
    await Promise.all([...new Set([first, second])].map((store) => store.close()));
  });

  test("nobody who is unknown or was erased is given a PIN or a badge", async () => {
    await using store = await opened();
    const { id } = await store.people.add({ name: "Ada", login: "ada", role: "operator" });
    expect([await store.people.setPin(id, "4711"), await store.answerers.setBadge(id, BADGE)]).toEqual([
      true,
      true,
    ]);
    await store.personalData.erase(id, () => "former person 1");
    const entries = (await store.audit.list({ limit: 1 }))[0]?.n;
    for (const nobody of [id, "nobody"]) {
      expect(await store.people.setPin(nobody, "4711")).toBe(false);
      expect(await store.answerers.setBadge(nobody, BADGE)).toBe(false);
    }
    expect(await store.answerers.withBadge(BADGE)).toBeUndefined();
    expect((await store.audit.list({ limit: 1 }))[0]?.n).toBe(entries);
  });

  test("guesses from a thousand addresses at once, by two servers, are five for one person", async () => {
    const url = await freshUrl();
    const first = await open(url);
    const second = first.shared ? await open(url) : first;
    const attempts = Array.from({ length: 1000 }, (_, n) =>
      (n % 2 ? first : second).pinAttempts.begin({ personId: "ada", address: `10.0.${n >> 8}.${n & 255}` }),
    );
    const tried = (await Promise.all(attempts)).filter((attempt) => "id" in attempt);
    expect(tried.length).toBeLessThanOrEqual(5);
    // Somebody else, at another address, is not held up by them.
    expect(await first.pinAttempts.begin({ personId: "bob", address: FROM })).toHaveProperty("id");
    await Promise.all([...new Set([first, second])].map((store) => store.close()));
  });

  test("a right one forgets the wrong ones of this person here, not those from elsewhere", async () => {
    await using store = await opened();
    const here = { personId: "ada", address: FROM };
    const elsewhere = { personId: "ada", address: "198.51.100.1" };
    await begin(here, 3);
    await begin(elsewhere, 1);
    const right = await store.pinAttempts.begin(here);
    await store.pinAttempts.wasRight("id" in right ? right.id : "", here);
    await begin(elsewhere, 4);
    const locked = await store.pinAttempts.begin(here);
    expect(locked).toEqual({ waitMs: 60_000 });

    async function begin(tried: typeof here, times: number) {
      for (let n = 0; n < times; n++) expect(await store.pinAttempts.begin(tried)).toHaveProperty("id");
    }
  });

  test("badges and PINs of many people from one address lock the address, and attempts at a password do not forget it", async () => {
    await using store = await opened();
    for (const personId of ["ada", "bob", "cleo", undefined, undefined])
      expect(await store.pinAttempts.begin({ personId, address: FROM })).toHaveProperty("id");
    await store.attempts.begin("password", "ada", FROM);
    for (const personId of ["dora", undefined])
      expect(await store.pinAttempts.begin({ personId, address: FROM })).toEqual({ waitMs: 60_000 });
  });
});

async function opened() {
  const store = await openFresh();
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}
