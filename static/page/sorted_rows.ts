/** Numbers inside keys count as numbers. Made once: `localeCompare` makes a collator for every pair. */
const { compare } = new Intl.Collator(undefined, { numeric: true });

/**
 * Puts each element in the place of the one with its id, or else before the first one that sorts after it. The row of an
 * alarm whose key is another one moves: it has got another place among the alarms.
 * @param sort of the attribute `data-key`: descending, or else ascending
 */
export function insertSorted(target: Element, elements: readonly Element[], sort?: string | null) {
  const sign = sort === "desc" ? -1 : 1;
  for (const element of elements) {
    const present = element.id ? target.ownerDocument.getElementById(element.id) : null;
    const stays = target.id !== "anomaly-rows" || (present && keyOf(present)) === keyOf(element);
    target.insertBefore(element, (stays && present) || firstAfter(target, keyOf(element), sign));
    present?.remove();
  }
}

function firstAfter(target: Element, key: string, sign: 1 | -1): Element | null {
  if (key)
    for (const next of target.children) if (keyOf(next) && sign * compare(key, keyOf(next)) < 0) return next;
  return null;
}

const keyOf = (element: Element) => (element as HTMLElement).dataset.key || element.id;
