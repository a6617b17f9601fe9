import type {} from "./replace_parts";
import { insertSorted } from "./sorted_rows";

// In place of htmx's own extension, which lets a slow page stand for minutes when a burst of alarms of the same
// instant comes.
window.htmx.registerExtension("sorted_rows", {
  htmx_process_upsert(template, { ctx, tasks }) {
    tasks.push({
      type: "partial",
      fragment: template.content.cloneNode(true),
      target: template.getAttribute("hx-target"),
      swapSpec: { style: "upsert", sort: template.getAttribute("sort") },
      sourceElement: ctx.sourceElement,
    });
  },
  handle_swap(style, target, { children }, { sort }) {
    if (style !== "upsert") return false;
    insertSorted(target, children, sort === "desc" ? "desc" : "asc");
    return true;
  },
});
