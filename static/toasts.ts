const STAY_MS = 5_000;
const STAY_CRITICAL_MS = 8_000;
const AT_MOST = 3;

/** Lets toasts leave by themselves, holds them while they are touched, and keeps three at once plus a count. */
export function tendToasts(document: Document) {
  const list = document.querySelector<HTMLElement>("#toasts");
  if (!list) return;
  const leaving = new Map<Element, number>();

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
    leaving.delete(toast);
    toast.remove();
    if (toasts().length === 0) summary()?.remove();
  }

  function hold(event: Event) {
    const toast = (event.target as Element).closest<HTMLElement>("#toasts > [data-event-id]");
    if (!toast) return;
    if (event.type === "pointerover") clearTimeout(leaving.get(toast));
    else leaveLater(toast);
  }

  /** The newest three stay; the others go into the count that the server has begun or the page begins here. */
  function cut() {
    const extra = toasts().slice(AT_MOST);
    if (extra.length === 0) return;
    extra.forEach((toast) => {
      clearTimeout(leaving.get(toast));
      leaving.delete(toast);
      toast.remove();
    });
    const line = summary() ?? list!.appendChild(moreLine(list!));
    const count = Number(line.dataset.toastMore) + extra.length;
    line.dataset.toastMore = String(count);
    line.textContent = (list!.dataset.textMore ?? "{n}").replace("{n}", String(count));
  }

  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (node instanceof HTMLElement && node.dataset.eventId) leaveLater(node);
    }
    cut();
  }).observe(list, { childList: true });
  list.addEventListener("pointerover", hold);
  list.addEventListener("pointerout", hold);
}

function moreLine(list: HTMLElement): HTMLElement {
  const line = list.ownerDocument.createElement("p");
  line.className = "toast-more";
  line.dataset.toastMore = "0";
  return line;
}
