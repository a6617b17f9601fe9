/** By these a control is the same one in another drawing: buttons of one form may differ only in their value. */
const EXACTLY = ["name", "value", "href"];
/** Or else it is one that does the same, as a tile's button for an alarm that is newer. */
const NEARLY = ["name"];

/** Gives back the focus that a swap of htmx takes away. @returns to be called after each */
export function keepFocus(document: Document): () => void {
  let giveBack = () => {};
  document.addEventListener("htmx:before:swap", () => void (giveBack = holdFocus(document)));
  return () => giveBack();
}

/**
 * An element that is drawn anew loses the focus. It goes on to the same control of the new one, or, where that control
 * is no more (its alarm is answered), to the nearest element round it that is still there.
 *
 * @returns gives back the focus that is taken away from now on
 */
export function holdFocus(document: Document): () => void {
  const held = document.activeElement;
  const round: string[] = [];
  for (let at = held; at; at = at.parentElement) if (at.id) round.push(at.id);

  return () => {
    if (!held || held.isConnected || document.activeElement !== document.body) return;
    const place = round.map((id) => document.getElementById(id)).find((element) => element !== null);
    if (!place) return;
    const next = place.id === held.id ? place : successor(held, place);
    if (next) return next.focus({ preventScroll: true });
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  };
}

function successor(old: Element, place: HTMLElement): HTMLElement | undefined {
  const controls = [...place.querySelectorAll<HTMLElement>(old.tagName)];
  const like = (marks: readonly string[]) =>
    controls.find((control) => marks.every((mark) => control.getAttribute(mark) === old.getAttribute(mark)));
  return like(EXACTLY) ?? (old.hasAttribute("name") ? like(NEARLY) : undefined);
}
