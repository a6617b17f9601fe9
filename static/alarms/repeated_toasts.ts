const REMEMBERED = 1_000;

/**
 * Leaves out toasts that were here and have gone: a catch-up, or a frame that waited for one, brings events
 * that the page had already, and one that was drawn without a place in the log comes again with it. One that
 * still stands is replaced.
 * @returns those of a frame that go in; its count of the rest only with a new one
 */
export function createRepeatedToasts(): (list: Element, toasts: readonly HTMLElement[]) => HTMLElement[] {
  const shown = new Set<string>();

  function isDue({ id, dataset: { eventId = "" } }: HTMLElement, list: Element): boolean {
    if (shown.has(eventId)) return list.children.namedItem(id) !== null;
    shown.add(eventId);
    if (shown.size > REMEMBERED) shown.delete(shown.values().next().value!);
    return true;
  }

  return (list, toasts) => {
    const due = toasts.filter((toast) => !toast.dataset.eventId || isDue(toast, list));
    return due.some(({ dataset }) => dataset.eventId) ? due : [];
  };
}
