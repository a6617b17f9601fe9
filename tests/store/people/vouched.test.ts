import { expect, test } from "bun:test";
import { freshUrl, onEachDatabase, open, openFresh } from "../../support/store";

const GRACE = { issuer: "https://login.example", subject: "42", name: "Grace Hopper" };
const BY = { actor: { kind: "system", name: "identity provider" }, address: "192.0.2.7" } as const;
const FROM = { address: "192.0.2.7", agent: "Firefox" };

/** The audit log, oldest first, as action and name of who did it. */
async function entriesOf(store: Awaited<ReturnType<typeof open>>) {
  const entries = await store.audit.list({ limit: 100 });
  return entries
    .toReversed()
    .map(({ action, actor_name, before, after }) => [action, actor_name, before, after]);
}

onEachDatabase(() => {
  test("the same subject of two providers are two people, and each is made once", async () => {
    await using store = await opened();
    const other = { ...GRACE, issuer: "https://elsewhere.example" };
    for (const vouched of [GRACE, other, GRACE]) await store.vouchedPeople.admit(vouched, "operator", BY);
    const people = await store.people.list();
    expect(new Set(people.map(({ issuer }) => issuer))).toEqual(new Set([other.issuer, GRACE.issuer]));
  });

  test("of many first sign-ins at once on several servers one person comes", async () => {
    const url = await freshUrl();
    const first = await open(url);
    const second = first.shared ? await open(url) : first;
    const admitted = await Promise.all(
      Array.from({ length: 8 }, (_, n) => [first, second][n % 2]!.vouchedPeople.admit(GRACE, "viewer", BY)),
    );
    const ids = admitted.map((one) => ("person" in one ? one.person.id : one.refused));
    expect(new Set(ids).size).toBe(1);
    expect(await first.people.list()).toHaveLength(1);
    await Promise.all([...new Set([first, second])].map((store) => store.close()));
  });

  test("making somebody, a changed role and a lost one are in the audit log; a sign-in that changes nothing is not", async () => {
    await using store = await opened();
    await store.vouchedPeople.admit(GRACE, "viewer", BY);
    await store.vouchedPeople.admit(GRACE, "viewer", BY);
    await store.vouchedPeople.admit(GRACE, "operator", BY);
    const [grace] = await store.people.list();
    await store.sessions.begin(grace!.id, FROM, undefined);
    expect(await store.vouchedPeople.admit(GRACE, null, BY)).toEqual({ refused: "noRole" });
    expect(await store.sessions.ofPerson(grace!.id)).toEqual([]);
    const by = "identity provider";
    expect(await entriesOf(store)).toEqual([
      ["person.add", by, null, expect.stringContaining('"role":"viewer"')],
      ["person.change", by, '{"role":"viewer"}', '{"role":"operator"}'],
      ["session.begin", "Grace Hopper", null, expect.any(String)],
      ["session.end", by, expect.any(String), null],
    ]);
  });

  test("who is refused keeps no PIN and no badge", async () => {
    await using store = await opened();
    await store.vouchedPeople.admit(GRACE, "operator", BY);
    const [grace] = await store.people.list();
    await store.people.setPin(grace!.id, "4711");
    await store.answerers.setBadge(grace!.id, "04:A2:19:7F");
    await store.vouchedPeople.admit(GRACE, null, BY);
    expect(await store.answerers.list()).toEqual([]);
    expect(await store.answerers.withBadge("04:A2:19:7F")).toBeUndefined();
  });

  test("the first administrator ends the links that would make one, however they came in", async () => {
    await using store = await opened();
    const key = await store.oneUseLinks.toFirstAdministrator();
    await store.vouchedPeople.admit(GRACE, "operator", BY);
    expect(await store.oneUseLinks.find(key)).toBeDefined();
    await store.vouchedPeople.admit(GRACE, "administrator", BY);
    expect(await store.oneUseLinks.find(key)).toBeUndefined();
  });

  test("of two administrators whose groups are taken away at once, one stays", async () => {
    const url = await freshUrl();
    const first = await open(url);
    const second = first.shared ? await open(url) : first;
    const ada = { ...GRACE, subject: "43", name: "Ada" };
    for (let round = 0; round < 8; round += 1) {
      for (const one of [ada, GRACE]) await first.vouchedPeople.admit(one, "administrator", BY);
      const lost = await Promise.all([
        first.vouchedPeople.admit(ada, "viewer", BY),
        second.vouchedPeople.admit(GRACE, "viewer", BY),
      ]);
      expect(lost.filter((one) => "keptRole" in one && one.keptRole)).toHaveLength(1);
      expect(await first.people.hasAdministrator()).toBe(true);
    }
    await Promise.all([...new Set([first, second])].map((store) => store.close()));
  });

  test("who is deactivated is refused, and not made anew", async () => {
    await using store = await opened();
    const made = await store.vouchedPeople.admit(GRACE, "viewer", BY);
    await store.people.change("person" in made ? made.person.id : "", { is_active: false });
    expect(await store.vouchedPeople.admit(GRACE, "administrator", BY)).toEqual({ refused: "inactive" });
    expect((await store.people.list()).map(({ role, is_active }) => [role, is_active])).toEqual([
      ["viewer", false],
    ]);
  });

  test("who has a network of IPv6 addresses has as many attempts as who has one address", async () => {
    await using store = await opened();
    const tried: boolean[] = [];
    for (let n = 1; n <= 6; n += 1)
      tried.push("id" in (await store.attempts.begin("pin", `name ${n}`, `2001:db8:7:1::${n}`)));
    expect(tried).toEqual([true, true, true, true, true, false]);
    expect(await store.attempts.begin("pin", "other", "2001:db8:7:2::1")).toHaveProperty("id");
    const locked = (await store.audit.list({ limit: 1 }))[0];
    expect([locked?.action, locked?.address]).toEqual(["person.locked", "2001:db8:7:1::6"]);
  });
});

async function opened() {
  const store = await openFresh();
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}
