const MUTE_MS = 600_000;
/** An alarm that nobody answers sounds again. */
const AGAIN_MS = 30_000;
const LOOK_MS = 500;
/** Two tones, the second higher: [hertz, seconds from the beginning]. */
const TONES = [
  [660, 0],
  [880, 0.22],
  [660, 0.44],
  [880, 0.66],
] as const;
const TONE_SECONDS = 0.2;
const LOUDNESS = 0.4;
const UNANSWERED = '#anomaly-rows > [data-severity="critical"][data-state="new"]';

/**
 * Sounds critical alarms until they are answered. Browsers allow sound only after a touch, or by their own setting:
 * until then the button says so. A tap on it mutes for ten minutes, another one ends that.
 */
export function soundAlarms(document: Document, bar: HTMLElement, serverNow: () => number) {
  const button = bar.querySelector<HTMLButtonElement>("#kiosk-sound");
  if (!button) return;
  button.hidden = false;
  const speaker = createSpeaker();
  const heard = new Set<string>();
  let mutedUntil = -Infinity;
  let soundedAt = -Infinity;

  const isMuted = () => performance.now() < mutedUntil;

  function show() {
    const state = !speaker ? "none" : !speaker.isAllowed() ? "blocked" : isMuted() ? "muted" : "on";
    if (button!.dataset.sound === state && button!.textContent) return;
    const { textMute, textMuted, textBlocked, textNoSound, timezone } = bar.dataset;
    const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: timezone });
    const until = time.format(serverNow() + Math.max(0, mutedUntil - performance.now()));
    const words = { none: textNoSound, blocked: textBlocked, muted: textMuted, on: textMute }[state];
    button!.dataset.sound = state;
    button!.textContent = (words ?? "").replace("{time}", until);
  }

  /** A new one sounds at once, the others every half minute. */
  function look() {
    show();
    const rows = [...document.querySelectorAll<HTMLElement>(UNANSWERED)].map(({ id }) => id);
    const isNew = rows.some((id) => !heard.has(id));
    if (rows.length === 0) return heard.clear();
    const isDue = isNew || performance.now() - soundedAt >= AGAIN_MS;
    if (!isDue || isMuted() || !speaker?.isAllowed()) return;
    for (const id of heard) if (!rows.includes(id)) heard.delete(id);
    for (const id of rows) heard.add(id);
    soundedAt = performance.now();
    void speaker.sound();
    bar.dataset.sounded = String(Number(bar.dataset.sounded ?? 0) + 1);
  }

  // The touch that lets it sound is not the one that mutes it.
  let pressed = button.dataset.sound;
  for (const name of ["pointerdown", "keydown"])
    document.addEventListener(name, () => (pressed = button.dataset.sound));
  button.addEventListener("click", () => {
    if (pressed === "on") mutedUntil = performance.now() + MUTE_MS;
    else if (pressed === "muted") mutedUntil = -Infinity;
    show();
  });
  for (const name of ["pointerup", "keyup"])
    document.addEventListener(name, () => void speaker?.allow().then(show, show));
  setInterval(look, LOOK_MS);
  look();
}

type Speaker = { isAllowed(): boolean; allow(): Promise<void>; sound(): Promise<void> };

/** Loudspeaker of the page, at rest between two sounds: a running one costs a tablet its battery. */
function createSpeaker(): Speaker | undefined {
  if (!("AudioContext" in window)) return undefined;
  const context = new AudioContext();
  let allowed = false;

  async function allow() {
    if (allowed) return;
    await context.resume();
    allowed = true;
    await context.suspend();
  }

  function tone(hertz: number, at: number) {
    const [oscillator, gain] = [context.createOscillator(), context.createGain()];
    oscillator.frequency.value = hertz;
    // Faded in and out: a tone that is cut off clicks.
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
    gain.gain.setValueAtTime(LOUDNESS, at + TONE_SECONDS - 0.03);
    gain.gain.linearRampToValueAtTime(0, at + TONE_SECONDS);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + TONE_SECONDS);
    return oscillator;
  }

  // Where the browser's own settings allow sound, it needs no touch.
  void allow().catch(() => {});
  return {
    isAllowed: () => allowed,
    allow,
    async sound() {
      await context.resume();
      const tones = TONES.map(([hertz, after]) => tone(hertz, context.currentTime + after));
      tones[tones.length - 1]!.onended = () => void context.suspend();
    },
  };
}
