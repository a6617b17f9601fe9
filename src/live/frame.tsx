import { Cursor } from "../../views/layout/cursor";
import { ToastSummary } from "../../views/shared/alarm/toast";
import type { Cursor as LogCursor } from "../domain/cursor";
import type { Fragment, Target } from "./fragment";

/**
 * More rows than a page may hold are not sent; a page that holds one of the others drops it, for it is out of
 * date.
 */
const ROWS_AT_MOST = 200;
const TOASTS_AT_MOST = 3;
const LOG_LINES_AT_MOST = 100;

/**
 * One frame: the fragments conflated by id, rows and toasts cut to what a page holds, the cursor last, so
 * that a page whose link breaks in between asks again. Applying it twice changes nothing.
 * @param cursor null leaves the page where it is in the log
 */
export function frame(fragments: readonly Fragment[], cursor: LogCursor | null): string {
  const latest = new Map<string, Fragment>();
  for (const fragment of fragments) {
    latest.delete(fragment.id);
    latest.set(fragment.id, fragment);
  }
  const at = (target: Target) => [...latest.values()].filter((fragment) => fragment.target === target);
  // Of the same instant, the one that came last is the newest.
  const ranked = (target: Target) => at(target).toReversed().toSorted(byUrgency);
  const [toasts, rows] = [ranked("toast"), ranked("row")];
  const hidden = toasts.length - TOASTS_AT_MOST;
  return [
    ...at("tiles").map(({ html }) => swap("#tiles", html, "innerHTML")),
    ...at("part").flatMap(({ id, html, isMorphed }) => (isMorphed ? swap(`#${id}`, html, "outerMorph") : [])),
    replace(at("part").filter(({ isMorphed }) => !isMorphed)),
    upsert("#tiles", "asc", at("tile")),
    ...at("gone").map(({ id }) => swap(`#${id}`, "", "delete")),
    ...rows.slice(ROWS_AT_MOST).flatMap(({ id, isNew }) => (isNew ? [] : swap(`#${id}`, "", "delete"))),
    upsert("#anomaly-rows", "desc", rows.slice(0, ROWS_AT_MOST).toSorted(oldestFirst)),
    upsert("#training-jobs", "desc", at("job")),
    upsert("#model-rows", "asc", at("model")),
    upsert("#event-log", "desc", at("log").slice(-LOG_LINES_AT_MOST)),
    upsert("#toasts", "desc", [...toasts.slice(0, TOASTS_AT_MOST), ...summaryOf(hidden)]),
    cursor === null ? "" : swap("#cursor", String(<Cursor cursor={cursor} />)),
  ].join("");
}

/**
 * A swap of one element by its selector; ids are made safe where they are made (views/shared/element_id.ts).
 */
export function swap(selector: string, html: string, style = "outerHTML"): string {
  return `<hx-partial hx-target="${selector}" hx-swap="${style}">${html}</hx-partial>`;
}

/** Each replaces the element with its id, if the page has one; static/page/replace_parts.ts does it. */
function replace(fragments: readonly Fragment[]): string {
  return fragments.length === 0 ? "" : `<hx-parts>${fragments.map(({ html }) => html).join("")}</hx-parts>`;
}

function upsert(
  selector: string,
  sort: "asc" | "desc",
  fragments: readonly Pick<Fragment, "html">[],
): string {
  const html = fragments.map((fragment) => fragment.html).join("");
  return fragments.length === 0
    ? ""
    : `<hx-partial hx-target="${selector}" hx-swap="upsert sort:${sort}">${html}</hx-partial>`;
}

/** Together with the toasts that it counts on from: without one of them it says nothing new. */
const summaryOf = (hidden: number) => (hidden > 0 ? [{ html: String(<ToastSummary count={hidden} />) }] : []);

/** Rows go in above those that are older: in this order the page finds the position of each at once. */
function oldestFirst(a: Fragment, b: Fragment): number {
  return a.key - b.key;
}

/** The most urgent first, and among equals the newest. */
function byUrgency(a: Fragment, b: Fragment): number {
  return b.urgency - a.urgency || b.key - a.key;
}
