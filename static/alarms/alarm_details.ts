import type { PageWindow } from "../page/window";

/**
 * A redrawn row comes with its details closed; those that somebody has opened stay open.
 *
 * @returns reopens the details that a swap has closed
 */
export function keepDetailsOpen({ document, HTMLDetailsElement }: PageWindow): () => void {
  const openRows = new Set<string>();

  function noteToggle({ target }: Event) {
    const row = target instanceof HTMLDetailsElement && target.closest("tr[data-anomaly-id]");
    if (!row) return;
    if (target.open) openRows.add(row.id);
    else openRows.delete(row.id);
  }

  // While capturing, because the event does not bubble.
  document.addEventListener("toggle", noteToggle, true);

  return () => {
    for (const id of openRows) {
      const details = document.getElementById(id)?.querySelector("details");
      if (details) details.open = true;
      else openRows.delete(id);
    }
  };
}
