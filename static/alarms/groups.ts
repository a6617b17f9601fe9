/**
 * Folds the rows that follow a first-out, and unfolds them when its link is pressed. A group whose first-out is not in
 * the table, or stands no more, is not folded: nothing else would show it.
 */
export function foldGroups(document: Document) {
  const unfolded = new Set<string>();

  function fold() {
    const links = document.querySelectorAll<HTMLElement>("#anomaly-rows [data-group]");
    const folded = new Set<string>();
    for (const link of links) {
      const id = link.dataset.group ?? "";
      const isOpen = unfolded.has(id);
      if (!isOpen) folded.add(id);
      link.setAttribute("role", "button");
      link.setAttribute("aria-expanded", String(isOpen));
    }
    for (const row of document.querySelectorAll<HTMLElement>("#anomaly-rows > tr[data-anomaly-id]")) {
      const isHidden = folded.has(row.dataset.follows ?? "");
      if (row.hidden !== isHidden) row.hidden = isHidden;
    }
  }

  function toggle(event: Event) {
    const link = (event.target as Element | null)?.closest<HTMLElement>("[data-group]");
    if (!link) return;
    event.preventDefault();
    const id = link.dataset.group ?? "";
    if (!unfolded.delete(id)) unfolded.add(id);
    fold();
  }

  document.addEventListener("click", toggle);
  document.addEventListener("keydown", (event) => {
    if (event.key === " ") toggle(event);
  });
  document.addEventListener("htmx:after:swap", fold);
  fold();
}
