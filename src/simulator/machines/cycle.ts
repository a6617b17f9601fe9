import type { Moment } from "./model";

/** A phase of a machine's cycle; in "idle" the next cycle may begin. */
export type Phase<P extends string> = { name: P; seconds: number };

/** A machine's place in its cycle: the phase, and the seconds spent in it. */
export type Cycle<P extends string> = { phase: P | "idle"; elapsed: number };

/** Seconds until an idle machine draws again whether the next cycle begins. */
const DECIDES_EVERY_SECONDS = 30;

/**
 * Walks through the phases for a span of any length. `spent` are the seconds in each phase, `finished` the
 * cycles completed. A phase that has just ended is still reported: the next begins with the next step.
 */
export function walked<P extends string>(
  cycle: Cycle<P>,
  phases: readonly Phase<P>[],
  startChance: number,
  { seconds, random }: Pick<Moment, "seconds" | "random">,
) {
  const spent = new Map<P | "idle", number>();
  let { phase, elapsed } = cycle;
  let left = seconds;
  let finished = 0;
  while (left > 0) {
    const place = phases.findIndex(({ name }) => name === phase);
    const length = phases[place]?.seconds ?? DECIDES_EVERY_SECONDS;
    if (elapsed >= length) {
      const begins = place >= 0 || random.chance(startChance);
      const next: P | "idle" = begins ? (phases[place + 1]?.name ?? "idle") : "idle";
      if (place === phases.length - 1) finished++;
      [phase, elapsed] = [next, 0];
      continue;
    }
    const span = Math.min(left, length - elapsed);
    spent.set(phase, (spent.get(phase) ?? 0) + span);
    elapsed += span;
    left -= span;
  }
  return { cycle: { phase, elapsed }, spent, finished };
}

/** Mean power of a span in kW, from the power in each phase. */
export function meanPower<P extends string>(spent: Map<P, number>, powerIn: (phase: P) => number): number {
  let [kwSeconds, seconds] = [0, 0];
  for (const [phase, span] of spent) {
    kwSeconds += powerIn(phase) * span;
    seconds += span;
  }
  return seconds > 0 ? kwSeconds / seconds : 0;
}
