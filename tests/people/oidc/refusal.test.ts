import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  answerAtProvider,
  startIdentityProvider,
  type TestIdentityProvider,
} from "../../support/identity_provider";
import { added, andonAt, began, type Bend, changed, fetchBut, signIn } from "../../support/oidc_sign_in";

const MINUTE_MS = 60_000;

let running: TestIdentityProvider;
beforeAll(async () => void (running = await startIdentityProvider()));
afterAll(() => running.stop());

describe("a sign-in is refused", () => {
  test("when the person cancels it", async () => {
    expect(await signIn(andonAt(running.issuer), "")).toMatchObject({ refused: "declined" });
  });

  test.each([
    ["another state", changed("state", "x".repeat(43))],
    ["no state", changed("state", undefined)],
  ])("with %s", async (_, back) => {
    expect(await signIn(andonAt(running.issuer), "ada", { back })).toMatchObject({ refused: "unknown" });
  });

  test.each(["", "garbage", undefined])("to a browser that keeps %p", async (kept) => {
    const andon = andonAt(running.issuer);
    const callback = await answerAtProvider((await began(andon)).url, "ada");
    expect(await andon.finish(new URL(callback), kept)).toMatchObject({ refused: "unknown" });
  });

  test("with another nonce in the ID token", async () => {
    const forth = changed("nonce", "another");
    expect(await signIn(andonAt(running.issuer), "ada", { forth })).toMatchObject({ refused: "rejected" });
  });

  test("with a code that another browser's sign-in was given", async () => {
    const andon = andonAt(running.issuer);
    const stolen = new URL(await answerAtProvider((await began(andon)).url, "ada"));
    const { pending, url } = await began(andon);
    const state = new URL(url).searchParams.get("state") ?? "";
    expect(await andon.finish(changed("state", state)(stolen), pending)).toMatchObject({
      refused: "rejected",
    });
  });

  test.each([
    ["of another provider", changed("iss", "https://other.example")],
    ["that does not say of which provider", changed("iss", undefined)],
  ])("with an answer %s, which may be for somebody else", async (_, back) => {
    expect(await signIn(andonAt(running.issuer), "ada", { back })).toMatchObject({ refused: "rejected" });
  });

  test("the second time, on this server and on another one", async () => {
    const [here, there] = [andonAt(running.issuer), andonAt(running.issuer)];
    const { url, pending } = await began(here);
    const callback = new URL(await answerAtProvider(url, "ada"));
    expect(await here.finish(callback, pending)).toHaveProperty("identity"); // the guard
    expect(await here.finish(callback, pending)).toMatchObject({ refused: "spent" });
    // The other one does not know, the provider does: a code is good for once.
    expect(await there.finish(callback, pending)).toMatchObject({ refused: "rejected" });
  });

  test.each([
    ["began 11 minutes ago", 11 * MINUTE_MS],
    ["begins in 2 minutes", -2 * MINUTE_MS],
  ])("that %s", async (_, laterMs) => {
    let now = Date.now();
    const andon = andonAt(running.issuer, { now: () => now });
    const { url, pending } = await began(andon);
    const callback = new URL(await answerAtProvider(url, "ada"));
    now += laterMs;
    expect(await andon.finish(callback, pending)).toMatchObject({ refused: "expired" });
  });

  test("whose time was moved", async () => {
    const andon = andonAt(running.issuer);
    const { url, pending } = await began(andon);
    const callback = new URL(await answerAtProvider(url, "ada"));
    const [, secret] = pending.split(".");
    const moved = `${(Date.now() - 1).toString(36)}.${secret}`;
    expect(await andon.finish(callback, moved)).toMatchObject({ refused: "unknown" });
  });

  test("with a wrong secret, which no detail tells", async () => {
    const refused = await signIn(andonAt(running.issuer, { clientSecret: "wrong-secret-of-andon" }), "ada");
    expect(refused).toMatchObject({ refused: "misconfigured" });
    expect(JSON.stringify(refused)).not.toContain("wrong-secret");
  });

  test("with an ID token that the provider did not sign", async () => {
    const forging = fetchBut(async (url, init) => {
      const response = await fetch(url, init);
      if (!url.endsWith("/token")) return response;
      const said = (await response.json()) as { id_token: string };
      const [head = "", body = "", signature = ""] = said.id_token.split(".");
      const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as object;
      const forged = Buffer.from(JSON.stringify({ ...claims, sub: "admin" })).toString("base64url");
      return Response.json({ ...said, id_token: [head, forged, signature].join(".") });
    });
    const refused = await signIn(andonAt(running.issuer, { fetch: forging }), "ada");
    expect(refused).toMatchObject({ refused: "rejected" });
  });

  test.each<[string, Bend, string]>([
    ["no code", changed("code", undefined), "rejected"],
    ["another code", changed("code", "x"), "rejected"],
    ["two codes", added("code", "x"), "rejected"],
    ["two states", added("state", "x"), "rejected"],
    ["an ID token in the address", changed("id_token", "x.y.z"), "rejected"],
    ["all of it in one token", changed("response", "x.y.z"), "rejected"],
    ["server_error", changed("error", "server_error"), "away"],
    ["invalid_scope", changed("error", "invalid_scope"), "misconfigured"],
  ])("that comes back with %s", async (_, back, refused) => {
    expect(await signIn(andonAt(running.issuer), "ada", { back })).toMatchObject({ refused });
  });

  test("when the provider leaves the groups out because they are too many", async () => {
    const accounts = { ada: { name: "Ada", _claim_names: { groups: "src1" } } };
    await using provider = await startIdentityProvider({ accounts });
    expect(await signIn(andonAt(provider.issuer), "ada")).toMatchObject({
      refused: "groupsLeftOut",
    });
  });
});
