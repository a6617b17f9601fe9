import { createIdentityProvider, type IdentityProvider } from "../../src/people/oidc/identity_provider";
import { answerAtProvider, CLIENT, NOWHERE } from "./identity_provider";

type Options = Parameters<typeof createIdentityProvider>[0];
/** What a test does with an address on its way. */
export type Bend = (url: URL) => URL;

/** Andon's side of a sign-in by this provider. */
export function andonAt(issuer: string, changes: Partial<Options> = {}): IdentityProvider {
  return createIdentityProvider({
    issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    scopes: "openid profile",
    rolesClaim: "groups",
    now: Date.now,
    warn() {},
    ...changes,
  });
}

/** A fetch that may answer itself. @param answer undefined: the address is asked */
export function fetchBut(
  answer: (url: string, init: RequestInit) => Promise<Response> | Response | undefined,
): Options["fetch"] {
  return async (url, options) => {
    const init = options as RequestInit;
    return (await answer(url, init)) ?? fetch(url, init);
  };
}

/** A sign-in that has begun. @throws when it is refused */
export async function began(andon: IdentityProvider) {
  const begun = await andon.begin(NOWHERE);
  if ("refused" in begun) throw new Error(`${begun.refused}: ${begun.detail}`);
  return begun;
}

/** Signs in, with what a fault does to the two addresses on the way. */
export async function signIn(
  andon: IdentityProvider,
  name: string,
  { forth = asIs, back = asIs }: { forth?: Bend; back?: Bend } = {},
) {
  const { url, pending } = await began(andon);
  const callback = await answerAtProvider(forth(new URL(url)).href, name);
  return andon.finish(back(new URL(callback)), pending);
}

const asIs: Bend = (url) => url;

/** Changes a parameter, or takes it away. */
export const changed =
  (name: string, value: string | undefined): Bend =>
  (url) => {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
    return url;
  };

/** Says a parameter a second time. */
export const added =
  (name: string, value: string): Bend =>
  (url) => {
    url.searchParams.append(name, value);
    return url;
  };
