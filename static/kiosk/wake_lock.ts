/** Keeps the screen lit, and says when it cannot: browsers allow it only over https or on localhost. */
export function keepAwake(document: Document, bar: HTMLElement) {
  const place = bar.querySelector<HTMLElement>("#kiosk-wake");

  function say(state: "held" | "insecure" | "refused") {
    const { textWakes, textNoWake, textWakeRefused } = bar.dataset;
    if (!place) return;
    place.dataset.wake = state;
    place.textContent = { held: textWakes, insecure: textNoWake, refused: textWakeRefused }[state] ?? "";
  }

  async function hold() {
    if (!window.isSecureContext) return say("insecure");
    if (document.visibilityState !== "visible") return;
    try {
      const lock = await navigator.wakeLock.request("screen");
      say("held");
      // The browser takes it back when the page is hidden or the battery is low.
      lock.addEventListener("release", () => say("refused"));
    } catch {
      say("refused");
    }
  }

  document.addEventListener("visibilitychange", () => void hold());
  // What a browser refuses before the first touch it may grant after it.
  document.addEventListener("pointerdown", () => place?.dataset.wake === "refused" && void hold());
  void hold();
}
