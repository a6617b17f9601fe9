const TRIES = 15;

/**
 * Milliseconds of processor of the least of some tries of each run, taken in turn. Other programs cannot make
 * that more than a little: what is slow by itself is slow in each.
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
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
