import { setText } from "../page/text";

const OPEN_ROWS_AT_MOST = 200;
const GAP_LINES_AT_MOST = 3;
const LOG_LINES_AT_MOST = 100;

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
  const fill = Number(body.dataset.fill);
  const rows = [...body.querySelectorAll<HTMLElement>(":scope > tr[data-anomaly-id]")];
  const open = rows.filter(isOpen);
  const kept = new Set(criticalFirst(open).slice(0, OPEN_ROWS_AT_MOST));
  for (const row of rows) {
    if (kept.size >= fill) break;
    kept.add(row);
  }
  for (const row of rows) if (!kept.has(row)) row.remove();
  if (hasRoomAgain(body, open.length)) askForAllRows();
  if (more) countMore(document, more, kept.size);
}

/**
 * Whether the table was full of open alarms after the last swap and now is not: those cut off have room
 * again.
 */
function hasRoomAgain(body: HTMLElement, open: number): boolean {
  const wasFull = body.dataset.full !== undefined;
  const isFull = open >= OPEN_ROWS_AT_MOST;
  if (isFull) body.dataset.full = "";
  else delete body.dataset.full;
  return wasFull && !isFull;
}

/** A page that runs for months keeps only the newest lines about lost links. */
export function trimGaps(document: Document) {
  const lines = [...document.querySelectorAll("#gaps > [data-gap]")];
  for (const line of lines.slice(0, -GAP_LINES_AT_MOST)) line.remove();
}

/** The event log of diagnostics keeps as many lines as the server draws. */
export function trimLog(document: Document) {
  const lines = [...document.querySelectorAll("#event-log > [data-event-id]")];
  for (const line of lines.slice(LOG_LINES_AT_MOST)) line.remove();
}

/** Else in their order, newest first. A first-out comes before them, and what follows it last: their rows say so. */
function criticalFirst(rows: HTMLElement[]): HTMLElement[] {
  const rankOf = ({ dataset: { rank, severity } }: HTMLElement) => +(rank ?? severity !== "critical");
  return [...rows].sort((a, b) => rankOf(a) - rankOf(b));
}

function countMore(document: Document, more: HTMLElement, shown: number) {
  const totals = [...document.querySelectorAll<HTMLDataElement>("data[data-alarm-total]")];
  const hidden = totals.reduce((sum, total) => sum + Number(total.value), 0) - shown;
  setText(more.querySelector("[data-count]"), String(Math.max(0, hidden)));
  more.hidden = hidden <= 0;
}
