import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Role } from "../../../src/people/actor";
import { companySignIn } from "../../../src/people/oidc/company_sign_in";
import { SLOW_MACHINE_MS } from "../../support/needs";
import { cookieOf, type SiteApp } from "../../support/site_app";
import { CLIENT, type Forged, forgedProvider, ISSUER, type Signing } from "./forged_provider";
import { HTML, insider, openPlant, sessionIn, statusOfMe } from "./plant";

setDefaultTimeout(SLOW_MACHINE_MS);

let provider: Awaited<ReturnType<typeof forgedProvider>>;
beforeAll(async () => void (provider = await forgedProvider()));

async function openWithProvider({
  base = "",
  defaultRole = "viewer",
}: { base?: string; defaultRole?: Role | null } = {}) {
  const roles = new Map<string, Role>([
    ["admins", "administrator"],
    ["line 2", "operator"],
  ]);
  const asked = {
    issuer: ISSUER,
    ...CLIENT,
    scopes: "openid profile",
    rolesClaim: "groups",
    fetch: provider.fetch,
  };
  const company = companySignIn({ ...asked, roles, defaultRole }, { now: Date.now, warn() {} });
  const site = await openPlant({ base, access: { company } });
  await insider(site, "root", "administrator");
  return site;
}

/** A browser that has begun to sign in. */
async function begun({ ask }: Pick<SiteApp, "ask">) {
  const answer = await ask("/sign-in/oidc");
  const asked = new URL(answer.headers.get("location") ?? "").searchParams;
  return { cookie: cookieOf(answer), state: asked.get("state") ?? "", nonce: asked.get("nonce") ?? "" };
}
type Begun = Awaited<ReturnType<typeof begun>>;

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;
const honest = ({ nonce }: Begun): Forged => ({
  ...{ iss: ISSUER, aud: CLIENT.clientId, sub: "42", nonce, name: "Grace", groups: ["line 2"] },
  ...{ iat: seconds(0), exp: seconds(60) },
});

/** Comes back from the provider. @param more instead of what an honest one puts into the address */
const comeBack = (
  { ask }: Pick<SiteApp, "ask">,
  { cookie, state }: Begun,
  more: Record<string, string> = {},
) =>
  ask(`/sign-in/oidc/callback?${new URLSearchParams({ code: "a-code", state, iss: ISSUER, ...more })}`, {
    headers: { ...HTML, cookie },
  });

async function signIn(
  site: SiteApp,
  claims: Forged = {},
  by: Signing = "own",
  more: Record<string, string> = {},
) {
  const browser = await begun(site);
  provider.say({ ...honest(browser), ...claims }, by);
  return comeBack(site, browser, more);
}

const roleOf = async (site: SiteApp, name: string) =>
  (await site.store.people.list()).find((person) => person.name === name)?.role;

test("the honest provider lets somebody in", async () => {
  const site = await openWithProvider();
  const answer = await signIn(site);
  expect([answer.status, await statusOfMe(site, { cookie: sessionIn(answer) })]).toEqual([303, 200]);
  expect(await roleOf(site, "Grace")).toBe("operator");
});

describe("nobody is let in by an ID token", () => {
  test.each<[string, Forged, Signing]>([
    ["of another provider", { iss: "https://evil.example" }, "own"],
    ["of a provider whose name begins alike", { iss: `${ISSUER}.evil.example` }, "own"],
    ["for another program", { aud: "wiki" }, "own"],
    ["for several programs, asked for by another", { aud: ["andon", "wiki"], azp: "wiki" }, "own"],
    ["that has run out", { iat: seconds(-7200), exp: seconds(-3600) }, "own"],
    ["without an end", { exp: null }, "own"],
    ["of another sign-in (nonce)", { nonce: "another" }, "own"],
    ["without a nonce", { nonce: null }, "own"],
    ["without a subject", { sub: null }, "own"],
    ["with an empty subject", { sub: "" }, "own"],
    ["that somebody else has signed", {}, "foreign"],
    ["that is signed with the client's secret", {}, "secret"],
    ["that nobody has signed", {}, "none"],
  ])("%s", async (_, claims, by) => {
    const site = await openWithProvider();
    const answer = await signIn(site, claims, by);
    expect([answer.status >= 400, answer.status < 500, sessionIn(answer)]).toEqual([true, true, ""]);
    expect(await site.store.people.list()).toHaveLength(1);
  });
});

describe("nobody is let in by an answer", () => {
  test.each<[string, Record<string, string>]>([
    ["of another provider (mix-up)", { iss: "https://evil.example" }],
    ["with a state that was made up", { state: "x".repeat(43) }],
    ["with a token in place of the code", { id_token: "x.y.z", code: "" }],
  ])("%s", async (_, more) => {
    const site = await openWithProvider();
    const answer = await signIn(site, {}, "own", more);
    expect([answer.status >= 400, sessionIn(answer)]).toEqual([true, ""]);
  });

  test("a second time, with the cookie of then too", async () => {
    const site = await openWithProvider();
    const browser = await begun(site);
    provider.say(honest(browser));
    expect((await comeBack(site, browser)).status).toBe(303);
    const again = await comeBack(site, browser);
    expect([again.status, sessionIn(again)]).toEqual([400, ""]);
  });

  test("that another browser began, or without what a browser keeps: nobody signs somebody else in", async () => {
    const site = await openWithProvider();
    const [eve, victim] = [await begun(site), await begun(site)];
    provider.say(honest(eve));
    for (const cookie of [victim.cookie, "", "andon-sign-in=0.x~/", victim.cookie.replace(/\./, ".x")]) {
      const answer = await comeBack(site, { ...eve, cookie });
      expect([answer.status, sessionIn(answer)]).toEqual([400, ""]);
    }
    expect((await comeBack(site, eve)).status).toBe(303); // the guard
  });

  test("of the Andon beside it, under another path of this host", async () => {
    const [a, b] = [await openWithProvider({ base: "/a" }), await openWithProvider({ base: "/b" })];
    const [there, here] = [await begun(a), await begun(b)];
    expect(there.cookie.split("=")[0]).not.toBe(here.cookie.split("=")[0]);
    // A browser has both: the one that began last is not in the way of the other.
    const cookie = `${there.cookie}; ${here.cookie}`;
    provider.say(honest(there));
    expect((await comeBack(a, { ...there, cookie })).status).toBe(303);
    provider.say(honest(there));
    expect((await comeBack(b, { ...there, cookie })).status).toBe(400);
  });
});

describe("an account of Andon itself", () => {
  test("is nobody's at the provider, whatever name and mail address that says, confirmed or not", async () => {
    const site = await openWithProvider();
    const mail = "root@plant.example";
    const local = await insider(site, mail, "administrator");
    for (const [n, email_verified] of [false, true, null].entries()) {
      const said = { name: mail, preferred_username: mail, email: mail, upn: mail, login: mail };
      const answer = await signIn(site, { ...said, email_verified, sub: `eve-${n}`, groups: [] });
      const headers = { cookie: sessionIn(answer) };
      expect((await site.ask("/api/v1/people", { headers })).status).toBe(403);
    }
    // Nor by a subject that is the id of one.
    const byId = await signIn(site, { sub: local.id, groups: [] });
    expect((await site.ask("/api/v1/people", { headers: { cookie: sessionIn(byId) } })).status).toBe(403);
    expect(await site.store.people.find(local.id)).toMatchObject({ role: "administrator", issuer: null });
    expect(await statusOfMe(site, local.headers)).toBe(200);
  });
});

describe("groups", () => {
  test("that were taken away take the role with them, in older sessions at once; none at all ends them", async () => {
    const site = await openWithProvider({ defaultRole: null });
    const older = { cookie: sessionIn(await signIn(site, { groups: ["admins"] })) };
    const list = async (headers: { cookie: string }) =>
      (await site.ask("/api/v1/people", { headers })).status;
    expect(await list(older)).toBe(200);
    const newer = { cookie: sessionIn(await signIn(site, { groups: ["line 2"] })) };
    expect([await list(older), await list(newer)]).toEqual([403, 403]);
    expect((await signIn(site, { groups: [] })).status).toBe(403);
    expect([await statusOfMe(site, older), await statusOfMe(site, newer)]).toEqual([401, 401]);
  });

  test.each<[string, unknown]>([
    ["in one text", "line 2,admins"],
    ["with blanks", [" admins "]],
    ["in another case", ["ADMINS"]],
    ["as an object", { admins: true }],
    ["nested", [["admins"]]],
    ["as names that every object has", ["__proto__", "constructor", "toString"]],
  ])("%s give no role that was not given", async (_, groups) => {
    const site = await openWithProvider();
    await signIn(site, { groups });
    expect(await roleOf(site, "Grace")).toBe("viewer");
  });

  test("do not let in who was deactivated here while they signed in", async () => {
    const site = await openWithProvider();
    await signIn(site);
    const real = site.store.vouchedPeople.admit;
    site.store.vouchedPeople.admit = async (...asked) => {
      const admitted = await real(...asked);
      if ("person" in admitted) await site.store.people.change(admitted.person.id, { is_active: false });
      return admitted;
    };
    const answer = await signIn(site);
    expect([answer.status, sessionIn(answer)]).toEqual([403, ""]);
  });
});
