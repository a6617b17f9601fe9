import type { PeerMessage } from "../bus/peer_message";
import type { Screens } from "../live/state/screens";

const REPORT_EVERY_MS = 5_000;

type ScreenMessage = Extract<PeerMessage, { kind: "screens" | "find" }>;
type ScreenPresenceDeps = {
  screens: Pick<Screens, "own" | "find" | "flash" | "peerReported">;
  /** Whether there may be other servers. */
  isShared: boolean;
  sendToPeers(message: PeerMessage): void;
  now(): number;
};

/** Lets every server know the screens of all, and find each of them. */
export type ScreenPresence = {
  /** A message of any server, this one's own included. */
  onPeerMessage(message: ScreenMessage): void;
  /** Flashes a screen, whichever server has it; false when none is known to have it. */
  find(id: string): boolean;
  stop(): void;
};

export function startScreenPresence({
  screens,
  isShared,
  sendToPeers,
  now,
}: ScreenPresenceDeps): ScreenPresence {
  const server = crypto.randomUUID();
  let hadScreens = false;

  /** A server without screens reports that once, and is silent then. */
  function report() {
    const own = screens.own();
    if (own.length > 0 || hadScreens) sendToPeers({ kind: "screens", server, at: now(), screens: own });
    hadScreens = own.length > 0;
  }

  const reporting = isShared ? setInterval(report, REPORT_EVERY_MS) : undefined;

  return {
    onPeerMessage(message) {
      if (message.server === server) return;
      if (message.kind === "find") screens.flash(message.screen);
      else screens.peerReported(message.server, message.screens, now() - message.at);
    },
    find(id) {
      if (!screens.find(id)) return false;
      sendToPeers({ kind: "find", server, screen: id });
      return true;
    },
    stop: () => clearInterval(reporting),
  };
}
