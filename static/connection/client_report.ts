const STORED = "andon-screen";

/** How this page stands with its link: links lost since it was loaded, and seconds since the last frame. */
type Standing = { losses: number; frame: number };

/** Tells the server of this screen, in words that diagnostics of every server show. */
export type Screen = {
  /** A word in answer to the beat of this time; null: with a poll. */
  word(echo: number | null): string;
  /** What its line in diagnostics is called. */
  label(): string | null | undefined;
  /** The lag that diagnostics shows for it. */
  lag(): string | null | undefined;
};

export function describeScreen(
  html: (selector: string) => HTMLElement | null,
  standing: () => Standing,
): Screen {
  const id = ownId();
  const name = document.body.dataset.screen || null;
  return {
    word: (echo) =>
      JSON.stringify({
        ...standing(),
        id,
        name,
        echo,
        path: location.pathname,
        build: html("meta[name=andon-build]")?.getAttribute("content"),
        hidden: document.hidden,
        wake: html("#kiosk-wake")?.dataset.wake ?? null,
        sound: html("#kiosk-sound")?.dataset.sound ?? null,
      }),
    label: () => html(`#screen-${id} th`)?.firstChild?.textContent?.trim() ?? name,
    lag: () => html(`#screen-${id} [data-lag]`)?.textContent,
  };
}

/** A tab keeps its id over its pages; a copy of the tab gets none, for it is put away only when a page is left. */
function ownId(): string {
  const fresh = Math.random().toString(36).slice(2, 12).padEnd(4, "0");
  try {
    const id = sessionStorage.getItem(STORED) ?? fresh;
    sessionStorage.removeItem(STORED);
    window.addEventListener("pagehide", () => sessionStorage.setItem(STORED, id));
    return id;
  } catch {
    return fresh;
  }
}
