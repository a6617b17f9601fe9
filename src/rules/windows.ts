import { MINUTE_MS } from "../domain/time_units";
import type { WindowFunction } from "./functions";

/** A window is kept in so many parts, each of which leaves it as a whole. */
export const WINDOW_PARTS = 300;
/** Values have to reach back over so much of a window before it says anything. */
const COVERED = 0.5;

/**
 * The values of one part: their mean, and the sum of their squared distances from it (Welford, 1962). Sums over the
 * whole window, from which parts are taken away again, would remember a glitch for as long as it was large.
 */
type Part = {
  part: number;
  count: number;
  mean: number;
  squares: number;
  low: number;
  high: number;
  first: [at: number, value: number];
};

/** One metric over a span that moves with its newest value; plain JSON. Times in epoch milliseconds. */
export type WindowState = { parts: Part[]; last: [at: number, value: number] };

/** A window before its first value. */
export const newWindow = (at: number, value: number): WindowState => ({ parts: [], last: [at, value] });

/** Adds a new value. The cost does not grow with the window. @param seconds the length of the window */
export function noteInWindow(window: WindowState, at: number, value: number, seconds: number) {
  const { parts } = window;
  const part = Math.max(parts.at(-1)?.part ?? -Infinity, partOf(at, seconds));
  leave(window, part);
  const current = parts.at(-1);
  if (current?.part === part) {
    const off = value - current.mean;
    current.count++;
    current.mean += off / current.count;
    current.squares += off * (value - current.mean);
    current.low = Math.min(current.low, value);
    current.high = Math.max(current.high, value);
  } else parts.push({ part, count: 1, mean: value, squares: 0, low: value, high: value, first: [at, value] });
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
  const { parts, last } = window;
  const [oldest] = parts;
  if (!oldest || at - oldest.first[0] < COVERED * seconds * 1000) return undefined;
  switch (of) {
    case "avg":
      return meanOf(parts).mean;
    case "min":
      return parts.reduce((least, { low }) => Math.min(least, low), Infinity);
    case "max":
      return parts.reduce((greatest, { high }) => Math.max(greatest, high), -Infinity);
    case "rate":
      return rateOf(oldest.first, last);
    case "stddev":
      return deviationOf(parts);
  }
}

/** The part of a window that an instant falls into. */
export const partOf = (at: number, seconds: number) => Math.floor((at * WINDOW_PARTS) / (seconds * 1000));

/** Change a minute, from the oldest to the newest value. */
function rateOf([from, first]: Part["first"], [to, last]: Part["first"]): number | undefined {
  return to > from ? (last - first) / ((to - from) / MINUTE_MS) : undefined;
}

function meanOf(parts: readonly Part[]): { count: number; mean: number } {
  let [count, sum] = [0, 0];
  for (const part of parts) {
    count += part.count;
    sum += part.count * part.mean;
  }
  return { count, mean: sum / count };
}

/** The standard deviation of a sample. */
function deviationOf(parts: readonly Part[]): number | undefined {
  const { count, mean } = meanOf(parts);
  if (count < 2) return undefined;
  let squares = 0;
  for (const part of parts) squares += part.squares + part.count * (part.mean - mean) ** 2;
  return Math.sqrt(squares / (count - 1));
}

/** Takes the parts out that are too old beside a newest one. */
function leave({ parts }: WindowState, newest: number) {
  let gone = 0;
  while (gone < parts.length && parts[gone]!.part <= newest - WINDOW_PARTS) gone++;
  if (gone > 0) parts.splice(0, gone);
}
