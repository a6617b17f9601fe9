import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { CLIENT, startIdentityProvider, type TestIdentityProvider } from "../../support/identity_provider";
import { andonAt, began, fetchBut, signIn } from "../../support/oidc_sign_in";

let running: TestIdentityProvider;
beforeAll(async () => void (running = await startIdentityProvider()));
afterAll(() => running.stop());

describe("somebody who signs in", () => {
  test("is who the provider says, with their groups", async () => {
    expect(await signIn(andonAt(running.issuer), "ada")).toEqual({
      identity: {
        issuer: running.issuer,
        subject: "ada",
        name: "Ada Lovelace",
        groups: ["andon-admins", "everybody"],
      },
    });
  });

  test("without a name or groups bears their subject, and is in none", async () => {
    expect(await signIn(andonAt(running.issuer), "nobody")).toMatchObject({
      identity: { name: "nobody", groups: [] },
    });
  });

  test("is asked for by PKCE with S256, state and nonce", async () => {
    const { searchParams } = new URL((await began(andonAt(running.issuer))).url);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      scope: "openid profile",
    });
  });

  test("has groups also where only the userinfo endpoint says them", async () => {
    await using provider = await startIdentityProvider({ claimsIn: "userinfo" });
    expect(await signIn(andonAt(provider.issuer), "ada")).toMatchObject({
      identity: { name: "Ada Lovelace", groups: ["andon-admins", "everybody"] },
    });
  });

  test("has groups of a claim within a claim", async () => {
    const accounts = { ada: { name: "Ada", realm_access: { roles: ["engineer"] } } };
    await using provider = await startIdentityProvider({ accounts });
    const andon = andonAt(provider.issuer, { rolesClaim: "realm_access.roles" });
    expect(await signIn(andon, "ada")).toMatchObject({ identity: { groups: ["engineer"] } });
  });

  test("gets in also where the provider lists ways to send the secret, and takes but one of them", async () => {
    await using provider = await startIdentityProvider({ clientAuthentication: "client_secret_post" });
    let refusedOnes = 0;
    const onlyPost = fetchBut((_, { headers }) => {
      if (!new Headers(headers).has("authorization")) return undefined;
      refusedOnes++;
      return Response.json({ error: "invalid_client" }, { status: 401 });
    });
    const andon = andonAt(provider.issuer, { fetch: onlyPost });
    expect(await signIn(andon, "ada")).toHaveProperty("identity");
    expect(refusedOnes).toBe(1); // the guard
  });

  test("can sign out of the provider too", async () => {
    const url = new URL((await andonAt(running.issuer).signOutUrl("http://127.0.0.1:1/")) ?? "");
    expect(url.origin).toBe(running.issuer);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: CLIENT.id,
      post_logout_redirect_uri: "http://127.0.0.1:1/",
    });
  });
});
