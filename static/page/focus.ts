/**
 * Attributes by which two drawings of a control are the same: buttons of one form may differ only in their
 * value.
 */
const SAME = ["name", "value", "href"];
/** Failing that, a control that does the same, such as a tile's button after a newer alarm. */
const SIMILAR = ["name"];

/** Restores the focus after a swap of htmx. @returns to be called after each swap */
export function keepFocus(document: Document): () => void {
  let restore = () => {};
  document.addEventListener("htmx:before:swap", () => void (restore = holdFocus(document)));
  return () => restore();
}

/**
 * A redrawn element loses the focus. It moves to the same control of the new drawing or, where that control
 * is gone (its alarm is acknowledged), to the nearest surrounding element that is still there.
 *
 * @returns restores the focus if it is lost from now on
 */
export function holdFocus(document: Document): () => void {
  const held = document.activeElement;
  const ids: string[] = [];
  for (let at = held; at; at = at.parentElement) if (at.id) ids.push(at.id);

  return () => {
    if (!held || held.isConnected || document.activeElement !== document.body) return;
    const place = ids.map((id) => document.getElementById(id)).find((element) => element !== null);
    if (!place) return;
    const next = place.id === held.id ? place : successor(held, place);
    if (next) return next.focus({ preventScroll: true });
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  };
}

function successor(old: Element, place: HTMLElement): HTMLElement | undefined {
  const controls = [...place.querySelectorAll<HTMLElement>(old.tagName)];
  const alike = (names: readonly string[]) =>
    controls.find((control) => names.every((name) => control.getAttribute(name) === old.getAttribute(name)));
  return alike(SAME) ?? (old.hasAttribute("name") ? alike(SIMILAR) : undefined);
}
