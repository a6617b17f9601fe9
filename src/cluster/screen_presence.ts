import type { PeerMessage } from "../bus/peer_message";
import type { Screens } from "../live/state/screens";

const TELL_EVERY_MS = 5_000;

type ScreenMessage = Extract<PeerMessage, { kind: "screens" | "find" }>;
type ScreenPresenceDeps = {
  screens: Screens;
  /** Whether there may be other servers. */
  isShared: boolean;
  sendToPeers(hint: PeerMessage): void;
  now(): number;
};

/** Lets every server know the screens of all, and find each of them. */
export type ScreenPresence = {
  /** What a server has whispered, this one too. */
  hear(hint: ScreenMessage): void;
  /** Flashes a screen, whichever server has it; whether any is known to have it. */
  find(id: string): boolean;
  stop(): void;
};

export function shareScreens({ screens, isShared, sendToPeers, now }: ScreenPresenceDeps): ScreenPresence {
  const server = crypto.randomUUID();
  let wasTold = false;

  function tell() {
    const own = screens.own();
    if (own.length > 0 || wasTold) sendToPeers({ kind: "screens", server, at: now(), screens: own });
    wasTold = own.length > 0;
  }

  const screenPresence = isShared ? setInterval(tell, TELL_EVERY_MS) : undefined;

  return {
    hear(hint) {
      if (hint.server === server) return;
      if (hint.kind === "find") screens.flash(hint.screen);
      else screens.peerReported(hint.server, hint.screens, now() - hint.at);
    },
    find(id) {
      if (!screens.find(id)) return false;
      sendToPeers({ kind: "find", server, screen: id });
      return true;
    },
    stop: () => clearInterval(screenPresence),
  };
}
