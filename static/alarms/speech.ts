const SPEAK_AFTER_MS = 500;
const SENTENCES_AT_MOST = 3;
const REMEMBERED = 500;

/**
 * Passes toasts to screen readers, each once: neither when it is pushed again, nor at every step of a
 * training. A burst is spoken as its first sentences and the number of the rest. A critical toast is an
 * alert, which the reader speaks itself.
 * @param place its text is what the screen reader speaks
 * @param more the sentence for those left out, with {n}
 */
export function createSpeech(place: HTMLElement | null, more: string): (toast: HTMLElement) => void {
  const spoken = new Set<string>();
  let waiting: string[] = [];

  function speak() {
    const rest = waiting.length - SENTENCES_AT_MOST;
    const sentences = waiting.slice(0, SENTENCES_AT_MOST);
    if (rest > 0) sentences.push(more.replace("{n}", String(rest)));
    waiting = [];
    if (place) place.textContent = sentences.join(". ");
  }

  return (toast) => {
    const key = `${toast.id} ${toast.dataset.severity}`;
    const sentence = [...toast.querySelectorAll("b, p")].map(({ textContent }) => textContent).join(", ");
    if (spoken.has(key)) toast.removeAttribute("role");
    // As an attribute: Firefox before 119 has no property for it.
    else if (toast.getAttribute("role") !== "alert" && waiting.push(sentence) === 1)
      setTimeout(speak, SPEAK_AFTER_MS);
    spoken.add(key);
    if (spoken.size > REMEMBERED) spoken.delete(spoken.values().next().value!);
  };
}
