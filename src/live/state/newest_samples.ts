/** Each median is that of so many newest samples. */
const SAMPLES = 100;

/** The newest of the samples, as many as a median is taken of. */
export function newestSamples(samples: readonly number[]): number[] {
  return samples.slice(-SAMPLES);
}
