/** Chance that a seed repeats. */
export type Random = {
  /** Evenly from low to below high. */
  uniform(low: number, high: number): number;
  /** Gaussian with this standard deviation, cut at four of them so that no sample is absurd. */
  normal(mean: number, sd: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** How many of `count` independent trials succeed. */
  binomial(count: number, probability: number): number;
};

const CUT_SD = 4;

/**
 * The same seed gives the same numbers. Normals by Marsaglia's polar method. A generator apart from
 * `src/math/random`: the sequences of each must stay as they are, for the past of demo plants is made of
 * these.
 */
export function createRandom(seed: number): Random {
  const next = splitMix(seed);
  let spare: number | undefined;

  function standardNormal(): number {
    const kept = spare;
    spare = undefined;
    if (kept !== undefined) return kept;
    for (;;) {
      const [u, v] = [2 * next() - 1, 2 * next() - 1];
      const square = u * u + v * v;
      if (square === 0 || square >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = v * scale;
      return u * scale;
    }
  }

  return {
    uniform: (low, high) => low + (high - low) * next(),
    normal: (mean, sd) => mean + sd * Math.max(-CUT_SD, Math.min(CUT_SD, standardNormal())),
    chance: (probability) => next() < probability,
    binomial(count, probability) {
      let hits = 0;
      for (let i = 0; i < count; i++) if (next() < probability) hits++;
      return hits;
    },
  };
}

// A Weyl sequence through the finaliser of MurmurHash3 (SplitMix, as Steele, Lea and Flood describe it, in 32
// bits).
function splitMix(seed: number): () => number {
  let state = finalised(seed);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return finalised(state) / 2 ** 32;
  };
}

function finalised(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
