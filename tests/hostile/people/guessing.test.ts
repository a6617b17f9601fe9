import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { SLOW_MACHINE_MS } from "../../support/needs";
import { form, PROXY } from "../../support/site_app";
import { insider, openAlarm, openPlant, PASSWORD, signIn, tally } from "./plant";

setDefaultTimeout(SLOW_MACHINE_MS);

const TRIED_AT_MOST = 5;
const THOUSAND = Array.from({ length: 1000 }, (_, n) => `203.0.${n >> 8}.${n & 255}`);

/** How many attempts were tried: the others were refused before anything was compared. */
const triedIn = (statuses: readonly number[]) => statuses.filter((status) => status !== 429).length;

async function withAda() {
  const site = await openPlant();
  const ada = await insider(site, "ada", "operator");
  await site.store.people.setPin(ada.id, "4711");
  return { site, ada };
}

describe("a password", () => {
  test("is guessed five times from a thousand addresses, one after the other", async () => {
    const { site } = await withAda();
    const statuses: number[] = [];
    for (const address of THOUSAND) {
      const password = `guess of ${address}`;
      statuses.push((await signIn(site, { password }, { "x-forwarded-for": address }, PROXY)).status);
    }
    expect(tally(statuses)).toEqual({ 401: TRIED_AT_MOST, 429: THOUSAND.length - TRIED_AT_MOST });
  });

  test("is guessed at most five times by two hundred at once, the right one among them", async () => {
    const { site } = await withAda();
    const answers = THOUSAND.slice(0, 200).map((address, n) =>
      signIn(
        site,
        { password: n === 100 ? PASSWORD : "wrong password" },
        { "x-forwarded-for": address },
        PROXY,
      ),
    );
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(triedIn(statuses)).toBeLessThanOrEqual(TRIED_AT_MOST);
  });

  test("of many names is guessed five times from one address, whatever a peer that nobody trusts claims", async () => {
    const { site } = await withAda();
    const statuses: number[] = [];
    for (const [n, address] of THOUSAND.slice(0, 50).entries()) {
      const claims = { "x-forwarded-for": address, "x-real-ip": address, forwarded: `for=${address}` };
      statuses.push((await signIn(site, { login: `name-${n}` }, claims, "198.51.100.9")).status);
    }
    expect(triedIn(statuses)).toBe(TRIED_AT_MOST);
  });

  test.each<[string, (n: number) => string]>([
    ["with another port each time", (n) => `203.0.113.7:${40_000 + n}`],
    ["of an IPv6 network, another address each time", (n) => `2001:db8:7:1::${(n + 1).toString(16)}`],
    [
      "of an IPv6 network, in brackets with a port",
      (n) => `[2001:db8:7:2::${(n + 1).toString(16)}]:${40_000 + n}`,
    ],
    ["spelled as IPv6 every other time", (n) => (n % 2 ? "203.0.113.8" : "::ffff:203.0.113.8")],
    ["after addresses that it made up", (n) => `10.9.8.${n}, 203.0.1.${n}, 203.0.113.9`],
    ["as a word that is no address", (n) => `unknown-${n}`],
  ])("of many names is guessed five times from an address %s", async (_, forwarded) => {
    const { site } = await withAda();
    const statuses: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const headers = { "x-forwarded-for": forwarded(n) };
      statuses.push((await signIn(site, { login: `name-${n}` }, headers, PROXY)).status);
    }
    expect(triedIn(statuses)).toBe(TRIED_AT_MOST);
  });

  test("is not guessed past the lock by other ways to write the name", async () => {
    const { site } = await withAda();
    const statuses: number[] = [];
    for (const [n, login] of ["ada", "ADA", " ada ", "Ada", "aDa\t", "ada", "ADa"].entries())
      statuses.push((await signIn(site, { login, password: "wrong" }, {}, `192.0.2.${n}`)).status);
    expect(triedIn(statuses)).toBe(TRIED_AT_MOST);
  });

  test("takes as long, and is told the same, of who has none, was ended, is nobody, or has a long name", async () => {
    const { site } = await withAda();
    await site.store.people.add({ name: "None", login: "none", role: "viewer" });
    const gone = await insider(site, "gone", "viewer");
    await site.store.people.change(gone.id, { is_active: false });
    const logins = ["ada", "none", "gone", "nobody", "x".repeat(5000)];
    const fastest = new Map(logins.map((login) => [login, Infinity]));
    const told = new Set<string>();
    for (let round = 0; round < 4; round += 1)
      for (const [n, login] of logins.entries()) {
        const start = performance.now();
        const from = `198.51.${round}.${n}`;
        const answer = await signIn(site, { login, password: "wrong password" }, {}, from);
        fastest.set(login, Math.min(fastest.get(login)!, performance.now() - start));
        told.add(`${answer.status} ${/Sign-in name or password is \w+/.exec(await answer.text())?.[0]}`);
      }
    expect([...told]).toEqual(["401 Sign-in name or password is wrong"]);
    // Looking it up alone takes a hundredth.
    for (const login of logins) expect(fastest.get(login)!).toBeGreaterThan(fastest.get("ada")! / 5);
  });
});

describe("a PIN", () => {
  const guess = (
    site: Awaited<ReturnType<typeof withAda>>["site"],
    fields: Record<string, string>,
    address: string,
  ) => site.ask("/answer", form({ acknowledge: "x", ...fields }, { "x-forwarded-for": address }), PROXY);

  test("is guessed five times from a thousand addresses, one after the other", async () => {
    const { site, ada } = await withAda();
    const statuses: number[] = [];
    for (const [n, address] of THOUSAND.entries()) {
      const pin = String(n).padStart(4, "0");
      statuses.push((await guess(site, { person: ada.id, pin }, address)).status);
    }
    expect(tally(statuses)).toEqual({ 401: TRIED_AT_MOST, 429: THOUSAND.length - TRIED_AT_MOST });
  });

  test("is guessed at most five times by two hundred at once, the right one among them", async () => {
    const { site, ada } = await withAda();
    const id = await openAlarm(site);
    const answers = THOUSAND.slice(0, 200).map((address, n) =>
      guess(site, { acknowledge: id, person: ada.id, pin: n === 100 ? "4711" : "0000" }, address),
    );
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(triedIn(statuses)).toBeLessThanOrEqual(TRIED_AT_MOST);
  });

  test("is not tried while it is locked, and the lock is not lifted by a right PIN or badge of the guesser", async () => {
    const { site, ada } = await withAda();
    const eve = await insider(site, "eve", "operator");
    await site.store.people.setPin(eve.id, "1234");
    await site.store.answerers.setBadge(eve.id, "badge-of-eve");
    const id = await openAlarm(site);
    const own: Record<string, string>[] = [{ person: eve.id, pin: "1234" }, { badge: "badge-of-eve" }];
    const tried: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      tried.push((await guess(site, { person: ada.id, pin: `000${n}` }, "203.0.113.7")).status);
      await guess(site, { acknowledge: id, ...own[n % 2] }, "203.0.113.7");
    }
    expect(triedIn(tried)).toBe(TRIED_AT_MOST);
    expect((await guess(site, { acknowledge: id, person: ada.id, pin: "4711" }, "203.0.113.8")).status).toBe(
      429,
    );
  });

  test("that is no PIN of the person is no way to guess badges past the lock", async () => {
    const { site } = await withAda();
    const statuses: number[] = [];
    for (let n = 0; n < 20; n += 1)
      statuses.push(
        (await guess(site, { person: `nobody-${n}`, pin: `1000000${n % 10}` }, "203.0.113.7")).status,
      );
    expect(triedIn(statuses)).toBe(TRIED_AT_MOST);
  });
});
