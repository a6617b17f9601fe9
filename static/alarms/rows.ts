const OPEN_ROWS_AT_MOST = 200;
const GAP_LINES_AT_MOST = 3;
const LOG_LINES_AT_MOST = 100;

/**
 * Keeps the alarm table within bounds after each swap: every open alarm up to 200, filled up with the newest others
 * to the page's own measure (a table without one stays as it is). What is cut off is counted in the "more" line, so nothing leaves unseen.
 * @param askForAll fetches the table anew, when open alarms that had no room have some again
 */
export function trimRows(document: Document, askForAll: () => void) {
  const body = document.querySelector<HTMLElement>("#anomaly-rows");
  const more = document.querySelector<HTMLElement>("[data-more]");
  if (!body?.dataset.fill) return;
  const fill = Number(body.dataset.fill);
  const rows = [...body.querySelectorAll<HTMLElement>(":scope > tr[data-anomaly-id]")];
  const open = rows.filter((row) => row.dataset.state !== "resolved");
  const kept = new Set(mostUrgent(open).slice(0, OPEN_ROWS_AT_MOST));
  for (const row of rows) {
    if (kept.size >= fill) break;
    kept.add(row);
  }
  for (const row of rows) if (!kept.has(row)) row.remove();
  if (hasRoomAgain(body, open.length)) askForAll();
  if (more) countMore(document, more, kept.size);
}

/** Open alarms that had no room while two hundred others stood here are asked for as soon as there is some. */
function hasRoomAgain(body: HTMLElement, open: number): boolean {
  const wasFull = body.dataset.full !== undefined;
  const isFull = open >= OPEN_ROWS_AT_MOST;
  if (isFull) body.dataset.full = "";
  else delete body.dataset.full;
  return wasFull && !isFull;
}

/** A page that runs for months keeps the newest few lines about lost links. */
export function trimGaps(document: Document) {
  const lines = [...document.querySelectorAll("#gaps > [data-gap]")];
  for (const line of lines.slice(0, -GAP_LINES_AT_MOST)) line.remove();
}

/** The event log of diagnostics keeps as many lines as it was drawn with. */
export function trimLog(document: Document) {
  const lines = [...document.querySelectorAll("#event-log > [data-event-id]")];
  for (const line of lines.slice(LOG_LINES_AT_MOST)) line.remove();
}

/** Critical ones first, else as they stand (newest first). */
function mostUrgent(rows: HTMLElement[]): HTMLElement[] {
  const critical = (row: HTMLElement) => (row.dataset.severity === "critical" ? 0 : 1);
  return [...rows].sort((a, b) => critical(a) - critical(b));
}

function countMore(document: Document, more: HTMLElement, shown: number) {
  const totals = [...document.querySelectorAll<HTMLDataElement>("data[data-alarm-total]")];
  const hidden = totals.reduce((sum, total) => sum + Number(total.value), 0) - shown;
  const count = more.querySelector("[data-count]");
  const text = String(Math.max(0, hidden));
  if (count && count.textContent !== text) count.textContent = text;
  more.hidden = hidden <= 0;
}
