import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { freePort } from "../../support/free_port";
import {
  answerAtProvider,
  NOWHERE,
  startIdentityProvider,
  type TestIdentityProvider,
} from "../../support/identity_provider";
import { andonAt, began, fetchBut } from "../../support/oidc_sign_in";

const MINUTE_MS = 60_000;

let running: TestIdentityProvider;
beforeAll(async () => void (running = await startIdentityProvider()));
afterAll(() => running.stop());

describe("the provider", () => {
  test("that is away is said to be so, and asked again by the next sign-in", async () => {
    const port = freePort();
    const andon = andonAt(`http://127.0.0.1:${port}`);
    expect(await andon.begin(NOWHERE)).toMatchObject({ refused: "away" });
    await using provider = await startIdentityProvider({ port });
    expect(await andon.begin(NOWHERE)).toMatchObject({ url: expect.stringContaining(provider.issuer) });
  });

  test("that goes away in between is said to be so", async () => {
    await using provider = await startIdentityProvider();
    const andon = andonAt(provider.issuer);
    const { url, pending } = await began(andon);
    const callback = await answerAtProvider(url, "ada");
    await provider.stop();
    expect(await andon.finish(new URL(callback), pending)).toMatchObject({ refused: "away" });
  });

  test("is asked to describe itself at the first sign-in, once an hour", async () => {
    let asked = 0;
    let now = Date.now();
    const counted = fetchBut((url) => {
      if (url.includes("/.well-known/")) asked++;
      return undefined;
    });
    const andon = andonAt(running.issuer, { fetch: counted, now: () => now });
    expect(asked).toBe(0);
    await Promise.all([began(andon), began(andon)]);
    await began(andon);
    expect(asked).toBe(1);
    now += 61 * MINUTE_MS;
    await began(andon);
    expect(asked).toBe(2);
  });

  test("that is away when it is asked anew is used as it was", async () => {
    await using provider = await startIdentityProvider();
    let now = Date.now();
    const andon = andonAt(provider.issuer, { now: () => now });
    await began(andon);
    await provider.stop();
    now += 61 * MINUTE_MS;
    expect(await andon.begin(NOWHERE)).toHaveProperty("url");
  });

  test("that calls itself otherwise than the setting is refused, with its name for the administrator", async () => {
    const issuer = `http://localhost:${running.port}`;
    const refused = await andonAt(issuer).begin(NOWHERE);
    expect(refused).toEqual({ refused: "misconfigured", detail: expect.stringContaining(running.issuer) });
  });

  test("of every organisation, as Entra's may be, is refused though the library would take it", async () => {
    const issuer = "https://login.microsoftonline.com/common/v2.0";
    const said = {
      issuer: "https://login.microsoftonline.com/{tenantid}/v2.0",
      authorization_endpoint: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
      token_endpoint: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
    };
    const fetch = () => Promise.resolve(Response.json(said));
    expect(await andonAt(issuer, { fetch }).begin(NOWHERE)).toMatchObject({ refused: "misconfigured" });
  });

  test.each([
    [404, "misconfigured"],
    [503, "away"],
  ] as const)("that describes itself with %d is %s", async (status, refused) => {
    const fetch = () => Promise.resolve(new Response("<p>a page</p>", { status }));
    expect(await andonAt(running.issuer, { fetch }).begin(NOWHERE)).toMatchObject({ refused });
  });

  test("by http is warned of once, and by https not asked by http", async () => {
    const warnings: string[] = [];
    andonAt(running.issuer, { warn: (sentence) => warnings.push(sentence) });
    andonAt("https://login.example.com", { warn: (sentence) => warnings.push(sentence) });
    expect(warnings).toEqual([expect.stringContaining(running.issuer)]);
  });

  test("by https may not name endpoints by http", async () => {
    const issuer = "https://login.example.com";
    const said = {
      issuer,
      authorization_endpoint: "http://login.example.com/auth",
      token_endpoint: "http://login.example.com/token",
    };
    const fetch = () => Promise.resolve(Response.json(said));
    expect(await andonAt(issuer, { fetch }).begin(NOWHERE)).toMatchObject({ refused: "misconfigured" });
  });

  test("that is away holds up no sign-out", async () => {
    expect(await andonAt(`http://127.0.0.1:${freePort()}`).signOutUrl()).toBeUndefined();
  });
});
