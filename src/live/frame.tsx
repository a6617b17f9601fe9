import type { Page } from "./audiences";

/**
 * Where a piece goes: a table row, a toast, a line of the event log, a tile or heading of an area, all of these, or any
 * other element replaced by its id.
 */
export type Target = "row" | "toast" | "log" | "tile" | "tiles" | "job" | "model" | "part";

/** Something drawn once, to be put on every page that it concerns. */
export type Fragment = {
  target: Target;
  /** The element's id: of several pieces with one id the last one wins. */
  id: string;
  html: string;
  /** Sorts rows and toasts, epoch milliseconds. */
  key: number;
  machineId: string | null;
  pages: readonly Page[];
  /** Of parts: changed in place instead of replaced, so that a button under a finger stays the same one. */
  isMorphed?: boolean;
  /** Of rows: it has only just appeared, so no page can hold it. */
  isNew?: boolean;
  /** Of rows and toasts: how much it matters when not all fit. */
  urgency: 0 | 1 | 2;
};

/** An element that is replaced by its id. */
export function replaceById(
  id: string,
  html: string,
  machineId: string | null,
  pages: readonly Page[],
): Fragment {
  return { target: "part", id, html, key: 0, machineId, pages, urgency: 0 };
}

/**
 * A piece that is drawn when it is first asked for: many are left out of their frame, or are for pages that nobody looks
 * at. One that cannot be drawn is empty, and costs itself only.
 */
export function drawnLater(
  fragment: Omit<Fragment, "html">,
  draw: () => string,
  onTrouble: (error: unknown) => void,
): Fragment {
  let html: string | undefined;
  return {
    ...fragment,
    get html() {
      if (html !== undefined) return html;
      try {
        html = draw();
      } catch (error) {
        html = "";
        onTrouble(error);
      }
      return html;
    },
  };
}

/** More rows than a page may hold are not sent; should it hold one of the others, that goes, for it is out of date. */
const ROWS_AT_MOST = 200;
const TOASTS_AT_MOST = 3;
const LOG_LINES_AT_MOST = 100;

/**
 * One frame: the pieces conflated by id, rows and toasts cut to what a page holds, the cursor last, so that a page
 * whose link breaks in between asks again. Applying it twice changes nothing.
 * @param more draws the line that counts the toasts left out
 */
export function frame(
  fragments: readonly Fragment[],
  cursor: string,
  more: (count: number) => string,
): string {
  const latest = new Map<string, Fragment>();
  for (const fragment of fragments) {
    latest.delete(fragment.id);
    latest.set(fragment.id, fragment);
  }
  const at = (target: Target) => [...latest.values()].filter((fragment) => fragment.target === target);
  // Of the same instant, what came last is the newest.
  const ranked = (target: Target) => at(target).toReversed().toSorted(byUrgency);
  const [toasts, rows] = [ranked("toast"), ranked("row")];
  const hidden = toasts.length - TOASTS_AT_MOST;
  return [
    ...at("tiles").map(({ html }) => swap("#tiles", html, "innerHTML")),
    ...at("part").flatMap(({ id, html, isMorphed }) => (isMorphed ? swap(`#${id}`, html, "outerMorph") : [])),
    replace(at("part").filter(({ isMorphed }) => !isMorphed)),
    upsert("#tiles", "asc", at("tile")),
    ...rows.slice(ROWS_AT_MOST).flatMap(({ id, isNew }) => (isNew ? [] : swap(`#${id}`, "", "delete"))),
    upsert("#anomaly-rows", "desc", rows.slice(0, ROWS_AT_MOST).toSorted(oldestFirst)),
    upsert("#training-jobs", "desc", at("job")),
    upsert("#model-rows", "asc", at("model")),
    upsert("#event-log", "desc", at("log").slice(-LOG_LINES_AT_MOST)),
    upsert("#toasts", "desc", toasts.slice(0, TOASTS_AT_MOST)),
    hidden > 0 ? upsertHtml("#toasts", "desc", more(hidden)) : "",
    cursor,
  ].join("");
}

/** A swap of one element by its selector; ids are made safe where they are made (views/shared/element_id.ts). */
export function swap(selector: string, html: string, style = "outerHTML"): string {
  return `<hx-partial hx-target="${selector}" hx-swap="${style}">${html}</hx-partial>`;
}

/** Each takes the place of the element with its id, if the page has one; static/page/replace_parts.ts does it. */
function replace(fragments: readonly Fragment[]): string {
  return fragments.length === 0 ? "" : `<hx-parts>${fragments.map(({ html }) => html).join("")}</hx-parts>`;
}

function upsert(selector: string, sort: "asc" | "desc", fragments: readonly Fragment[]): string {
  return fragments.length === 0 ? "" : upsertHtml(selector, sort, fragments.map(({ html }) => html).join(""));
}

function upsertHtml(selector: string, sort: "asc" | "desc", html: string): string {
  return `<hx-upsert hx-target="${selector}" key="data-key" sort="${sort}">${html}</hx-upsert>`;
}

/** Rows go in above those that are older: in this order the page finds the place of each at once. */
function oldestFirst(a: Fragment, b: Fragment): number {
  return a.key - b.key;
}

/** The most urgent first, and among equals the newest. */
function byUrgency(a: Fragment, b: Fragment): number {
  return b.urgency - a.urgency || b.key - a.key;
}
