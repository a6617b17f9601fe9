import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Role } from "../../../../src/people/actor";
import { companySignIn } from "../../../../src/people/oidc/company_sign_in";
import { freePort } from "../../../support/free_port";
import {
  type Accounts,
  answerAtProvider,
  CLIENT,
  startIdentityProvider,
  type TestIdentityProvider,
} from "../../../support/identity_provider";
import { SLOW_MACHINE_MS } from "../../../support/needs";
import { cookieOf, form, openSiteApp, PROXY, type SiteApp } from "../../../support/site_app";

setDefaultTimeout(SLOW_MACHINE_MS);

const HOME = "http://127.0.0.1:8080";
/** Read at each sign-in, as groups are. */
const accounts: Accounts = {};

let running: TestIdentityProvider;
beforeAll(async () => {
  const redirectUris = ["", "/plant"].map((base) => `${HOME}${base}/sign-in/oidc/callback`);
  running = await startIdentityProvider({ redirectUris, accounts });
});
afterAll(() => running.stop());

const ROLES: [string, Role][] = [
  ["admins", "administrator"],
  ["line 2", "operator"],
];

type Options = { issuer?: string; base?: string; defaultRole?: Role | null };

function openWithProvider({ issuer = running.issuer, base, defaultRole = null }: Options = {}) {
  accounts.ada = { name: "Ada Lovelace", groups: ["admins"] };
  accounts.grace = { name: "Grace Hopper", groups: ["line 2"] };
  accounts.eve = { name: "Eve", groups: ["sales"] };
  const client = { issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret };
  const asked = { scopes: "openid profile", rolesClaim: "groups" };
  const roles = { roles: new Map(ROLES), defaultRole };
  const company = companySignIn({ ...client, ...asked, ...roles }, { now: Date.now, warn() {} });
  return openSiteApp({ base, access: { mode: "view", company } });
}

/** What a browser does: it begins, a person answers at the provider, it comes back. */
async function signIn({ ask }: Pick<SiteApp, "ask">, name: string, to = "/", from?: string) {
  const begun = await ask(`/sign-in/oidc?${new URLSearchParams({ to })}`, {}, from);
  const { pathname, search } = new URL(await answerAtProvider(begun.headers.get("location")!, name));
  const path = pathname.slice(pathname.indexOf("/sign-in")) + search;
  return ask(path, { headers: { cookie: cookieOf(begun), accept: "text/html" } }, from);
}

/** The session that an answer begins, as the browser sends it back. */
const sessionOf = (answer: Response) => cookieOf(answer).match(/andon-session[^;]*/)?.[0] ?? "";

async function whoIs({ ask }: Pick<SiteApp, "ask">, cookie: string) {
  const page = await ask("/settings/me", { headers: { cookie } });
  return page.status === 200
    ? (await page.text()).match(/[^<>]+ · (Viewer|Operator|Administrator)/)?.[0]
    : page.status;
}

describe("signing in with the company account", () => {
  test("makes the person at the first time, begins a session, and goes on to the page they came from", async () => {
    const site = await openWithProvider();
    const answer = await signIn(site, "grace", "/anomalies?severity=critical");
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/anomalies?severity=critical"]);
    expect(await whoIs(site, sessionOf(answer))).toBe("Grace Hopper · Operator");
    await signIn(site, "grace");
    const [grace, ...others] = await site.store.people.list();
    expect([grace?.issuer, grace?.login, others]).toEqual([running.issuer, null, []]);
  });

  test("under a base path it comes back to that path", async () => {
    const site = await openWithProvider({ base: "/plant" });
    expect((await signIn(site, "grace")).headers.get("location")).toBe("/plant/");
    expect((await signIn(site, "grace", "/plant/history")).headers.get("location")).toBe("/plant/history");
    expect((await signIn(site, "grace", "/elsewhere")).headers.get("location")).toBe("/plant/");
  });

  test("name and role are the provider's at each time, whatever was set here", async () => {
    const site = await openWithProvider();
    await signIn(site, "ada");
    const first = sessionOf(await signIn(site, "grace"));
    const grace = (await site.store.people.list()).find(({ name }) => name === "Grace Hopper")!;
    await site.store.people.change(grace.id, { role: "engineer" });
    accounts.grace = { name: "Grace Murray Hopper", groups: ["admins"] };
    const second = sessionOf(await signIn(site, "grace"));
    expect(await whoIs(site, second)).toBe("Grace Murray Hopper · Administrator");
    // Of every browser of theirs, at once.
    expect(await whoIs(site, first)).toBe("Grace Murray Hopper · Administrator");
  });

  test("who is in none of the groups is told so, is nobody here, and has no session any more", async () => {
    const site = await openWithProvider();
    const eve = await signIn(site, "eve");
    expect([eve.status, sessionOf(eve)]).toEqual([403, ""]);
    expect(await eve.text()).toContain("none of your groups may use Andon");
    expect(await site.store.people.list()).toEqual([]);
    const before = sessionOf(await signIn(site, "grace"));
    accounts.grace = { name: "Grace Hopper", groups: ["sales"] };
    expect((await signIn(site, "grace")).status).toBe(403);
    expect(await whoIs(site, before)).toBe(401);
  });

  test("who is deactivated here stays out, whatever the provider says", async () => {
    const site = await openWithProvider();
    await signIn(site, "ada");
    await signIn(site, "grace");
    const grace = (await site.store.people.list()).find(({ name }) => name === "Grace Hopper")!;
    await site.store.people.change(grace.id, { is_active: false });
    const answer = await signIn(site, "grace");
    expect([answer.status, sessionOf(answer)]).toEqual([403, ""]);
    const page = await answer.text();
    expect(page).toContain("Your account is deactivated here");
    // The provider would send the same person back: it is asked to ask.
    expect(page).toContain('href="/sign-in/oidc?to=%2F&amp;anew=1"');
    expect((await site.store.people.find(grace.id))?.is_active).toBe(false);
  });

  test("the last administrator stays one when the provider's groups are changed by mistake", async () => {
    const site = await openWithProvider({ defaultRole: "viewer" });
    await signIn(site, "ada");
    accounts.ada = { name: "Ada Lovelace", groups: [] };
    const kept = await signIn(site, "ada");
    expect(await whoIs(site, sessionOf(kept))).toBe("Ada Lovelace · Administrator");
    accounts.grace = { name: "Grace Hopper", groups: ["admins"] };
    await signIn(site, "grace");
    expect(await whoIs(site, sessionOf(await signIn(site, "ada")))).toBe("Ada Lovelace · Viewer");
  });
});

describe("the page of signing in", () => {
  test("links to the company account, a link, as the policy of forms asks, and only where there is one", async () => {
    const page = await (await (await openWithProvider()).ask("/sign-in?next=%2Fhistory")).text();
    expect(page).toMatch(/<a class="button" href="\/sign-in\/oidc\?to=%2Fhistory">/);
    const without = await openSiteApp({ access: { mode: "view" } });
    expect(await (await without.ask("/sign-in")).text()).not.toContain("/sign-in/oidc");
    expect((await without.ask("/sign-in/oidc")).status).toBe(404);
    expect((await without.ask("/sign-in/oidc/callback?code=1&state=2")).status).toBe(404);
  });

  test("shows why the provider did not sign somebody in", async () => {
    const site = await openWithProvider();
    const cancelled = await signIn(site, "");
    expect([cancelled.status, await cancelled.text()]).toEqual([403, expect.stringContaining('id="login"')]);
    const away = await openWithProvider({ issuer: `http://127.0.0.1:${freePort()}` });
    const answer = await away.ask("/sign-in/oidc", { headers: { accept: "text/html" } });
    expect(answer.status).toBe(503);
    const page = await answer.text();
    expect(page).toContain("does not answer");
    expect(page).toContain('id="password"');
  });

  test("an answer of a provider that nobody asked for is refused, and the sixth from one network waits", async () => {
    const site = await openWithProvider();
    const planted = (address: string) =>
      site.ask("/sign-in/oidc/callback?code=x&state=y", { headers: { "x-forwarded-for": address } }, PROXY);
    const statuses: number[] = [];
    for (let n = 1; n <= 6; n += 1) statuses.push((await planted(`2001:db8:7:1::${n}`)).status);
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429]);
    expect((await planted("2001:db8:7:2::1")).status).toBe(400);
    expect((await planted("192.0.2.44")).status).toBe(400);
    // Whoever does sign in has not guessed.
    for (let n = 1; n <= 7; n += 1) expect((await signIn(site, "grace")).status).toBe(303);
  });
});

describe("signing out", () => {
  test("offers the way out of the company account to who came in by it, as a link", async () => {
    const site = await openWithProvider();
    const cookie = sessionOf(await signIn(site, "grace"));
    const out = await site.ask("/sign-out", form({}, { cookie }));
    expect([out.status, out.headers.get("location")]).toEqual([303, "/sign-in?out=1"]);
    expect(await whoIs(site, cookie)).toBe(401);
    const page = await (await site.ask("/sign-in?out=1")).text();
    expect(page).toContain(`<a href="${running.issuer}/session/end?client_id=andon"`);
    expect(page).toContain("anew=1");
  });

  test("leads who has an account of Andon to the board", async () => {
    const site = await openWithProvider();
    const bob = await site.store.people.add({ name: "Bob", login: "bob", role: "operator" });
    await site.store.people.setPassword(bob.id, "correct horse battery");
    const signed = await site.ask("/sign-in", form({ login: "bob", password: "correct horse battery" }));
    const out = await site.ask("/sign-out", form({}, { cookie: cookieOf(signed) }));
    expect(out.headers.get("location")).toBe("/");
  });
});
