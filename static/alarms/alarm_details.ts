/**
 * A row that is drawn anew comes closed: what somebody has opened in the table stays open.
 *
 * @returns opens again what a swap has closed
 */
export function keepOpen(document: Document): () => void {
  const opened = new Set<string>();
  const rowOf = ({ target }: Event) =>
    target instanceof HTMLDetailsElement ? target.closest<HTMLElement>("tr[data-anomaly-id]") : null;

  // The event does not bubble.
  document.addEventListener(
    "toggle",
    (event) => {
      const row = rowOf(event);
      if (!row) return;
      if ((event.target as HTMLDetailsElement).open) opened.add(row.id);
      else opened.delete(row.id);
    },
    true,
  );

  return () => {
    for (const id of opened) {
      const details = document.getElementById(id)?.querySelector("details");
      if (details) details.open = true;
      else opened.delete(id);
    }
  };
}
