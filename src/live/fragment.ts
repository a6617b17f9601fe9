/**
 * The place of a fragment: a table row, a toast, a line of the event log, a tile or heading of an area, all
 * of these, a training job, a model's row, or any other element replaced by its id; or one that is taken away.
 */
export type Target = "row" | "toast" | "log" | "tile" | "tiles" | "job" | "model" | "part" | "gone";

/** An element of a page, drawn once for every page that shows it. */
export type Fragment = {
  target: Target;
  /** The element's id: of several fragments with one id the last one wins. */
  id: string;
  html: string;
  /** Sorts rows and toasts, epoch milliseconds. */
  key: number;
  machineId: string | null;
  /** Of parts: changed in place instead of replaced, so that a button under a finger stays the same one. */
  isMorphed?: boolean;
  /** Of rows: it has only just appeared, so no page can hold it. */
  isNew?: boolean;
  /** Of rows and toasts: decides which are left out when not all fit. */
  urgency: 0 | 1 | 2 | 3;
};

/** An element that is replaced by its id. */
export function replaceById(id: string, html: string, machineId: string | null): Fragment {
  return { target: "part", id, html, key: 0, machineId, urgency: 0 };
}

/**
 * A fragment that is drawn when its html is first read: many are left out of their frame, or are for pages
 * that nobody looks at. When drawing fails the fragment is empty, and nothing else is lost.
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
