/** Keeps the screen awake, and says when it cannot: browsers allow it only over https or on localhost. */
export function keepAwake({ document, isSecureContext, navigator }: Window, bar: HTMLElement) {
  const place = bar.querySelector<HTMLElement>("#kiosk-wake");

  function show(state: "held" | "insecure" | "refused") {
    const { textWakes, textNoWake, textWakeRefused } = bar.dataset;
    if (!place) return;
    place.dataset.wake = state;
    place.textContent = { held: textWakes, insecure: textNoWake, refused: textWakeRefused }[state] ?? "";
  }

  async function request() {
    if (!isSecureContext) return show("insecure");
    if (document.visibilityState !== "visible") return;
    try {
      const lock = await navigator.wakeLock.request("screen");
      show("held");
      // The browser releases it when the page is hidden or the battery is low.
      lock.addEventListener("release", () => show("refused"));
    } catch {
      show("refused");
    }
  }

  document.addEventListener("visibilitychange", () => void request());
  // A request refused before the first touch may be granted after it.
  document.addEventListener("pointerdown", () => place?.dataset.wake === "refused" && void request());
  void request();
}
