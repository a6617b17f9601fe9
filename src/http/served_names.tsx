import { isIP } from "node:net";
import type { Context, MiddlewareHandler } from "hono";
import { ForeignNamePage } from "../../views/layout/foreign_name";
import { text } from "../words/text";
import { refuse } from "./error_response";

/** A host with its port, and no sign by which a URL would end or begin anything else. */
const HOST = /^[^\s@/?#\\,]+$/;

/**
 * The name in a Host header as it is compared: in small letters, without port and closing dot, an address in
 * its usual form; undefined when it is no host at all.
 */
export function hostNameOf(host: string): string | undefined {
  if (!HOST.test(host)) return undefined;
  const name = URL.parse(`http://${host}/`)?.hostname.replace(/\.$/, "");
  return name || undefined;
}

/**
 * Whether a name is served: a literal address, this machine itself, one of the given names
 * ("*.plant.example": all below it), or a name without a dot, such as proxies and containers give, which no
 * site of the world can bear. Any other may be one that its owner has pointed at this address, to read what
 * is here with the browser of somebody inside (DNS rebinding).
 */
export function isServedName(name: string, given: readonly string[]): boolean {
  if (isIP(name.replace(/^\[|\]$/g, "")) !== 0 || !name.includes(".") || name.endsWith(".localhost"))
    return true;
  return given.some((one) => (one.startsWith("*.") ? name.endsWith(one.slice(1)) : name === one));
}

/**
 * Refuses requests under a name that is not served, each with the setting that allows it: a person with a
 * page, a program with JSON. Browsers always name a host, so that who names none is a program. Probes are
 * answered always: they say nothing of a plant. A host that Bun cannot read leaves an address without one,
 * and is refused whoever asks.
 * @param trusted whether a request comes by a trusted proxy, which has looked at the name
 */
export function onlyServedNames(
  { base, servedNames }: { base: string; servedNames: readonly string[] },
  trusted: (c: Context) => boolean,
): MiddlewareHandler {
  const probes = ["", base].flatMap((base) => [`${base}/healthz`, `${base}/readyz`]);
  return async (c, next) => {
    const host = c.req.header("host");
    // The path of an address without a host begins anywhere: "/gateway/api" would be served as "/api".
    if (!URL.canParse(c.req.url))
      return refuse(c, 421, text.errors.noHost(JSON.stringify(host?.slice(0, 80) ?? "")));
    if (!host || probes.includes(c.req.path) || trusted(c)) return next();
    const name = hostNameOf(host);
    if (name === undefined) return refuse(c, 421, text.errors.noHost(JSON.stringify(host.slice(0, 80))));
    if (isServedName(name, servedNames)) return next();
    const isPage = c.req.method === "GET" && c.req.header("accept")?.includes("text/html");
    if (isPage && c.req.header("upgrade") === undefined) return c.html(<ForeignNamePage name={name} />, 421);
    return refuse(c, 421, text.errors.foreignName(name));
  };
}
