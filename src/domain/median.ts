/** The value in the middle, or between the two in the middle; undefined when there is none. */
export function median(values: readonly number[]): number | undefined {
  return medianOfSorted(values.toSorted((a, b) => a - b));
}

/** As `median`, of values that are sorted already. */
export function medianOfSorted(sorted: readonly number[]): number | undefined {
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
