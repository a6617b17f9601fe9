const SPEAK_AFTER_MS = 500;
const SENTENCES_AT_MOST = 3;
const REMEMBERED = 500;

/**
 * Says toasts to those who hear the page, each once: not again when it comes again, nor every step of a training. What
 * comes in a burst is said together, the rest of it as a number. A critical toast is an alert: the reader itself says it.
 * @param more what to say of sentences left out, with {n}
 */
export function createSpeech(place: HTMLElement | null, more: string): (toast: HTMLElement) => void {
  const said = new Set<string>();
  let saying: string[] = [];

  function say() {
    const left = saying.length - SENTENCES_AT_MOST;
    const words = saying.slice(0, SENTENCES_AT_MOST);
    if (left > 0) words.push(more.replace("{n}", String(left)));
    saying = [];
    if (place) place.textContent = words.join(". ");
  }

  return (toast) => {
    const key = `${toast.id} ${toast.dataset.severity}`;
    const words = [...toast.querySelectorAll("b, p")].map(({ textContent }) => textContent).join(", ");
    if (said.has(key)) toast.removeAttribute("role");
    // As an attribute: Firefox before 119 has no property for it.
    else if (toast.getAttribute("role") !== "alert" && saying.push(words) === 1)
      setTimeout(say, SPEAK_AFTER_MS);
    said.add(key);
    if (said.size > REMEMBERED) said.delete(said.values().next().value!);
  };
}
