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

/** What a request brings along to say who asks. */
export type Credential = { kind: "token" | "session" | "device"; secret: string; address: string };

/**
 * Who asks. `session`: the id of theirs. "bad token": a token that is unknown, revoked or too old. "gone screen": a
 * screen that was paired, and was taken off the list.
 */
export type Identity = { actor: Actor; session?: string } | "bad token" | "gone screen";

const BEARER = /^Bearer +(andon_\S+)$/i;

/**
 * Finds out who asks: by a token, a session or a paired screen, in this order. Who brings none costs no query. A token that
 * does not hold is said to be so, for a program cannot know otherwise; a session that is over makes nobody of somebody.
 */
export async function identify(c: Context, deps: IdentifyDeps): Promise<Identity> {
  for (const credential of credentialsOf(c, deps)) {
    const found = await holderOf(credential, deps.store);
    if (found) return found;
    if (credential.kind === "token") return "bad token";
    if (credential.kind === "device") return "gone screen";
  }
  return { actor: ANONYMOUS };
}

/** What a request brings along, the strongest first. */
export function credentialsOf(c: Context, { cookies, reader }: Omit<IdentifyDeps, "store">): Credential[] {
  const secrets = { token: tokenOf(c), session: cookies.session(c), device: cookies.device(c) };
  return (["token", "session", "device"] as const).flatMap((kind) => {
    const secret = secrets[kind];
    return secret ? [{ kind, secret, address: reader(c) }] : [];
  });
}

/** @param isNoted whether it counts as a sign of life: a socket that is open all night is none */
export async function holderOf(
  { kind, secret, address }: Credential,
  { sessions, tokens, devices }: IdentifyDeps["store"],
  isNoted = true,
): Promise<{ actor: Actor; session?: string } | undefined> {
  if (kind === "session") {
    const found = await sessions.find(secret, isNoted);
    return found && { actor: found.actor, session: found.id };
  }
  const actor = await (kind === "token" ? tokens.find(secret, address) : devices.find(secret));
  return actor && { actor };
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
