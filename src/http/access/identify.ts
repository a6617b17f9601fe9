import type { Context } from "hono";
import { type Actor, ANONYMOUS, type By } from "../../people/actor";
import type { Access } from "../../people/permissions";
import type { Store } from "../../store/store";
import type { Cookies } from "./cookies";

declare module "hono" {
  interface ContextVariableMap {
    actor: Actor;
    /** The id of the session that the request came with. */
    sessionId: string;
    address: string;
    accessMode: Access;
  }
}

export type IdentifyDeps = {
  store: {
    sessions: Pick<Store["sessions"], "find">;
    tokens: Pick<Store["tokens"], "find">;
    devices: Pick<Store["devices"], "find">;
  };
  cookies: Pick<Cookies, "session" | "device">;
  /** The address of the client, past trusted proxies. */
  reader(c: Context): string;
};

/** Who asks. `session`: the id of theirs. "bad token": a token that is unknown, revoked or too old. */
export type Identity = { actor: Actor; session?: string } | "bad token";

const BEARER = /^Bearer +(andon_\S+)$/i;

/**
 * Finds out who asks: by a token, a session or a paired screen. Who brings none costs no query. A token that does not hold
 * is said to be so, for a program cannot know otherwise; a session that is over makes nobody of somebody.
 */
export async function identify(c: Context, { store, cookies, reader }: IdentifyDeps): Promise<Identity> {
  const token = tokenOf(c);
  if (token !== undefined) return (await tokenActor(token)) ?? "bad token";
  const session = cookies.session(c);
  const found = session ? await store.sessions.find(session) : undefined;
  if (found) return { actor: found.actor, session: found.id };
  const device = cookies.device(c);
  const screen = device ? await store.devices.find(device) : undefined;
  return { actor: screen ?? ANONYMOUS };

  async function tokenActor(secret: string) {
    const actor = await store.tokens.find(secret, reader(c));
    return actor && { actor };
  }
}

/** A browser cannot give its sockets a header: there the token stands in the address, where else it would be logged. */
function tokenOf(c: Context): string | undefined {
  const bearer = BEARER.exec(c.req.header("authorization") ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const isSocket = c.req.header("upgrade")?.toLowerCase() === "websocket";
  return isSocket ? c.req.query("token") : undefined;
}

/** Who asks, as the door found out. */
export const actorOf = (c: Context): Actor => c.get("actor") ?? ANONYMOUS;

/** Who makes a change, for the store. */
export const byOf = (c: Context): By => ({ actor: actorOf(c), address: c.get("address") ?? null });
