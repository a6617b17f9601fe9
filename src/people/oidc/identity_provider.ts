import type { IDToken, TokenEndpointResponse } from "openid-client";
import { type Claims, groupsOf, type Identity, identityOf, leavesGroupsOut } from "./identity";
import { type ClientSettings, createDiscovery, type Discovered } from "./discovery";
import { isExpired, isOfState, newPending, type Pending, readPending } from "./pending";
import { type Refusal, type Refused, refusalOf } from "./refusal";
import { createSpentStates, type Spend } from "./spent_states";

/** Sign-in by the company's identity provider: OpenID Connect, authorization code with PKCE. */
export type IdentityProvider = {
  /**
   * Where the browser is sent, and what it keeps until it comes back.
   * @param redirectUri where it comes back to, as the provider knows it
   * @param how anew: the provider asks who it is, also where it knows somebody from before
   */
  begin(redirectUri: string, how?: { anew: boolean }): Promise<{ url: string; pending: string } | Refused>;
  /**
   * Who came back.
   * @param callbackUrl the redirectUri with the provider's answer
   * @param pending as this browser kept it; it can be used once
   */
  finish(callbackUrl: URL, pending: string | undefined): Promise<{ identity: Identity } | Refused>;
  /**
   * Where a browser signs out of the provider too; undefined when it does not offer that or does not answer.
   * @param returnTo one that the provider knows
   */
  signOutUrl(returnTo?: string): Promise<string | undefined>;
};

export type IdentityProviderSettings = ClientSettings & { scopes: string; rolesClaim: string };

type Options = IdentityProviderSettings & {
  now(): number;
  /** Says of each state once that it may be used; of this process alone by default. */
  spend?: Spend;
  warn(sentence: string): void;
};

/** Nothing is asked before somebody signs in: a provider that is away keeps nobody else out. */
export function createIdentityProvider(options: Options): IdentityProvider {
  const { issuer, scopes, rolesClaim, now, spend = createSpentStates() } = options;
  if (issuer.startsWith("http:"))
    options.warn(`OIDC_ISSUER=${issuer} is not encrypted: who listens on the way can sign in as anybody`);
  const discovered = createDiscovery(options, now);

  return {
    begin: (redirectUri, how) =>
      orRefused(async () => {
        const provider = await discovered();
        const kept = newPending(now());
        const pending = readPending(kept);
        if (!pending) throw new Error("a new sign-in cannot be read");
        const asked = { redirect_uri: redirectUri, scope: scopes, ...(how?.anew && { prompt: "login" }) };
        return { url: await addressOf(provider, pending, asked), pending: kept };
      }),

    finish: (callbackUrl, kept) =>
      orRefused(async () => {
        const pending = readPending(kept ?? "");
        if (!pending) return refused("unknown", "the browser keeps no sign-in");
        if (isExpired(pending, now())) return refused("expired", "the sign-in began over 10 minutes ago");
        if (!isOfState(pending, callbackUrl.searchParams.get("state")))
          return refused("unknown", "the state is not that of this browser's sign-in");
        if (!(await spend(pending.state, now()))) return refused("spent", "the state was used before");
        const claims = await claimsOf(await discovered(), callbackUrl, pending, rolesClaim);
        if (groupsOf(claims, rolesClaim) === undefined && leavesGroupsOut(claims, rolesClaim))
          return refused("groupsLeftOut", `the provider left out ${rolesClaim}: too many groups`);
        const identity = identityOf(claims, rolesClaim);
        return identity ? { identity } : refused("rejected", "the subject cannot be kept");
      }),

    async signOutUrl(returnTo) {
      try {
        const { library, clients, canSignOut } = await discovered();
        const back = returnTo === undefined ? undefined : { post_logout_redirect_uri: returnTo };
        return canSignOut ? library.buildEndSessionUrl(clients[0], back).href : undefined;
      } catch {
        return undefined; // signed out of Andon is signed out: the provider does not hold it up
      }
    },
  };
}

async function orRefused<T>(work: () => Promise<T | Refused>): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    return refusalOf(error);
  }
}

const refused = (why: Refusal, detail: string): Refused => ({ refused: why, detail });

async function addressOf(
  { library, clients }: Discovered,
  { state, nonce, codeVerifier }: Pending,
  asked: Record<string, string>,
): Promise<string> {
  const url = library.buildAuthorizationUrl(clients[0], {
    ...asked,
    state,
    nonce,
    code_challenge: await library.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: "S256",
  });
  return url.href;
}

/** The claims of the ID token; when groups or a name are missing, with those of the userinfo endpoint. */
async function claimsOf(
  provider: Discovered,
  callbackUrl: URL,
  pending: Pending,
  rolesClaim: string,
): Promise<Claims> {
  const { library, hasUserInfo } = provider;
  const { tokens, client } = await exchange(provider, callbackUrl, pending);
  const claims: IDToken | undefined = tokens.claims();
  if (!claims) throw new Error("there is no ID token");
  const isWhole = groupsOf(claims, rolesClaim) !== undefined && typeof claims.name === "string";
  if (isWhole || !hasUserInfo) return claims;
  const more = await library.fetchUserInfo(client, tokens.access_token, claims.sub);
  return { ...more, ...claims };
}

/** Redeems the code. A provider may list ways to send the secret of which this client may use but one. */
async function exchange({ library, clients }: Discovered, callbackUrl: URL, pending: Pending) {
  const checks = {
    expectedState: pending.state,
    expectedNonce: pending.nonce,
    pkceCodeVerifier: pending.codeVerifier,
    idTokenExpected: true,
  };
  let first: unknown;
  for (const client of clients) {
    try {
      const tokens: TokenEndpointResponse & { claims(): IDToken | undefined } =
        await library.authorizationCodeGrant(client, callbackUrl, checks);
      return { tokens, client };
    } catch (error) {
      first ??= error;
      if (!isOfClient(error)) break;
    }
  }
  throw first;
}

const isOfClient = (error: unknown) => (error as { error?: unknown } | null)?.error === "invalid_client";
