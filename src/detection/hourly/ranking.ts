const BINS = 256;
const BINS_PER_OCTAVE = 8;
/** Weights are brought back to 1 past this, before numbers grow without end. */
const MAX_WEIGHT = 1e6;

/**
 * How often values of each size were seen, in eighths of an octave. Newer ones weigh more, so older ones
 * fade.
 */
export type Ranking = { total: number; weight: number; bins: number[] };

export function newRanking(): Ranking {
  return { total: 0, weight: 1, bins: new Array<number>(BINS).fill(0) };
}

/** −log10 of the share of all values that are larger; those of the same size count half. */
export function rarity({ total, weight, bins }: Ranking, size: number): number {
  const place = binOf(size);
  let larger = (bins[place]! + weight) / 2;
  for (let bin = place + 1; bin < BINS; bin++) larger += bins[bin]!;
  return -Math.log10(larger / (total + weight));
}

/** Counts a value. @param fading how much all older values weigh thereby, 1 for as much as before */
export function count(ranking: Ranking, size: number, fading: number) {
  ranking.bins[binOf(size)]! += ranking.weight;
  ranking.total += ranking.weight;
  ranking.weight /= fading;
  if (ranking.weight < MAX_WEIGHT) return;
  ranking.bins = ranking.bins.map((bin) => bin / ranking.weight);
  ranking.total /= ranking.weight;
  ranking.weight = 1;
}

/** Sizes of 0 have a bin of their own. */
function binOf(size: number): number {
  if (!(size > 0)) return 0;
  return Math.max(1, Math.min(BINS - 1, BINS / 2 + Math.floor(BINS_PER_OCTAVE * Math.log2(size))));
}
