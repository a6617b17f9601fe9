import type { MiddlewareHandler } from "hono";
import { refuse } from "./error_response";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * Refuses an address with U+0000: no name has one, and PostgreSQL takes none in text. Bodies are checked
 * where they are read.
 */
export const noNulInAddress: MiddlewareHandler = async (c, next) => {
  if (!c.req.url.includes("%00")) return next();
  return refuse(c, 400, "The address contains U+0000 (%00), which no name or text here may hold");
};

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/** Headers that make a browser trust nothing but us, and keep no page. */
export const pageHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.get("content-type")?.startsWith("text/html")) return;
  c.header("Content-Security-Policy", POLICY);
  c.header("X-Content-Type-Options", "nosniff");
  c.header("Referrer-Policy", "same-origin");
  c.header("Cache-Control", "no-store");
};

/**
 * Refuses what a page of another site asks for: every change, and every socket (which no browser rule
 * protects). Programs send no Origin and pass.
 * @param trusted whether a peer's X-Forwarded-Host may be believed
 */
export function sameOrigin(trusted: (c: Parameters<MiddlewareHandler>[0]) => boolean): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header("origin");
    const isSocket = c.req.header("upgrade")?.toLowerCase() === "websocket";
    if (!origin || (READING.has(c.req.method) && !isSocket)) return next();
    const forwarded = trusted(c) ? c.req.header("x-forwarded-host") : undefined;
    const host = forwarded ?? c.req.header("host");
    if (URL.parse(origin)?.host === host) return next();
    return refuse(c, 403, `Requests from ${origin} are refused: this server is ${host}`);
  };
}
