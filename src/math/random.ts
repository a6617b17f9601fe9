/**
 * Seeded chance, uniform in [0, 1): the same seed gives the same sequence on every machine (mulberry32 by
 * Tommy Ettinger). The simulator has a generator of its own, and each keeps its sequences: those here decide
 * which rows an isolation forest finds and a baseline holds faults against, those there are the past that
 * demo plants have stored.
 */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
