const MUTE_MS = 600_000;
/** An alarm that nobody acknowledges sounds again. */
const REPEAT_MS = 30_000;

/** Times are milliseconds of one steady clock. */
export type SoundState = {
  mutedUntil: number;
  soundedAt: number;
  /** Alarms of the last sound, by their rows. */
  known: ReadonlySet<string>;
};

/** The button: no loudspeaker, sound not allowed by the browser yet, muted, or on. */
export type Button = "none" | "blocked" | "muted" | "on";

export type SoundEvent =
  /** `alarms`: the critical alarms that nobody has acknowledged. */
  | { kind: "looked"; alarms: readonly string[]; isAllowed: boolean }
  /** `button`: what it said when the touch began, before the touch itself allowed sound. */
  | { kind: "tapped"; button: Button };

export const SILENT: SoundState = { mutedUntil: -Infinity, soundedAt: -Infinity, known: new Set() };

/**
 * A new alarm sounds at once, all of them every half minute. A tap mutes for ten minutes, another one ends
 * that.
 */
export function next(
  state: SoundState,
  event: SoundEvent,
  now: number,
): { state: SoundState; mustSound: boolean } {
  if (event.kind === "tapped") return { state: tapped(state, event.button, now), mustSound: false };
  const { alarms, isAllowed } = event;
  if (alarms.length === 0) return { state: { ...state, known: SILENT.known }, mustSound: false };
  const isDue = alarms.some((id) => !state.known.has(id)) || now - state.soundedAt >= REPEAT_MS;
  if (!isDue || !isAllowed || isMuted(state, now)) return { state, mustSound: false };
  return { state: { ...state, soundedAt: now, known: new Set(alarms) }, mustSound: true };
}

export const isMuted = ({ mutedUntil }: SoundState, now: number) => now < mutedUntil;

function tapped(state: SoundState, button: Button, now: number): SoundState {
  if (button === "on") return { ...state, mutedUntil: now + MUTE_MS };
  return button === "muted" ? { ...state, mutedUntil: -Infinity } : state;
}
