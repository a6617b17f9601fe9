const TRIES = 15;

/**
 * Milliseconds of the fastest of some tries of each run, taken in turn. A busy machine lets at least one of them run
 * through, and what is slow by itself is slow in each.
 */
export function fastest<Runs extends readonly (() => unknown)[]>(
  ...runs: Runs
): { [K in keyof Runs]: number } {
  const least = runs.map(() => Infinity);
  for (let n = 0; n < TRIES; n += 1)
    for (const [i, run] of runs.entries()) least[i] = Math.min(least[i]!, timed(run));
  return least as { [K in keyof Runs]: number };
}

function timed(run: () => unknown): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}
