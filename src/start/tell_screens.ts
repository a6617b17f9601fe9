import type { Hint } from "../bus/hint";
import type { Screens } from "../live/screens";

const TELL_EVERY_MS = 5_000;

type ScreenHint = Extract<Hint, { kind: "screens" | "find" }>;
type TellingDeps = {
  screens: Screens;
  /** Whether there may be other servers. */
  isShared: boolean;
  whisper(hint: Hint): void;
  now(): number;
};

/** Lets every server know the screens of all, and find each of them. */
export type Telling = {
  /** What a server has whispered, this one too. */
  hear(hint: ScreenHint): void;
  /** Flashes a screen, whichever server has it; whether any is known to have it. */
  find(id: string): boolean;
  stop(): void;
};

export function tellScreens({ screens, isShared, whisper, now }: TellingDeps): Telling {
  const server = crypto.randomUUID();
  let wasTold = false;

  function tell() {
    const own = screens.own();
    if (own.length > 0 || wasTold) whisper({ kind: "screens", server, at: now(), screens: own });
    wasTold = own.length > 0;
  }

  const telling = isShared ? setInterval(tell, TELL_EVERY_MS) : undefined;

  return {
    hear(hint) {
      if (hint.server === server) return;
      if (hint.kind === "find") screens.flash(hint.screen);
      else screens.told(hint.server, hint.screens, now() - hint.at);
    },
    find(id) {
      if (!screens.find(id)) return false;
      whisper({ kind: "find", server, screen: id });
      return true;
    },
    stop: () => clearInterval(telling),
  };
}
