import type { Kiosk } from "../../src/http/pages/kiosk";
import { text } from "../../src/words/text";

const words = text.kiosk;

/**
 * The status of a kiosk: whether it has sound and stays on. The page script fills it in and rotates the
 * pages.
 */
export function KioskBar({ kiosk, timezone }: { kiosk: Kiosk; timezone: string }) {
  return (
    <div
      id="kiosk"
      data-pages={kiosk.pages.join(",")}
      data-every={String(kiosk.everyMs)}
      data-timezone={timezone}
      data-text-mute={words.mute}
      data-text-muted={words.muted}
      data-text-blocked={words.blocked}
      data-text-no-sound={words.noSound}
      data-text-wakes={words.wakes}
      data-text-no-wake={words.noWake}
      data-text-wake-refused={words.wakeRefused}
    >
      {kiosk.pairUrl !== undefined && (
        <a class="button pair" href={kiosk.pairUrl}>
          {text.pairing.link}
        </a>
      )}
      <span id="kiosk-wake" role="status" />
      <button id="kiosk-sound" type="button" data-sound="blocked" hidden>
        {words.blocked}
      </button>
    </div>
  );
}
