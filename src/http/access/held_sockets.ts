import type { Context } from "hono";
import { every, type Repeated } from "../../async/every";
import type { WSContext, WSEvents } from "hono/ws";
import { ANONYMOUS } from "../../people/actor";
import { type Access, isAllowed } from "../../people/permissions";
import type { Sockets } from "../sockets/sockets";
import { type Credential, credentialsOf, holderOf, type IdentifyDeps } from "./identify";

/** So that with the asking a socket is closed within 5 s. */
const CHECKED_EVERY_MS = 4_000;
const POLICY_VIOLATION = 1008;

type Deps = IdentifyDeps & { sockets: Sockets; access: { mode: Access } };
type Held = { credentials: readonly Credential[]; sockets: Set<WSContext> };

/**
 * Sockets that are open only as long as what they were opened with holds: after a session was ended, or a token revoked,
 * they are closed within seconds. Where everybody may look only those of paired screens are, for a screen that was taken
 * off the list is to say so.
 */
export function heldSockets(deps: Deps): Sockets {
  const { sockets, access } = deps;
  const everybodyMay = isAllowed(ANONYMOUS, "look", access.mode);
  const held = new Map<string, Held>();
  let checks: Repeated | undefined;

  async function checkAll() {
    for (const [key, one] of held) {
      // A database that does not answer says nothing about who may look.
      const mayLook = await mayStillLook(one.credentials, deps).catch(() => true);
      if (mayLook) continue;
      for (const socket of one.sockets)
        socket.close(POLICY_VIOLATION, "Signed out, revoked or taken off the list");
      held.delete(key);
    }
  }

  function opened(credentials: readonly Credential[], socket: WSContext) {
    const key = keyOf(credentials);
    const one = held.get(key) ?? { credentials, sockets: new Set() };
    one.sockets.add(socket);
    held.set(key, one);
    checks ??= every({ pauseMs: CHECKED_EVERY_MS, onTrouble: () => {} }, checkAll);
  }

  function closed(credentials: readonly Credential[], socket: WSContext) {
    const one = held.get(keyOf(credentials));
    one?.sockets.delete(socket);
    if (one?.sockets.size === 0) held.delete(keyOf(credentials));
    if (held.size > 0) return;
    void checks?.stop();
    checks = undefined;
  }

  /** Apart from the async function, so that no socket holds its request. */
  const watched = (events: WSEvents, credentials: readonly Credential[]): WSEvents => ({
    ...events,
    onOpen(event, socket) {
      opened(credentials, socket);
      return events.onOpen?.(event, socket);
    },
    onClose(event, socket) {
      closed(credentials, socket);
      return events.onClose?.(event, socket);
    },
  });

  return {
    ...sockets,
    upgrade: (createEvents) =>
      sockets.upgrade(async (c: Context) => {
        const [events, credentials] = [await createEvents(c), credentialsOf(c, deps)];
        const isHeld = !everybodyMay || credentials.some(({ kind }) => kind === "device");
        return isHeld ? watched(events, credentials) : events;
      }),
  };
}

async function mayStillLook(credentials: readonly Credential[], { store, access }: Deps) {
  for (const credential of credentials) {
    const found = await holderOf(credential, store, false);
    if (found && isAllowed(found.actor, "look", access.mode)) return true;
  }
  return false;
}

const keyOf = (credentials: readonly Credential[]) => credentials.map(({ secret }) => secret).join(" ");
