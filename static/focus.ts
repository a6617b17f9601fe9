/**
 * An element that is drawn anew loses the focus. It goes on to the same control of the new one, or, where that control
 * is no more (its alarm is answered), to the nearest element round it that is still there.
 *
 * @returns puts back the focus that a swap has taken away
 */
export function keepFocus(document: Document): () => void {
  let held: Element | null = null;
  let round: string[] = [];

  document.addEventListener("htmx:before:swap", () => {
    held = document.activeElement;
    round = [];
    for (let at = held; at; at = at.parentElement) if (at.id) round.push(at.id);
  });

  return () => {
    if (!held || held.isConnected || document.activeElement !== document.body) return;
    const { tagName } = held;
    const name = held.getAttribute("name");
    const place = round.map((id) => document.getElementById(id)).find(Boolean);
    const same = [...(place?.querySelectorAll<HTMLElement>(tagName) ?? [])];
    const next = same.find((control) => control.getAttribute("name") === name) ?? place;
    if (next && next === place) next.tabIndex = -1;
    next?.focus({ preventScroll: true });
  };
}
