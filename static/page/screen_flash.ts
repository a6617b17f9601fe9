const FOUND_MS = 10_000;

/**
 * Takes away the sign that somebody looks for this screen: at a touch, at Escape, and by itself also where no animation of
 * the style sheet runs, such as under a user's own style.
 */
export function endFound(place: HTMLElement) {
  let end: ReturnType<typeof setTimeout> | undefined;
  const clear = () => place.replaceChildren();
  place.addEventListener("click", clear);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && clear());
  new MutationObserver(() => {
    clearTimeout(end);
    end = setTimeout(clear, FOUND_MS);
  }).observe(place, { childList: true });
}
