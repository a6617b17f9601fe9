import type { WindowFunction } from "./functions";

/** A window is kept in so many parts, each of which leaves it as a whole. */
export const WINDOW_PARTS = 300;
/** Values have to reach back over so much of a window before it says anything. */
const COVERED = 0.5;
const MINUTE_MS = 60_000;

/** The values of one part; sums of their distances from the window's origin. */
type Part = {
  part: number;
  count: number;
  sum: number;
  squares: number;
  low: number;
  high: number;
  first: [at: number, value: number];
};

/** One metric over a span that moves with its newest value; plain JSON. Times in epoch milliseconds. */
export type WindowState = {
  parts: Part[];
  /** The sums of all parts. */
  count: number;
  sum: number;
  squares: number;
  /** Near the values: squares of large numbers that differ by little would leave nothing of the difference. */
  origin: number;
  /** Undefined once the part that held it has left. */
  low?: number;
  high?: number;
  last: [at: number, value: number];
  /** Parts that have left since sums were taken afresh. */
  left: number;
};

/** A window with its first value. */
export function newWindow(at: number, value: number): WindowState {
  return { parts: [], count: 0, sum: 0, squares: 0, origin: value, last: [at, value], left: 0 };
}

/** Adds a new value. The cost does not grow with the window. @param seconds the length of the window */
export function noteInWindow(window: WindowState, at: number, value: number, seconds: number) {
  const newest = window.parts.at(-1)?.part ?? -Infinity;
  const part = Math.max(newest, partOf(at, seconds));
  leave(window, part);
  if (window.parts.length === 0) begin(window, value);
  const off = value - window.origin;
  const current = window.parts.at(-1);
  if (current?.part === part) {
    current.count++;
    current.sum += off;
    current.squares += off * off;
    current.low = Math.min(current.low, value);
    current.high = Math.max(current.high, value);
  } else
    window.parts.push({
      part,
      count: 1,
      sum: off,
      squares: off * off,
      low: value,
      high: value,
      first: [at, value],
    });
  window.count++;
  window.sum += off;
  window.squares += off * off;
  if (window.low !== undefined) window.low = Math.min(window.low, value);
  if (window.high !== undefined) window.high = Math.max(window.high, value);
  window.last = [at, value];
}

/** What a window says at an instant; undefined while its values do not reach back over half of it. */
export function windowValue(
  window: WindowState,
  of: WindowFunction,
  at: number,
  seconds: number,
): number | undefined {
  leave(window, partOf(at, seconds));
  const [oldest] = window.parts;
  if (!oldest || at - oldest.first[0] < COVERED * seconds * 1000) return undefined;
  switch (of) {
    case "avg":
      return window.origin + window.sum / window.count;
    case "min":
      return (window.low ??= extreme(window.parts, "low", Math.min));
    case "max":
      return (window.high ??= extreme(window.parts, "high", Math.max));
    case "rate":
      return rateOf(oldest.first, window.last);
    case "stddev":
      return deviationOf(window);
  }
}

export const partOf = (at: number, seconds: number) => Math.floor((at * WINDOW_PARTS) / (seconds * 1000));

/** Change a minute, from the oldest to the newest value. */
function rateOf([from, first]: Part["first"], [to, last]: Part["first"]): number | undefined {
  return to > from ? (last - first) / ((to - from) / MINUTE_MS) : undefined;
}

/** The standard deviation of a sample. */
function deviationOf({ count, sum, squares }: WindowState): number | undefined {
  if (count < 2) return undefined;
  return Math.sqrt(Math.max(0, (squares - (sum * sum) / count) / (count - 1)));
}

function extreme(
  parts: readonly Part[],
  of: "low" | "high",
  better: (a: number, b: number) => number,
): number {
  let found = parts[0]![of];
  for (const part of parts) found = better(found, part[of]);
  return found;
}

/** Takes the parts out that are too old beside a newest one. */
function leave(window: WindowState, newest: number) {
  const { parts } = window;
  let gone = 0;
  while (gone < parts.length && parts[gone]!.part <= newest - WINDOW_PARTS) {
    const { count, sum, squares, low, high } = parts[gone++]!;
    window.count -= count;
    window.sum -= sum;
    window.squares -= squares;
    if (window.low !== undefined && low <= window.low) delete window.low;
    if (window.high !== undefined && high >= window.high) delete window.high;
  }
  if (gone === 0) return;
  parts.splice(0, gone);
  window.left += gone;
  // What is added and taken away again leaves a rest, which must not grow for months.
  if (window.left >= WINDOW_PARTS) sumAfresh(window);
}

function begin(window: WindowState, value: number) {
  Object.assign(window, { count: 0, sum: 0, squares: 0, origin: value, low: value, high: value, left: 0 });
}

/** Sums the parts again, about the newest value. */
function sumAfresh(window: WindowState) {
  const [, origin] = window.last;
  const moved = origin - window.origin;
  let [count, sum, squares] = [0, 0, 0];
  for (const part of window.parts) {
    part.squares += part.count * moved * moved - 2 * moved * part.sum;
    part.sum -= part.count * moved;
    count += part.count;
    sum += part.sum;
    squares += part.squares;
  }
  Object.assign(window, { count, sum, squares, origin, left: 0 });
}
