import type { PageWindow } from "../page/window";

/** Whoever has left the dialog open left the alarms behind it. */
const LEFT_ALONE_MS = 60_000;
/** A badge reader types its digits faster: a PIN that was typed is taken only when nothing follows. */
const QUIET_MS = 150;

type Detail = { ctx: { target?: Element; text?: string; response?: { headers: Headers } } };

/**
 * The dialog in which a shared tablet asks who answers. What it shows comes from the server, step by step;
 * here it is opened and closed, and the digits of its pad and of a badge reader find their field.
 */
export function askWho(page: PageWindow, dialog: HTMLDialogElement) {
  const { document, MutationObserver } = page;
  const touch = closeWhenLeft(dialog);

  new MutationObserver(() => {
    if (dialog.childElementCount === 0) return dialog.close();
    if (!dialog.open) dialog.showModal();
    dialog.querySelector<HTMLElement>("[autofocus]")?.focus();
    touch();
  }).observe(dialog, { childList: true });

  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    if (document.activeElement === document.body) focusRows(document);
  });
  dialog.addEventListener("click", ({ target }) => {
    const key = (target as Element).closest<HTMLElement>("[data-digit]")?.dataset.digit;
    const pin = dialog.querySelector<HTMLInputElement>("[name=pin]");
    if (key === undefined || !pin) return;
    pin.value = key === "back" ? pin.value.slice(0, -1) : pin.value + key;
    takeWhenWhole(pin, 0);
  });
  dialog.addEventListener("input", ({ target }) => takeWhenWhole(target as HTMLInputElement, QUIET_MS));
  // Wherever the focus is: a badge reader and a keyboard type into the one field that there is.
  dialog.addEventListener("keydown", (event) => {
    touch();
    const field = dialog.querySelector<HTMLInputElement>("[name=pin], [name=badge]");
    const isSign = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.altKey;
    if (isSign && event.target !== field) field?.focus();
  });
  sayFailures(document, dialog);
}

/** Sends a PIN at its last digit, where it is known how many it has. */
function takeWhenWhole(pin: HTMLInputElement, quietMs: number) {
  const { digits } = pin.dataset;
  const whole = pin.value;
  if (digits === undefined || whole.length !== Number(digits)) return;
  const send = () => pin.isConnected && pin.value === whole && pin.form?.requestSubmit();
  if (quietMs === 0) send();
  else setTimeout(send, quietMs);
}

/** @returns to be called at each touch */
function closeWhenLeft(dialog: HTMLDialogElement): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const touch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => dialog.close(), LEFT_ALONE_MS);
  };
  dialog.addEventListener("pointerdown", touch);
  return touch;
}

/** Says in the open dialog what went wrong: the toasts of the page lie behind it. */
function sayFailures(document: Document, dialog: HTMLDialogElement) {
  const say = (problem = "") => {
    const line = dialog.querySelector(".refused");
    if (line) line.textContent = problem;
  };
  dialog.addEventListener("htmx:error", (event) => {
    event.stopPropagation();
    say(dialog.dataset.textUnreachable);
  });
  // A wrong PIN is answered with the next step, not with a toast.
  dialog.addEventListener("htmx:after:request", (event) => event.stopPropagation());
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = (event as CustomEvent<Detail>).detail;
    const type = ctx.response?.headers.get("content-type");
    if (ctx.target !== dialog || !type || type.startsWith("text/html")) return;
    event.preventDefault();
    say(dialog.dataset.textFailed?.replace("{reason}", reasonIn(ctx.text)));
  });
}

/** The message in the JSON of an error, or nothing. */
function reasonIn(text: string | undefined): string {
  try {
    return String(JSON.parse(text ?? "").error.message);
  } catch {
    return "";
  }
}

/** The row's button is gone when its alarm is acknowledged: the keyboard goes on from the rows. */
function focusRows(document: Document) {
  const rows = document.getElementById("anomaly-rows");
  if (!rows) return;
  rows.tabIndex = -1;
  rows.focus({ preventScroll: true });
}
