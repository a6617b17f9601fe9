/** Writes only what has changed: a screen reader may speak every write, and a slow page pays for each. */
export function setText(place: Element | null | undefined, text: string) {
  if (place && place.textContent !== text) place.textContent = text;
}
