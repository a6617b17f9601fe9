import type { Context, MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { NOT_WELL_FORMED } from "../domain/json_text";
import { isEscapedUtf8, NOT_UTF8 } from "../domain/text";
import { refuse } from "./error_response";
import { askedHost } from "./reader_address";

const pageHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'"],
    manifestSrc: ["'self'"],
    workerSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: "same-origin",
  // Whether this host speaks https only is not Andon's to say, and browsers report the next two as errors
  // without https.
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  // The policy above says these already, or browsers no longer know them.
  crossOriginResourcePolicy: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xFrameOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
});

/** Half of a surrogate pair, as a program would have to write it in UTF-8, which knows none. */
const HALF_PAIR = /%ED%[AB][\dA-F]%[89AB][\dA-F]/i;

/**
 * Refuses an address with U+0000 or half a surrogate pair: no name has one, and no database takes it in a text. In
 * another encoding than UTF-8 it would name something else.
 * Bodies are checked by the routes that read them.
 */
export const textInAddress: MiddlewareHandler = async (c, next) => {
  const { url } = c.req;
  if (HALF_PAIR.test(url)) return refuse(c, 400, `The address ${NOT_WELL_FORMED}`);
  if (url.includes("%00"))
    return refuse(c, 400, "The address contains U+0000 (%00), which no name or text here may hold");
  return isEscapedUtf8(url) ? next() : refuse(c, 400, `The address ${NOT_UTF8}`);
};

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/** Headers that make a browser trust this server's pages alone, and keep none of them. */
export const strictHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.get("content-type")?.startsWith("text/html")) return;
  await pageHeaders(c, () => Promise.resolve());
  c.header("Cache-Control", "no-store");
};

/** What a browser says of a request of another site, or of another port or name of the same one. */
const OTHER_SITE = new Set(["cross-site", "same-site"]);

/**
 * Refuses requests of another site's pages: every change, and every socket (which no browser rule protects).
 * Programs send neither Origin nor Sec-Fetch-Site, and pass.
 * @param trusted whether a peer's X-Forwarded-Host may be believed
 * @param isEncrypted whether the request came by https, as far as this server knows: then a page that came by http is
 *   another site's too, for anybody on the way could have written it
 */
export function sameOrigin(
  trusted: (c: Context) => boolean,
  isEncrypted: (c: Context) => boolean = () => false,
): MiddlewareHandler {
  return async (c, next) => {
    const isSocket = c.req.header("upgrade")?.toLowerCase() === "websocket";
    if (READING.has(c.req.method) && !isSocket) return next();
    const origin = c.req.header("origin");
    if (!origin) {
      return OTHER_SITE.has(c.req.header("sec-fetch-site") ?? "") ? refuse(c, 403, OTHERS_PAGE) : next();
    }
    const [host, from] = [askedHost(c, trusted), URL.parse(origin)];
    const isOwn = host !== undefined && from?.host === host;
    if (isOwn && (from?.protocol === "https:" || !isEncrypted(c))) return next();
    const asked = host && isOwn ? `https://${host}` : host;
    return refuse(
      c,
      403,
      foreignOrigin(origin, asked, trusted(c) ? undefined : c.req.header("x-forwarded-host")),
    );
  };
}

const OTHERS_PAGE =
  "Requests of another site's page are refused (Sec-Fetch-Site), and this one names no Origin";

/** Either another site asks, or a proxy hides under which name this one was asked for. */
function foreignOrigin(origin: string, host: string | undefined, unbelieved: string | undefined): string {
  const name = host ? `this server was asked as ${host}` : "the request names no Host";
  const remedy = unbelieved
    ? `X-Forwarded-Host says ${unbelieved}, and is believed when TRUST_PROXY names the proxy`
    : "a proxy in between has to pass Host, with its port";
  return `Requests from ${origin} are refused: ${name}; ${remedy}`;
}
