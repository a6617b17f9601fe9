import { z } from "zod";
import { screen, screenId } from "../domain/screen";

/** Of one server; it lists no more screens either. */
const SCREENS_AT_MOST = 2_000;
const server = z.string().max(80);

/** What one server whispers to the others: never recorded, and lost without harm, since each also looks by itself. */
const hint = z.discriminatedUnion("kind", [
  /** Readings of these machines were kept; `outside` when no simulator of ours made them. */
  z.object({ kind: z.literal("readings"), machines: z.array(z.string()), outside: z.boolean() }),
  /** What this machine has been doing is normal now: whoever judges is to learn it. */
  z.object({ kind: z.literal("accept"), machine: z.string() }),
  /** A machine is new or has been changed, or what it is held to. */
  z.object({ kind: z.literal("machines") }),
  /** The screens of a server, all of them; `at` is its own time. */
  z.object({
    kind: z.literal("screens"),
    server,
    at: z.number(),
    screens: z.array(screen).max(SCREENS_AT_MOST),
  }),
  /** Somebody at this server looks for a screen: whoever has it flashes it. */
  z.object({ kind: z.literal("find"), server, screen: screenId }),
]);
export type PeerMessage = z.infer<typeof hint>;

/** The Redis channel of hints; it carries no events. */
export const PEER_CHANNEL = "andon:hint";

/** A hint as it travels, read; undefined when it is none. */
export function readPeerMessage(text: string): PeerMessage | undefined {
  try {
    return hint.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
