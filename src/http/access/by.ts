import type { Context, MiddlewareHandler } from "hono";
import type { Actor, By } from "../../people/actor";

declare module "hono" {
  interface ContextVariableMap {
    /** Who asks, once the door has found it out. */
    actor: Actor;
    /** The reader's address. */
    address: string;
  }
}

/** Keeps the reader's address with the request, for what it changes. */
export function rememberAddress(reader: (c: Context) => string): MiddlewareHandler {
  return (c, next) => {
    c.set("address", reader(c));
    return next();
  };
}

/** Who makes this request and from where, for the audit log. Where nobody signs in, nobody is known. */
export function byOf(c: Context): By {
  return { actor: c.get("actor") ?? { kind: "anonymous" }, address: c.get("address") ?? null };
}
