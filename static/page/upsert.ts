import type {} from "./replace_parts";
import { insertSorted } from "./sorted_rows";

// Registered before htmx's own, whose place it takes: that one lets a slow page stand for minutes when a burst
// of alarms of the same instant comes.
window.htmx.registerExtension("sorted_rows", {
  handle_swap(style, target, { children }, { sort }) {
    if (style !== "upsert") return false;
    insertSorted(target, children, sort === "desc" ? "desc" : "asc");
    return true;
  },
});
