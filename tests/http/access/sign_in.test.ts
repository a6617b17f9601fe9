import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { firstStartLine } from "../../../src/http/access/first_start";
import { SLOW_MACHINE_MS } from "../../support/needs";
import { cookieOf, form, openSiteApp, PROXY, type SiteApp } from "../../support/site_app";

setDefaultTimeout(SLOW_MACHINE_MS);

const PASSWORD = "correct horse battery";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function withPerson(options: Parameters<typeof openSiteApp>[0] = {}, role = "operator" as const) {
  const site = await openSiteApp({ ...options, access: { mode: "view", ...options.access } });
  const ada = await site.store.people.add({ name: "Ada", login: "ada", role });
  await site.store.people.setPassword(ada.id, PASSWORD);
  return { ...site, ada };
}

const signIn = ({ ask }: Pick<SiteApp, "ask">, fields: Record<string, string> = {}, from?: string) =>
  ask("/sign-in", form({ login: "ada", password: PASSWORD, ...fields }), from);

const me = (site: Pick<SiteApp, "ask">, cookie: string) => site.ask("/settings/me", { headers: { cookie } });

describe("signing in", () => {
  test("name and password begin a session, in any case of the name", async () => {
    const site = await withPerson();
    const answer = await signIn(site, { login: " ADA ", next: "/anomalies?severity=critical" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/anomalies?severity=critical"]);
    const page = await me(site, cookieOf(answer));
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("Ada · Operator");
  });

  test("a wrong password and an unknown name are told in the same words", async () => {
    const site = await withPerson();
    const answers = [await signIn(site, { password: "wrong" }), await signIn(site, { login: "bob" })];
    const texts = await Promise.all(
      answers.map(async (answer) => [answer.status, await answer.text()] as const),
    );
    expect(texts.map(([status]) => status)).toEqual([401, 401]);
    expect(texts.every(([, text]) => text.includes("Sign-in name or password is wrong"))).toBe(true);
    expect(answers.map((answer) => answer.headers.getSetCookie())).toEqual([[], []]);
  });

  test("the session is another one after each sign-in, and the one before is over", async () => {
    const site = await withPerson();
    const first = cookieOf(await signIn(site));
    const again = await site.ask("/sign-in", form({ login: "ada", password: PASSWORD }, { cookie: first }));
    const second = cookieOf(again);
    expect(second).not.toBe(first);
    expect((await me(site, first)).status).toBe(401);
    expect((await me(site, second)).status).toBe(200);
    // Nobody can prepare a session for somebody else: what a browser brings is never taken up.
    const planted = await site.ask(
      "/sign-in",
      form({ login: "ada", password: PASSWORD }, { cookie: "andon-session=planted" }),
    );
    expect(cookieOf(planted)).not.toContain("planted");
  });

  test("over https the cookie is guarded by its name and its marks, over http it is not, which pages say", async () => {
    const plain = await withPerson();
    const [cookie = ""] = (await signIn(plain)).headers.getSetCookie();
    expect(cookie).toMatch(/^andon-session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(await (await plain.ask("/sign-in")).text()).toContain("Not encrypted");
    const guarded =
      /^__Host-andon-session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/;
    const own = await withPerson({ access: { isTls: true } });
    expect((await signIn(own)).headers.getSetCookie()[0]).toMatch(guarded);
    expect(await (await own.ask("/sign-in")).text()).not.toContain("Not encrypted");
    const https = { "x-forwarded-proto": "https" };
    const fields = { login: "ada", password: PASSWORD };
    const proxied = await plain.ask("/sign-in", form(fields, https), PROXY);
    expect(proxied.headers.getSetCookie()[0]).toMatch(guarded);
    const claimed = await plain.ask("/sign-in", form(fields, https), "192.0.2.9");
    expect(claimed.headers.getSetCookie()[0]).toStartWith("andon-session=");
    // What was planted over http does not count over https.
    const http = cookieOf(claimed);
    expect((await plain.ask("/settings/me", { headers: { cookie: http, ...https } }, PROXY)).status).toBe(
      401,
    );
  });

  test("afterwards nobody is sent to another site", async () => {
    const site = await withPerson({ base: "/plant" });
    const asked = [
      "//evil.example",
      "/\\evil.example",
      "https://evil.example/",
      "/plant/.//evil.example",
      "javascript:x",
      "/other",
      "/\t/evil.example",
      "",
    ];
    for (const next of asked) {
      const to = (await signIn(site, { next })).headers.get("location") ?? "";
      expect([next, new URL(to, "http://own.example").host, to.startsWith("/plant/")]).toEqual([
        next,
        "own.example",
        true,
      ]);
      expect(to).not.toStartWith("//");
    }
  });

  test("a session ends after 12 h without a request and after 7 days in any case", async () => {
    let now = Date.now();
    const site = await withPerson({ now: () => now });
    const cookie = cookieOf(await signIn(site));
    const dayAndMore = async () => {
      for (let hour = 0; hour < 16; hour += 1) {
        now += 11 * HOUR;
        if ((await me(site, cookie)).status !== 200) return hour * 11;
        await site.written();
      }
      return Infinity;
    };
    // The 16th request would be at 176 h: 7 days are 168.
    expect(await dayAndMore()).toBe(165);
    const idle = cookieOf(await signIn(site));
    now += 12 * HOUR;
    expect((await me(site, idle)).status).toBe(401);
  });

  test("signing out ends the session, and ending one from another browser too", async () => {
    const site = await withPerson();
    const [first, second] = [cookieOf(await signIn(site)), cookieOf(await signIn(site))];
    await site.ask("/sign-out", form({}, { cookie: first }));
    expect((await me(site, first)).status).toBe(401);
    const third = cookieOf(await signIn(site));
    const [newest] = await site.store.sessions.ofPerson(site.ada.id);
    expect(
      (await site.ask("/settings/me/sessions", form({ end: newest!.id }, { cookie: second }))).status,
    ).toBe(303);
    expect(
      [(await me(site, third)).status, (await me(site, second)).status].toSorted((a, b) => a - b),
    ).toEqual([200, 401]);
    await site.store.sessions.endAll(site.ada.id);
    expect((await me(site, second)).status).toBe(401);
  });

  test("a changed password ends every other session, and needs the present one", async () => {
    const site = await withPerson();
    const [here, there] = [cookieOf(await signIn(site)), cookieOf(await signIn(site))];
    const change = (fields: Record<string, string>) =>
      site.ask("/settings/me/password", form(fields, { cookie: here }));
    expect((await change({ current: "wrong", password: "another long one" })).status).toBe(400);
    expect((await change({ current: PASSWORD, password: "short" })).status).toBe(400);
    const changed = await change({ current: PASSWORD, password: "another long one" });
    expect(changed.status).toBe(303);
    expect((await me(site, cookieOf(changed))).status).toBe(200);
    expect([(await me(site, here)).status, (await me(site, there)).status]).toEqual([401, 401]);
    expect((await signIn(site, { password: "another long one" })).status).toBe(303);
  });

  test("the page of signing in connects only where everybody may look: refused, its script would load it anew", async () => {
    for (const [mode, connects] of [
      ["view", true],
      ["closed", false],
    ] as const) {
      const { ask, store } = await openSiteApp({ access: { mode } });
      const { id } = await store.people.add({ name: "Ada", login: "ada", role: "viewer" });
      const key = await store.oneUseLinks.toPerson(id);
      for (const path of ["/sign-in", `/sign-in/link?key=${key}`, "/sign-in/link?key=none"]) {
        const page = await (await ask(path, { headers: { accept: "text/html" } })).text();
        expect([mode, path, page.includes('id="socket"')]).toEqual([mode, path, connects]);
        expect([mode, path, page.includes('id="link-status"')]).toEqual([mode, path, connects]);
      }
    }
  });

  test("a foreign site's form is refused", async () => {
    const site = await withPerson();
    const foreign = form({ login: "ada", password: PASSWORD }, { origin: "https://evil.example" });
    expect((await site.ask("/sign-in", foreign)).status).toBe(403);
  });
});

describe("too many wrong passwords", () => {
  const wrong = (site: SiteApp, login: string, from: string) =>
    signIn(site, { login, password: "wrong" }, from);

  test("of one name are refused for a quarter of an hour, from wherever they come, the right one too", async () => {
    let now = Date.now();
    const site = await withPerson({ now: () => now });
    for (let n = 0; n < 5; n += 1) expect((await wrong(site, "ada", `192.0.2.${n}`)).status).toBe(401);
    now += MINUTE;
    const refused = await signIn(site, {}, "198.51.100.1");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBe(14 * 60);
    // Refused ones do not count, or somebody could keep a name out for good.
    for (let n = 0; n < 10; n += 1) await wrong(site, "ada", `192.0.2.${n}`);
    now += 14 * MINUTE;
    expect((await signIn(site, {}, "198.51.100.1")).status).toBe(303);
  });

  test("from one address are refused, whatever their names; others are not", async () => {
    const site = await withPerson();
    for (let n = 0; n < 5; n += 1) expect((await wrong(site, `name-${n}`, "192.0.2.1")).status).toBe(401);
    expect((await signIn(site, {}, "192.0.2.1")).status).toBe(429);
    expect((await signIn(site, {}, "192.0.2.2")).status).toBe(303);
  });

  test("at once are no way round: of thirty five are tried", async () => {
    const site = await withPerson();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => wrong(site, "ada", `192.0.2.${n}`)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(5);
    expect(statuses.every((status) => status === 401 || status === 429)).toBe(true);
  });

  test("right ones are not counted", async () => {
    const site = await withPerson();
    for (let n = 0; n < 8; n += 1) expect((await signIn(site)).status).toBe(303);
  });
});

describe("the first administrator", () => {
  async function firstLink(options: Parameters<typeof openSiteApp>[0] = {}) {
    const site = await openSiteApp({ ...options, access: { mode: "view", ...options.access } });
    const line = await firstStartLine(site.core, "http://127.0.0.1:8080");
    const key = new URL(/http\S+/.exec(line ?? "")?.[0] ?? "").searchParams.get("key") ?? "";
    return { ...site, key };
  }
  const chosen = (key: string, more = {}) =>
    form({ key, name: "Ada", login: "ada", password: PASSWORD, ...more });

  test("comes in by the link of the first start, once", async () => {
    const site = await firstLink();
    expect((await site.ask(`/sign-in/link?key=${site.key}`)).status).toBe(200);
    expect((await site.ask("/sign-in/link", chosen(site.key, { password: "short" }))).status).toBe(400);
    const made = await site.ask("/sign-in/link", chosen(site.key));
    expect(made.status).toBe(303);
    expect((await site.ask("/settings/people", { headers: { cookie: cookieOf(made) } })).status).toBe(200);
    expect((await site.ask("/sign-in/link", chosen(site.key, { login: "eve" }))).status).toBe(410);
    expect(await firstStartLine(site.core, "http://x")).toBeUndefined();
  });

  test("comes in within the hour, by one of several links", async () => {
    let now = Date.now();
    const site = await firstLink({ now: () => now });
    const other = await site.store.oneUseLinks.toFirstAdministrator();
    now += HOUR;
    expect((await site.ask("/sign-in/link", chosen(site.key))).status).toBe(410);
    const [third, fourth] = [
      await site.store.oneUseLinks.toFirstAdministrator(),
      await site.store.oneUseLinks.toFirstAdministrator(),
    ];
    expect((await site.ask("/sign-in/link", chosen(third))).status).toBe(303);
    expect((await site.ask("/sign-in/link", chosen(fourth, { login: "eve" }))).status).toBe(410);
    expect((await site.ask("/sign-in/link", chosen(other, { login: "eve" }))).status).toBe(410);
  });

  test("is not asked for where nobody signs in", async () => {
    const { core } = await openSiteApp();
    expect(await firstStartLine(core, "http://x")).toBeUndefined();
  });

  test("cannot be taken away while there is no other", async () => {
    const site = await firstLink();
    const cookie = cookieOf(await site.ask("/sign-in/link", chosen(site.key)));
    const [ada] = await site.store.people.list();
    const change = (fields: Record<string, string>) =>
      site.ask(`/settings/people/${ada!.id}`, form(fields, { cookie }));
    expect((await change({ role: "viewer" })).status).toBe(409);
    expect((await change({ active: "0" })).status).toBe(409);
    const patched = await site.ask(`/api/v1/people/${ada!.id}`, {
      method: "PATCH",
      body: JSON.stringify({ role: "operator" }),
      headers: { cookie, "content-type": "application/json" },
    });
    expect(patched.status).toBe(409);
    // One who has no password yet could not sign in, and does not count.
    const eve = await site.store.people.add({ name: "Eve", login: "eve", role: "administrator" });
    expect((await change({ active: "0" })).status).toBe(409);
    await site.store.people.setPassword(eve.id, PASSWORD);
    expect((await change({ role: "viewer" })).status).toBe(303);
    expect((await site.ask("/settings/people", { headers: { cookie } })).status).toBe(403);
  });

  test("adds people, who choose their own password by a link", async () => {
    const site = await firstLink();
    const cookie = cookieOf(await site.ask("/sign-in/link", chosen(site.key)));
    const added = await (
      await site.ask("/settings/people", form({ name: "Bob", login: "bob", role: "operator" }, { cookie }))
    ).text();
    const key = /sign-in\/link\?key=([\w-]+)/.exec(added)?.[1] ?? "";
    expect(key).toHaveLength(43);
    expect(await (await site.ask("/settings/people", { headers: { cookie } })).text()).not.toContain(key);
    const set = await site.ask("/sign-in/link", form({ key, password: "bobs own password" }));
    expect((await me(site, cookieOf(set))).status).toBe(200);
    expect((await signIn(site, { login: "bob", password: "bobs own password" })).status).toBe(303);
    const taken = await site.ask(
      "/settings/people",
      form({ name: "Bob", login: "BOB", role: "viewer" }, { cookie }),
    );
    expect(taken.status).toBe(409);
  });
});
