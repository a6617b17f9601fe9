import type { PageWindow } from "../page/window";
import { createSpeech } from "./speech";

const SHOWN_MS = 5_000;
const CRITICAL_SHOWN_MS = 8_000;
const AT_MOST = 3;

/**
 * Removes toasts after a while or at Escape, keeps one while a pointer is on it, passes each to screen
 * readers, and shows three at once plus a line that counts the rest.
 */
export function manageToasts({ document, MutationObserver }: PageWindow) {
  const list = document.querySelector<HTMLElement>("#toasts");
  if (!list) return;
  const timers = new Map<Element, ReturnType<typeof setTimeout>>();
  const more = list.dataset.textMore ?? "{n}";
  const summary = createSummary(list, more);
  const speak = createSpeech(document.querySelector("#spoken"), more);
  const shown = () => [...list.querySelectorAll<HTMLElement>(":scope > [data-event-id]")];

  function remove(toast: HTMLElement) {
    clearTimeout(timers.get(toast));
    timers.delete(toast);
    toast.remove();
  }

  function dismiss(toast: HTMLElement) {
    remove(toast);
    if (shown().length === 0) summary.clear();
  }

  function dismissLater(toast: HTMLElement) {
    clearTimeout(timers.get(toast));
    const ms = toast.dataset.severity === "critical" ? CRITICAL_SHOWN_MS : SHOWN_MS;
    timers.set(
      toast,
      setTimeout(() => dismiss(toast), ms),
    );
  }

  function onPointer({ type, target }: Event) {
    const toast = (target as Element).closest<HTMLElement>("#toasts > [data-event-id]");
    if (!toast) return;
    if (type === "pointerover") clearTimeout(timers.get(toast));
    else dismissLater(toast);
  }

  new MutationObserver((changes) => {
    let leftOut = 0;
    for (const node of changes.flatMap((change) => [...change.addedNodes] as HTMLElement[])) {
      // Text nodes have no dataset.
      if (!node.dataset) continue;
      if (node.dataset.eventId) {
        dismissLater(node);
        speak(node);
      }
      leftOut += Number(node.dataset.toastMore ?? 0);
    }
    const extra = shown().slice(AT_MOST);
    extra.forEach(remove);
    summary.add(extra.length + leftOut);
    // Toasts make the page shorter; the focused element must not end up below its edge.
    document.querySelector(":focus-visible")?.scrollIntoView({ block: "nearest" });
  }).observe(list, { childList: true });
  list.addEventListener("pointerover", onPointer);
  list.addEventListener("pointerout", onPointer);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && shown().forEach(dismiss));
}

/**
 * The line that counts toasts left out, here or by the server, since the list was last empty.
 * @param more its sentence, with {n}
 */
function createSummary(list: HTMLElement, more: string) {
  let total = 0;
  const line = () => list.querySelector(":scope > [data-toast-more]");

  return {
    add(count: number) {
      total += count;
      if (count === 0) return;
      const place = line() ?? list.appendChild(emptySummary(list.ownerDocument));
      place.textContent = more.replace("{n}", String(total));
    },
    clear() {
      line()?.remove();
      total = 0;
    },
  };
}

function emptySummary(document: Document): HTMLElement {
  const line = document.createElement("p");
  line.id = "toast-more";
  line.className = "toast summary";
  line.dataset.toastMore = "0";
  line.dataset.key = "0";
  return line;
}
