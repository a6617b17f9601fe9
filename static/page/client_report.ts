import type { Find } from "./find";
import type { LinkState } from "../connection/link";

const STORED = "andon-screen";

/** How this screen is, for the diagnostics page of every server. */
export type ClientReport = {
  /**
   * JSON for the server; `frame` is the age of the last frame in seconds.
   * @param echo server time of the beat that it answers; null: it goes with a poll
   */
  write(echo: number | null): string;
  /** The name of this screen in the table of diagnostics. */
  label(): string | null | undefined;
  /** The lag that the table shows for this screen. */
  lag(): string | null | undefined;
};

export function createClientReport(
  window: Window,
  find: Find,
  state: () => Pick<LinkState, "losses" | "frameAt">,
): ClientReport {
  const { document, location } = window;
  const id = ownId(window);
  const name = document.body.dataset.screen || null;
  return {
    write: (echo) =>
      JSON.stringify({
        losses: state().losses,
        frame: Math.round((performance.now() - state().frameAt) / 1000),
        id,
        name,
        echo,
        path: location.pathname,
        build: find("meta[name=andon-build]")?.getAttribute("content"),
        hidden: document.hidden,
        wake: find("#kiosk-wake")?.dataset.wake ?? null,
        sound: find("#kiosk-sound")?.dataset.sound ?? null,
      }),
    label: () => find(`#screen-${id} th`)?.firstChild?.textContent?.trim() ?? name,
    lag: () => find(`#screen-${id} [data-lag]`)?.textContent,
  };
}

/**
 * A tab keeps its id from page to page. It is stored only while no page is shown, for a duplicated tab copies
 * the storage and must not become the same screen.
 */
function ownId(window: Window): string {
  const fresh = Math.random().toString(36).slice(2, 12).padEnd(4, "0");
  try {
    // A browser that blocks storage throws at the mere mention of it.
    const storage = window.sessionStorage;
    const id = storage.getItem(STORED) ?? fresh;
    storage.removeItem(STORED);
    window.addEventListener("pagehide", () => storage.setItem(STORED, id));
    return id;
  } catch {
    return fresh;
  }
}
