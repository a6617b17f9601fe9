import type { PageWindow } from "./window";

const SHOWN_MS = 10_000;

/**
 * Clears the find-me overlay at a touch, at Escape, and after ten seconds. The timer also works where the
 * animation of the style sheet does not run, such as under a user's own style.
 */
export function clearScreenFlash({ document, MutationObserver }: PageWindow, place: HTMLElement) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const clear = () => place.replaceChildren();
  place.addEventListener("click", clear);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && clear());
  function start() {
    clearTimeout(timer);
    timer = setTimeout(clear, SHOWN_MS);
  }
  new MutationObserver(start).observe(place, { childList: true });
  // The first one is there already.
  if (place.hasChildNodes()) start();
}
