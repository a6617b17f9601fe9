import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export const CLIENT = { id: "andon", secret: "shared-with-andon~only+1/2=" };
/** Where nobody listens: most tests read the answer in the address instead of going there. */
export const NOWHERE = "http://127.0.0.1:1/sign-in/oidc/callback";

/** Everybody whom a provider knows: claims by the name that they type in. */
export type Accounts = Record<string, Record<string, unknown>>;

export type ProviderOptions = {
  accounts?: Accounts;
  redirectUris?: string[];
  /** Whether groups and name stand in the ID token, or only in the answer of the userinfo endpoint. */
  claimsIn?: "token" | "userinfo";
  /** How the client may send its secret. */
  clientAuthentication?: "client_secret_basic" | "client_secret_post";
  port?: number;
};

/** A real identity provider of a test's own (oidc-provider), with its forms for signing in. */
export type TestIdentityProvider = AsyncDisposable & {
  readonly issuer: string;
  readonly port: number;
  stop(): Promise<void>;
};

const ACCOUNTS: Accounts = {
  ada: { name: "Ada Lovelace", groups: ["andon-admins", "everybody"] },
  grace: { name: "Grace Hopper", groups: ["line 2, night"] },
  nobody: {},
};

const ARTIFACTS = ["AccessToken", "AuthorizationCode", "Grant", "IdToken", "Interaction", "Session"];

/** Resolves when it answers. */
export async function startIdentityProvider(options: ProviderOptions = {}): Promise<TestIdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  await quietly(async () => {
    const { Provider } = await import("oidc-provider");
    const answer = new Provider(issuer, configurationOf(options)).callback();
    server.on("request", (request, response) => void answer(request, response));
  });
  const stop = () => stopped(server);
  return { issuer, port, stop, [Symbol.asyncDispose]: stop };
}

function configurationOf({
  accounts = ACCOUNTS,
  redirectUris = [NOWHERE],
  claimsIn = "token",
  clientAuthentication = "client_secret_basic",
}: ProviderOptions) {
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: redirectUris,
        token_endpoint_auth_method: clientAuthentication,
        post_logout_redirect_uris: ["http://127.0.0.1:1/"],
      },
    ],
    claims: { openid: ["sub"], profile: ["name", "groups", "realm_access", "_claim_names"] },
    conformIdTokenClaims: claimsIn === "userinfo",
    cookies: { keys: ["of a test"] },
    // Said, so that it does not remark upon each.
    ttl: Object.fromEntries(ARTIFACTS.map((name) => [name, 600])),
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, ...accounts[id] }),
    }),
  };
}

async function stopped(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** It says at length that it was not made for Bun, nor its forms for the world. */
async function quietly(work: () => Promise<void>): Promise<void> {
  const { warn, info } = console;
  console.warn = () => {};
  console.info = () => {};
  try {
    await work();
  } finally {
    Object.assign(console, { warn, info });
  }
}

/**
 * Does what a browser and a person do at the provider: follows redirects, fills in the form, agrees.
 * @param url to which Andon sent the browser
 * @param name "" presses "Cancel"
 * @returns the address to which the provider sends the browser back
 */
export async function answerAtProvider(url: string, name: string): Promise<string> {
  const cookies = new Map<string, string>();
  const { origin } = new URL(url);

  async function ask(address: string, form?: Record<string, string>): Promise<Response> {
    const cookie = [...cookies].map(([key, value]) => `${key}=${value}`).join("; ");
    const body = form && { method: "POST", body: new URLSearchParams(form) };
    const response = await fetch(address, { ...body, headers: { cookie }, redirect: "manual" });
    for (const set of response.headers.getSetCookie()) {
      const [, key = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(key, value);
    }
    return response;
  }

  let response = await ask(url);
  for (let step = 0; step < 20; step++) {
    const location = response.headers.get("location");
    if (location) {
      const next = new URL(location, origin);
      if (next.origin !== origin) return next.href;
      response = await ask(next.href);
      continue;
    }
    const page = await response.text();
    const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? [];
    const [, cancel] = /<a href="([^"]+\/abort)"/.exec(page) ?? [];
    if (!action || !cancel) throw new Error(`The provider shows no form: ${response.status} ${page}`);
    const prompt = page.includes('value="login"') ? "login" : "consent";
    response = name === "" ? await ask(cancel) : await ask(action, { prompt, login: name, password: "any" });
  }
  throw new Error("The provider never sends the browser back");
}
