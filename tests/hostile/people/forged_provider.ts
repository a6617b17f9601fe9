import { fetchBut } from "../../support/oidc_sign_in";

export const ISSUER = "https://login.example";
export const CLIENT = { clientId: "andon", clientSecret: "shared-with-andon-only-32-bytes-long" };

/** Claims of an ID token; null: left out. */
export type Forged = Record<string, unknown>;

/** How an ID token is signed: by the provider, by somebody else, with the client's secret, or not at all. */
export type Signing = "own" | "foreign" | "secret" | "none";

const RSA = {
  name: "RSASSA-PKCS1-v1_5",
  modulusLength: 2048,
  hash: "SHA-256",
  publicExponent: new Uint8Array([1, 0, 1]),
};
const makeKey = () => crypto.subtle.generateKey(RSA, true, ["sign", "verify"]);
const HMAC = { name: "HMAC", hash: "SHA-256" };
const secretKey = () =>
  crypto.subtle.importKey("raw", new TextEncoder().encode(CLIENT.clientSecret), HMAC, false, ["sign"]);
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * A provider that answers whatever a test wants, as one does whose network an attacker rules over. Its keys are found by
 * its address, as those of a real one.
 */
export async function forgedProvider() {
  const [own, foreign] = await Promise.all([makeKey(), makeKey()]);
  const jwk = {
    ...(await crypto.subtle.exportKey("jwk", own.publicKey)),
    kid: "1",
    use: "sig",
    alg: "RS256",
  };
  let claims: Forged = {};
  let signing: Signing = "own";

  async function signed(body: Forged): Promise<string> {
    const alg = { own: "RS256", foreign: "RS256", secret: "HS256", none: "none" }[signing];
    const text = `${encoded({ alg, kid: "1", typ: "JWT" })}.${encoded(body)}`;
    if (signing === "none") return `${text}.`;
    const bytes = new TextEncoder().encode(text);
    const signature =
      signing === "secret"
        ? await crypto.subtle.sign("HMAC", await secretKey(), bytes)
        : await crypto.subtle.sign(RSA.name, (signing === "own" ? own : foreign).privateKey, bytes);
    return `${text}.${Buffer.from(signature).toString("base64url")}`;
  }
  const fetch = fetchBut(async (url) => {
    const { pathname } = new URL(url);
    if (pathname.endsWith("/openid-configuration")) return Response.json(METADATA);
    if (pathname === "/jwks") return Response.json({ keys: [jwk] });
    if (pathname !== "/token") return new Response("nothing here", { status: 404 });
    const id_token = await signed(claims);
    return Response.json({ access_token: "access", token_type: "Bearer", id_token, expires_in: 60 });
  });

  return {
    fetch,
    /** What the next ID token says. */
    say(said: Forged, by: Signing = "own") {
      claims = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
      signing = by;
    },
  };
}

const METADATA = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/auth`,
  token_endpoint: `${ISSUER}/token`,
  jwks_uri: `${ISSUER}/jwks`,
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256"],
  code_challenge_methods_supported: ["S256"],
  authorization_response_iss_parameter_supported: true,
};
