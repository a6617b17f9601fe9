import type { PageWindow } from "../page/window";

/** What a screen sounds: an alarm, or (by another melody) a call for help. */
export type Sound = "alarm" | "call";

/** Each tone: [hertz, seconds from the start]. */
const TONES: Record<Sound, readonly (readonly [number, number])[]> = {
  alarm: [
    [660, 0],
    [880, 0.22],
    [660, 0.44],
    [880, 0.66],
  ],
  call: [
    [784, 0],
    [659, 0.35],
    [523, 0.7],
  ],
};
const TONE_SECONDS = 0.2;
const LOUDNESS = 0.4;

export type Speaker = { isAllowed(): boolean; allow(): Promise<void>; sound(what: Sound): Promise<void> };

/** The page's loudspeaker, suspended between two sounds: a running one drains a tablet's battery. */
export function createSpeaker(window: PageWindow): Speaker | undefined {
  if (!("AudioContext" in window)) return undefined;
  const context = new window.AudioContext();
  let isAllowed = false;

  async function allow() {
    if (isAllowed) return;
    await context.resume();
    isAllowed = true;
    await context.suspend();
  }

  // Where the browser's own settings allow sound, it needs no touch.
  void allow().catch(() => {});
  return {
    isAllowed: () => isAllowed,
    allow,
    async sound(what) {
      await context.resume();
      const tones = TONES[what].map(([hertz, after]) =>
        playTone(context, hertz, context.currentTime + after),
      );
      tones[tones.length - 1]!.onended = () => void context.suspend();
    },
  };
}

/** @param at seconds of the context's clock */
function playTone(context: AudioContext, hertz: number, at: number): OscillatorNode {
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
