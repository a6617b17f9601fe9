import { setText } from "../page/text";

const OPEN_ROWS_AT_MOST = 200;

/** Neither resolved nor a finding of the past. */
const isOpen = (row: HTMLElement) => !/^[rf]/.test(row.dataset.state ?? "");

/**
 * Keeps the alarm table within bounds after each swap: every open alarm up to 200, then the newest others up
 * to the page's own number of rows (a table without one stays as it is). Rows cut off are counted in the
 * "more" line.
 * @param askForAllRows fetches the table anew, when there is room again for open alarms that were cut off
 */
export function trimRows(document: Document, askForAllRows: () => void) {
  const body = document.querySelector<HTMLElement>("#anomaly-rows");
  const more = document.querySelector<HTMLElement>("[data-more]");
  if (!body?.dataset.fill) return;
  const rows = [...body.querySelectorAll<HTMLElement>(":scope > tr[data-anomaly-id]")];
  const open = rows.filter(isOpen).sort((a, b) => rankOf(a) - rankOf(b));
  const kept = new Set(open.slice(0, OPEN_ROWS_AT_MOST));
  for (const row of rows) {
    if (kept.size < Number(body.dataset.fill)) kept.add(row);
    if (!kept.has(row)) row.remove();
  }
  if (hasRoomAgain(body, open.length)) askForAllRows();
  if (more) countMore(document, more, kept.size);
}

/**
 * Whether the table was full of open alarms after the last swap and now is not: those cut off have room
 * again.
 */
function hasRoomAgain(body: HTMLElement, open: number): boolean {
  const wasFull = body.hasAttribute("data-full");
  return !body.toggleAttribute("data-full", open >= OPEN_ROWS_AT_MOST) && wasFull;
}

/**
 * A page that runs for months keeps only the newest three lines about lost links, and in its log of events the hundred
 * that the server draws.
 */
export function trimLines(document: Document) {
  const old = "#gaps > :nth-last-child(n + 4), #event-log > :nth-child(n + 101)";
  for (const line of document.querySelectorAll(old)) line.remove();
}

/**
 * Critical rows come first, and of equals the newest. The row of a first-out says that it comes before them, that of an
 * alarm that follows one that it comes last.
 */
const rankOf = ({ dataset: { rank, severity } }: HTMLElement) => +(rank ?? severity !== "critical");

function countMore(document: Document, more: HTMLElement, shown: number) {
  let hidden = -shown;
  for (const { value } of document.querySelectorAll<HTMLDataElement>("data[data-alarm-total]"))
    hidden += Number(value);
  setText(more.querySelector("[data-count]"), String(hidden));
  more.hidden = hidden <= 0;
}
