import { type Button, isMuted, next, SILENT, type SoundEvent } from "./sound_state";
import type { Speaker } from "./speaker";

const LOOK_MS = 500;
const UNACKNOWLEDGED = '#anomaly-rows > [data-severity="critical"][data-state="new"]';
const NOT_ACCEPTED = '#calls > [data-state="open"]';

/**
 * Sounds critical alarms until somebody acknowledges them, and calls for help until somebody accepts them. Browsers allow sound only after a touch, or by
 * their own setting; until then the button says so.
 */
export function soundAlarms(bar: HTMLElement, speaker: Speaker | undefined, serverNow: () => number) {
  const button = bar.querySelector<HTMLButtonElement>("#kiosk-sound");
  if (button) soundBy(button, bar, speaker, serverNow);
}

/** @param button mutes, and says whether alarms sound */
function soundBy(
  button: HTMLButtonElement,
  bar: HTMLElement,
  speaker: Speaker | undefined,
  serverNow: () => number,
) {
  const document = bar.ownerDocument;
  let state = SILENT;
  let pressed = button.dataset.sound as Button;

  function dispatch(event: SoundEvent) {
    const step = next(state, event, performance.now());
    state = step.state;
    if (!step.mustSound) return;
    void speaker?.sound(document.querySelector(UNACKNOWLEDGED) ? "alarm" : "call");
    bar.dataset.sounded = String(Number(bar.dataset.sounded ?? 0) + 1);
  }

  function show() {
    const now = performance.now();
    const says = !speaker ? "none" : !speaker.isAllowed() ? "blocked" : isMuted(state, now) ? "muted" : "on";
    if (button.dataset.sound === says && button.textContent) return;
    const mutedUntil = serverNow() + Math.max(0, state.mutedUntil - now);
    button.dataset.sound = says;
    button.textContent = wordsOf(bar, says, mutedUntil);
  }

  function look() {
    show();
    const alarms = [...document.querySelectorAll(`${UNACKNOWLEDGED}, ${NOT_ACCEPTED}`)].map(({ id }) => id);
    dispatch({ kind: "looked", alarms, isAllowed: speaker?.isAllowed() ?? false });
  }

  button.hidden = false;
  // The touch that allows sound must not be the one that mutes it.
  for (const name of ["pointerdown", "keydown"])
    document.addEventListener(name, () => (pressed = button.dataset.sound as Button));
  button.addEventListener("click", () => {
    dispatch({ kind: "tapped", button: pressed });
    show();
  });
  for (const name of ["pointerup", "keyup"])
    document.addEventListener(name, () => void speaker?.allow().then(show, show));
  setInterval(look, LOOK_MS);
  look();
}

/** @param mutedUntil server time */
function wordsOf({ dataset }: HTMLElement, button: Button, mutedUntil: number): string {
  const { textMute, textMuted, textBlocked, textNoSound, timezone } = dataset;
  const words = { none: textNoSound, blocked: textBlocked, muted: textMuted, on: textMute }[button];
  const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: timezone });
  return (words ?? "").replace("{time}", time.format(mutedUntil));
}
