import { z } from "zod";
import { isTooDeep } from "../domain/json_text";
import { screen, screenId } from "../domain/screen";

/** Of one server; it lists no more screens either. */
const SCREENS_AT_MOST = 2_000;
const server = z.string().max(80);

/**
 * A message of one server to all: never recorded, and lost without harm, since each also looks for itself.
 */
const peerMessage = z.discriminatedUnion("kind", [
  /** Readings of these machines were stored; `outside` when no simulator of ours made them. */
  z.object({ kind: z.literal("readings"), machines: z.array(z.string()), outside: z.boolean() }),
  /** The recent behaviour of this machine is normal from now on: the leader is to learn it. */
  z.object({ kind: z.literal("accept"), machine: z.string() }),
  /** A machine is new or has been changed, or its limits or metric settings have, or the site has. */
  z.object({ kind: z.literal("machines") }),
  /** The screens of a server, all of them; `at` is its own time. */
  z.object({
    kind: z.literal("screens"),
    server,
    at: z.number(),
    screens: z.array(screen).max(SCREENS_AT_MOST),
  }),
  /** Somebody at this server looks for a screen: the server that has it flashes it. */
  z.object({ kind: z.literal("find"), server, screen: screenId }),
]);
export type PeerMessage = z.infer<typeof peerMessage>;

/** The Redis channel of peer messages; it carries no events. */
export const PEER_CHANNEL = "andon:hint";

/** Reads a peer message; undefined when the text is none. */
export function readPeerMessage(text: string): PeerMessage | undefined {
  try {
    return isTooDeep(text) ? undefined : peerMessage.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
