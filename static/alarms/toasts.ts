import { createSpeech } from "./speech";

const STAY_MS = 5_000;
const STAY_CRITICAL_MS = 8_000;
const AT_MOST = 3;

/**
 * Lets toasts leave by themselves or by Escape, holds them while they are touched, says them, and keeps three at once plus
 * a count.
 */
export function tendToasts(document: Document) {
  const list = document.querySelector<HTMLElement>("#toasts");
  if (!list) return;
  const leaving = new Map<Element, number>();
  const speak = createSpeech(document.querySelector("#spoken"), list.dataset.textMore ?? "");
  let counted = 0;

  const toasts = () => [...list.querySelectorAll<HTMLElement>(":scope > [data-event-id]")];
  const summary = () => list.querySelector<HTMLElement>(":scope > [data-toast-more]");

  function leaveLater(toast: HTMLElement) {
    clearTimeout(leaving.get(toast));
    const stay = toast.dataset.severity === "critical" ? STAY_CRITICAL_MS : STAY_MS;
    leaving.set(
      toast,
      window.setTimeout(() => leave(toast), stay),
    );
  }

  function leave(toast: HTMLElement) {
    clearTimeout(leaving.get(toast));
    leaving.delete(toast);
    toast.remove();
    if (toasts().length > 0) return;
    summary()?.remove();
    counted = 0;
  }

  function hold(event: Event) {
    const toast = (event.target as Element).closest<HTMLElement>("#toasts > [data-event-id]");
    if (!toast) return;
    if (event.type === "pointerover") clearTimeout(leaving.get(toast));
    else leaveLater(toast);
  }

  /** The newest three stay; the others are counted, with those that the server has already left out. */
  function cut(left: number) {
    const extra = toasts().slice(AT_MOST);
    for (const toast of extra) {
      clearTimeout(leaving.get(toast));
      leaving.delete(toast);
      toast.remove();
    }
    counted += extra.length + left;
    if (extra.length + left === 0) return;
    const line = summary() ?? list!.appendChild(moreLine(list!));
    line.textContent = (list!.dataset.textMore ?? "{n}").replace("{n}", String(counted));
  }

  new MutationObserver((changes) => {
    let left = 0;
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (!(node instanceof HTMLElement)) continue;
      if (node.dataset.eventId) {
        leaveLater(node);
        speak(node);
      }
      left += Number(node.dataset.toastMore ?? 0);
    }
    cut(left);
    // Toasts make the page shorter: what has the focus must not be left below its edge.
    document.querySelector(":focus-visible")?.scrollIntoView({ block: "nearest" });
  }).observe(list, { childList: true });
  list.addEventListener("pointerover", hold);
  list.addEventListener("pointerout", hold);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && toasts().forEach(leave));
}

function moreLine(list: HTMLElement): HTMLElement {
  const line = list.ownerDocument.createElement("p");
  line.id = "toast-more";
  line.className = "toast summary";
  line.dataset.toastMore = "0";
  line.dataset.key = "0";
  return line;
}
