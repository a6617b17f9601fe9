import type { Find } from "../page/find";

/**
 * The log position of the page, in the field `#cursor` that every catch-up sends along. Frames replace the
 * field.
 */
export const readCursor = (find: Find) => find("#cursor")?.getAttribute("value") ?? "";

export function writeCursor(find: Find, cursor: string) {
  for (const name of ["value", "data-cursor"]) find("#cursor")?.setAttribute(name, cursor);
}
