/**
 * The alarm table by the keyboard: `j` and `k` go from row to row, and so do the arrows inside the table; `a` acknowledges
 * the alarm of the row that has the focus, `u` takes back what was just done.
 */
export function answerByKeys(document: Document) {
  document.addEventListener("keydown", (event) => {
    const focus = document.activeElement as HTMLElement | null;
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(focus)) return;
    const row = focus?.closest<HTMLElement>("#anomaly-rows > tr") ?? null;
    const step = stepOf(event.key, row !== null);
    if (step !== 0) goTo(document, row, step);
    else if (event.key === "a") row?.querySelector<HTMLElement>("button[name=acknowledge]")?.click();
    else if (event.key === "u") document.querySelector<HTMLElement>("#undo button")?.click();
    else return;
    event.preventDefault();
  });
}

/** Letters that somebody types are no commands, nor is anything behind an open dialog. */
const isTyping = (focus: HTMLElement | null) =>
  focus?.closest("input:not([type=checkbox]), select, textarea, dialog, [contenteditable]") != null;

function stepOf(key: string, isInTable: boolean): number {
  if (key === "j" || (isInTable && key === "ArrowDown")) return 1;
  return key === "k" || (isInTable && key === "ArrowUp") ? -1 : 0;
}

/** The first row where none has the focus; the last and the first one stay where they are. */
function goTo(document: Document, row: HTMLElement | null, step: number) {
  // What is folded cannot have the focus: nobody would get past it.
  const rows = [
    ...document.querySelectorAll<HTMLElement>("#anomaly-rows > tr[data-anomaly-id]:not([hidden])"),
  ];
  const next = row ? rows[rows.indexOf(row) + step] : rows[0];
  if (!next) return;
  const within = (selector: string) => next.querySelector<HTMLElement>(selector);
  const control = within("button[name=acknowledge]") ?? within("summary") ?? next;
  if (control === next) next.tabIndex = -1;
  control.focus();
  next.scrollIntoView({ block: "nearest" });
}
