const STAY_MS = 8_000;

type Detail = { ctx?: { response?: { status: number }; text?: string } };

/** Says so when an answer could not be sent: whoever has tapped "Acknowledge" must not believe that it took. Empties the note of one that was. */
export function watchAnswers(document: Document) {
  const list = document.querySelector<HTMLElement>("#toasts");
  if (!list) return;

  function tell(reason: string) {
    const toast = document.createElement("p");
    toast.className = "toast warning";
    toast.dataset.notSent = "";
    toast.setAttribute("role", "alert");
    toast.textContent = (list!.dataset.textNotSent ?? "{reason}").replace("{reason}", reason);
    list!.querySelector("[data-not-sent]")?.remove();
    list!.append(toast);
    setTimeout(() => toast.remove(), STAY_MS);
  }

  const isForm = (event: Event) => event.target instanceof HTMLFormElement;
  document.addEventListener("htmx:error", (event) => {
    if (isForm(event)) tell(list.dataset.textUnreachable ?? "");
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = (event as CustomEvent<Detail>).detail;
    if (!isForm(event)) return;
    if ((ctx?.response?.status ?? 0) >= 400) return tell(reasonIn(ctx?.text));
    // It was about that alarm, not about the next one.
    const note = document.querySelector<HTMLInputElement>("input[name=note]");
    if (note) note.value = "";
  });
}

/** The sentence in an error's JSON, or nothing. */
function reasonIn(text: string | undefined): string {
  try {
    return String(JSON.parse(text ?? "").error.message);
  } catch {
    return "";
  }
}
