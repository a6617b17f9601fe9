const IDLE_AFTER_MS = 3_000;

/** Milliseconds since somebody last touched the screen; Infinity: never. */
export type Touch = { since(): number };

/** Notices whether somebody is at the screen, and marks the document with it: the cursor shows only then. */
export function watchTouch(document: Document): Touch {
  const { dataset } = document.documentElement;
  let at = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onTouch = () => {
    at = performance.now();
    dataset.kiosk = "touched";
    clearTimeout(timer);
    timer = setTimeout(() => (dataset.kiosk = ""), IDLE_AFTER_MS);
  };
  for (const name of ["pointermove", "pointerdown", "keydown"]) document.addEventListener(name, onTouch);
  return { since: () => performance.now() - at };
}
