/** Weights of NAB's standard profile. */
const FALSE_POSITIVE = 0.11;
const STEEPNESS = 5;
/** A detection so many window widths after a window is simply false. */
const FAR_AWAY = 3;

/** NAB's raw points for the detections in some files, and the number of windows. */
export type NabPoints = { points: number; windows: number };

/**
 * Raw points of one file by the scoring function of the Numenta Anomaly Benchmark (Lavin and Ahmad 2015),
 * standard profile: the earliest detection in a window gains up to 1, a missed window costs 1, a false
 * detection up to 0.11.
 * @param detected rows at which an alarm was raised
 * @param windows number of the labelled window a row is in, 0 for none
 * @param probation rows at the beginning that are not scored
 */
export function nabPoints(
  detected: readonly boolean[],
  windows: readonly number[],
  probation: number,
): NabPoints {
  const spans = spansOf(windows);
  const best = new Map<number, number>();
  let points = 0;
  detected.forEach((hit, row) => {
    if (!hit || row < probation) return;
    const within = spans.findIndex(({ from, to }) => row >= from && row <= to);
    if (within >= 0) {
      const { from, to } = spans[within]!;
      const early = sigmoid(-(to - row + 1) / (to - from + 1)) / sigmoid(-1);
      best.set(within, Math.max(best.get(within) ?? -1, early));
    } else points += FALSE_POSITIVE * lateness(spans, row);
  });
  spans.forEach((_, span) => (points += best.get(span) ?? -1));
  return { points, windows: spans.length };
}

/** NAB's standard score: 0 for a detector without detections, 100 for a perfect one; null without windows. */
export function nabScore(all: readonly NabPoints[]): number | null {
  const points = all.reduce((sum, file) => sum + file.points, 0);
  const windows = all.reduce((sum, file) => sum + file.windows, 0);
  return windows > 0 ? (100 * (points + windows)) / (2 * windows) : null;
}

function spansOf(windows: readonly number[]): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  windows.forEach((number, row) => {
    if (number === 0) return;
    if (row > 0 && windows[row - 1] === number) spans.at(-1)!.to = row;
    else spans.push({ from: row, to: row });
  });
  return spans;
}

/** −1 far from any window, nearer to 0 just after one. */
function lateness(spans: readonly { from: number; to: number }[], row: number): number {
  const before = spans.findLast(({ to }) => to < row);
  if (!before) return -1;
  const distance = (row - before.to) / Math.max(1, before.to - before.from);
  return distance > FAR_AWAY ? -1 : sigmoid(distance);
}

function sigmoid(x: number): number {
  return 2 / (1 + Math.exp(STEEPNESS * x)) - 1;
}
