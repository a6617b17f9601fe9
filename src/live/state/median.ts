/** Each median is that of so many newest samples. */
const SAMPLES = 100;

/** The newest of the samples, as many as a median is taken of. */
export function newestSamples(samples: readonly number[]): number[] {
  return samples.slice(-SAMPLES);
}

/** The value in the middle, or between the two in the middle; null when there is none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
