import type { PageWindow } from "../page/window";

const SHOWN_MS = 8_000;

type Detail = { ctx?: { response?: { status: number }; text?: string } };

/**
 * Says when an alarm action failed, so that nobody who has tapped "Acknowledge" believes it worked. Empties
 * the note after one that did.
 */
export function watchActions({ document, HTMLFormElement }: PageWindow) {
  const toasts = document.querySelector<HTMLElement>("#toasts");
  if (!toasts) return;
  const isForm = (event: Event) => event.target instanceof HTMLFormElement;

  document.addEventListener("htmx:error", (event) => {
    if (isForm(event)) showFailure(toasts, toasts.dataset.textUnreachable ?? "");
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = (event as CustomEvent<Detail>).detail;
    if (!isForm(event)) return;
    if ((ctx?.response?.status ?? 0) >= 400) return showFailure(toasts, reasonIn(ctx?.text));
    // The note was about that alarm, not about the next one.
    const note = document.querySelector<HTMLInputElement>("input[name=note]");
    if (note) note.value = "";
  });
}

function showFailure(toasts: HTMLElement, reason: string) {
  const toast = toasts.ownerDocument.createElement("p");
  toast.className = "toast warning";
  toast.dataset.notSent = "";
  toast.setAttribute("role", "alert");
  toast.textContent = (toasts.dataset.textNotSent ?? "{reason}").replace("{reason}", reason);
  toasts.querySelector("[data-not-sent]")?.remove();
  toasts.append(toast);
  setTimeout(() => toast.remove(), SHOWN_MS);
}

/** The message in the JSON of an error, or nothing. */
function reasonIn(text: string | undefined): string {
  try {
    return String(JSON.parse(text ?? "").error.message);
  } catch {
    return "";
  }
}
