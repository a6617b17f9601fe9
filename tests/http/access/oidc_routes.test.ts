import { afterAll, beforeAll, expect, test } from "bun:test";
import { Hono } from "hono";
import { oidcRoutes } from "../../../src/http/access/oidc_routes";
import { publicAddress } from "../../../src/http/access/public_address";
import { refuse } from "../../../src/http/error_response";
import { createIdentityProvider } from "../../../src/people/oidc/identity_provider";
import { freePort } from "../../support/free_port";
import {
  answerAtProvider,
  CLIENT,
  startIdentityProvider,
  type TestIdentityProvider,
} from "../../support/identity_provider";

const HOME = "http://andon.plant:8080/board";
const SECURE_HOME = "https://andon.plant/board";

let running: TestIdentityProvider;
beforeAll(async () => {
  const redirectUris = [HOME, SECURE_HOME].map((home) => `${home}/sign-in/oidc/callback`);
  running = await startIdentityProvider({ redirectUris });
});
afterAll(() => running.stop());

const logged: { level: string; about: object }[] = [];
const logAs = (level: string) => (about: object) => void logged.push({ level, about });

function createApp({ publicUrl = undefined as string | undefined, issuer = running.issuer } = {}) {
  const provider = createIdentityProvider({
    issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    scopes: "openid profile",
    rolesClaim: "groups",
    now: Date.now,
    warn() {},
  });
  const routes = oidcRoutes({
    provider,
    address: publicAddress({ publicUrl, base: "/board", trusted: () => false }),
    base: "/board",
    signIn: ({ name, groups }, _, to) => Response.json({ name, groups, to }),
    refuse,
    log: { info: logAs("info"), warn: logAs("warn") },
  });
  return new Hono().route("/board", routes);
}

/** A browser's request; its cookie is what it was given. */
const ask = (app: Hono, url: string, cookie = "") => app.request(url, { headers: { cookie } });

async function begin(app: Hono, query = "", home = HOME) {
  const response = await ask(app, `${home}/sign-in/oidc${query}`);
  const [set = ""] = response.headers.getSetCookie();
  return { response, url: response.headers.get("location") ?? "", set, cookie: set.split(";")[0] ?? "" };
}

async function sentence(response: Response) {
  const { error } = (await response.json()) as { error: { message: string } };
  return error.message;
}

test("who signs in comes back as who they are, to where they came from", async () => {
  const app = createApp();
  const { url, cookie, response } = await begin(app, "?to=%2Fboard%2Fanomalies%3Fmachine%3DPress-1");
  expect([response.status, response.headers.get("cache-control")]).toEqual([302, "no-store"]);
  const back = await ask(app, await answerAtProvider(url, "ada"), cookie);
  expect(await back.json()).toEqual({
    name: "Ada Lovelace",
    groups: ["andon-admins", "everybody"],
    to: "/board/anomalies?machine=Press-1",
  });
});

test("on a shared computer the provider can be told to ask anew who it is", async () => {
  const promptOf = async (query: string) =>
    new URL((await begin(createApp(), query)).url).searchParams.get("prompt");
  expect([await promptOf(""), await promptOf("?anew=1")]).toEqual([null, "login"]);
});

test("what one server began another one ends, with its callback", async () => {
  const [here, there] = [createApp(), createApp()];
  const { url, cookie } = await begin(here);
  expect((await ask(there, await answerAtProvider(url, "ada"), cookie)).status).toBe(200);
});

test("the way back leads to no other site, also when what the browser keeps was changed", async () => {
  const app = createApp();
  const { url, cookie } = await begin(app, "?to=%2F%2Fevil.example%2F");
  expect(decodeURIComponent(cookie)).toEndWith("~/");
  const changed = `${cookie}%2Fevil.example`;
  const back = await ask(app, await answerAtProvider(url, "ada"), changed);
  expect(await back.json()).toMatchObject({ to: "/" });
});

test("what the browser keeps is for this server alone, for ten minutes and one use", async () => {
  const app = createApp();
  const { set, url, cookie } = await begin(app);
  expect(set).toMatch(/^andon-sign-in-board=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
  const callback = await answerAtProvider(url, "ada");
  const back = await ask(app, callback, cookie);
  expect(back.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^andon-sign-in-board=; Max-Age=0; Path=\//),
  ]);
  expect(back.headers.get("cache-control")).toBe("no-store");
  const again = await ask(app, callback, cookie);
  expect([again.status, await sentence(again)]).toEqual([400, expect.stringContaining("used already")]);
});

test("under https no other host of the domain can put its own in the place", async () => {
  const app = createApp({ publicUrl: SECURE_HOME });
  const { set, url, cookie } = await begin(app, "", SECURE_HOME);
  expect(set).toMatch(
    /^__Host-andon-sign-in-board=[^;]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  const callback = await answerAtProvider(url, "ada");
  const unsafe = await ask(app, callback, cookie.replace("__Host-", ""));
  expect(unsafe.status).toBe(400);
  expect((await ask(app, callback, cookie)).status).toBe(200); // the guard
});

test("a server asked under another name sends the browser to the public one first, once", async () => {
  const app = createApp({ publicUrl: SECURE_HOME });
  const { url } = await begin(app, "?to=%2Fboard%2F&anew=1", "http://10.0.0.7:8080/board");
  expect(url).toBe(`${SECURE_HOME}/sign-in/oidc?to=%2Fboard%2F&anew=1&moved=1`);
  const { url: next } = await begin(app, new URL(url).search, "http://10.0.0.7:8080/board");
  expect(next).toStartWith(running.issuer);
});

test("a callback that this browser did not begin is refused, and keeps nothing", async () => {
  const app = createApp();
  const { url } = await begin(app);
  const back = await ask(app, await answerAtProvider(url, "ada"));
  expect([back.status, await sentence(back)]).toEqual([400, expect.stringContaining("did not start")]);
});

test("who cancels at the provider is told so", async () => {
  const app = createApp();
  const { url, cookie } = await begin(app);
  const back = await ask(app, await answerAtProvider(url, ""), cookie);
  expect([back.status, await sentence(back)]).toEqual([403, expect.stringContaining("did not let you in")]);
});

test("a provider that is away is a sentence for people, and its reason a line in the log", async () => {
  logged.length = 0;
  const { response, set } = await begin(createApp({ issuer: `http://127.0.0.1:${freePort()}` }));
  expect([response.status, set]).toEqual([503, ""]);
  expect(await sentence(response)).toContain("does not answer");
  expect(logged).toEqual([{ level: "warn", about: { why: "away", detail: expect.any(String) } }]);
});

test("no line of the log has a code, a state or a secret", async () => {
  logged.length = 0;
  const app = createApp();
  const { url, cookie } = await begin(app);
  const callback = new URL(await answerAtProvider(url, "ada"));
  callback.searchParams.set("iss", "https://other.example");
  expect((await ask(app, callback.href, cookie)).status).toBe(400);
  expect(logged).toHaveLength(1);
  const said = JSON.stringify(logged);
  for (const secret of [...callback.searchParams.values(), cookie.split("=")[1] ?? "", CLIENT.secret])
    expect(said).not.toContain(secret);
});
