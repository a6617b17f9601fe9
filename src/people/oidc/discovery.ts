import type * as openidClient from "openid-client";
import type { ClientAuth, Configuration, CustomFetch } from "openid-client";
import { coalesce } from "../../async/coalesce";

const TIMEOUT_SECONDS = 5;
const FRESH_MS = 60 * 60_000;
/** What the specification says of a provider that lists none. */
const METHODS_BY_DEFAULT = ["client_secret_basic"];

export type ClientSettings = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  fetch?: CustomFetch;
};

type Library = typeof openidClient;

/** The provider as it describes itself, and the library that speaks to it. */
export type Discovered = {
  library: Library;
  /** One for each way to send the secret that the provider takes, the usual one first. */
  clients: readonly [Configuration, ...Configuration[]];
  canSignOut: boolean;
  hasUserInfo: boolean;
};

/**
 * Asks the provider to describe itself, when it is first needed and then once an hour. One that cannot be asked
 * anew is used as it was; a first failure is not kept.
 */
export function createDiscovery(settings: ClientSettings, now: () => number): () => Promise<Discovered> {
  let known: { provider: Discovered; at: number } | undefined;
  const ask = coalesce(async () => {
    if (known && now() - known.at < FRESH_MS) return known.provider;
    const provider = await discover(settings).catch((error: unknown) => {
      if (known) return known.provider;
      throw error;
    });
    known = { provider, at: now() };
    return provider;
  });
  return async () => (known && now() - known.at < FRESH_MS ? known.provider : ask());
}

async function discover({ issuer, clientId, clientSecret, fetch }: ClientSettings): Promise<Discovered> {
  // Here, not above: who has no identity provider need not load it.
  const library = await import("openid-client");
  // The library trusts an ID token that comes by TLS; a proxy in between may end that: check its signature too.
  const execute: ((client: Configuration) => void)[] = [library.enableNonRepudiationChecks];
  // oxlint-disable-next-line typescript/no-deprecated -- marked so to stand out
  if (issuer.startsWith("http:")) execute.push(library.allowInsecureRequests);
  const asked = await library.discovery(new URL(issuer), clientId, undefined, undefined, {
    timeout: TIMEOUT_SECONDS,
    execute,
    ...(fetch && { [library.customFetch]: fetch }),
  });
  const server = asked.serverMetadata();
  // The library lets Entra's issuers for every organisation pass.
  if (!isSame(server.issuer, issuer)) throw otherIssuer(server.issuer);
  const client = (authentication: ClientAuth) => {
    const made = new library.Configuration(server, clientId, undefined, authentication);
    made.timeout = TIMEOUT_SECONDS;
    if (fetch) made[library.customFetch] = fetch;
    for (const change of execute) change(made);
    return made;
  };
  const methods = server.token_endpoint_auth_methods_supported ?? METHODS_BY_DEFAULT;
  const basic = client(library.ClientSecretBasic(clientSecret));
  const post = client(library.ClientSecretPost(clientSecret));
  return {
    library,
    clients: clientsOf(methods, basic, post),
    canSignOut: Boolean(server.end_session_endpoint),
    hasUserInfo: Boolean(server.userinfo_endpoint),
  };
}

/** As the library says it. A provider that goes by any name would let people of other organisations in. */
function otherIssuer(issuer: string): Error {
  const cause = { body: { issuer } };
  const error = new Error("the provider has another issuer", { cause });
  return Object.assign(error, { code: "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED" });
}

const isSame = (a: string, b: string) => URL.parse(a)?.href === URL.parse(b)?.href;

function clientsOf(
  methods: readonly string[],
  basic: Configuration,
  post: Configuration,
): Discovered["clients"] {
  if (!methods.includes("client_secret_post")) return [basic];
  return methods.includes("client_secret_basic") ? [basic, post] : [post];
}
