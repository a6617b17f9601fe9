import { createRepeatedToasts } from "../alarms/repeated_toasts";
import type {} from "./replace_parts";
import { insertSorted } from "./sorted_rows";

const withoutRepeated = createRepeatedToasts();

// In place of htmx's own extension, which lets a slow page stand for minutes when a burst of alarms of the same
// instant comes.
window.htmx.registerExtension("sorted_rows", {
  handle_swap(style, target, { children }, { sort }) {
    if (style !== "upsert") return false;
    const drawn = [...children] as HTMLElement[];
    insertSorted(target, target.id === "toasts" ? withoutRepeated(target, drawn) : drawn, sort);
    return true;
  },
});
