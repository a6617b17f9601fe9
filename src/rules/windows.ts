import { MINUTE_MS } from "../domain/time_units";
import type { WindowFunction } from "./functions";

/** A window is kept in so many parts, each of which leaves it as a whole. */
export const WINDOW_PARTS = 120;
/** Values have to reach back over so much of a window before it says anything. */
const COVERED = 0.5;
/** So many parts that have left are cut off at once; until then they are only passed over. */
const CUT_PARTS = 16;

/**
 * One metric over a span that moves with its newest value; plain JSON. Times in epoch milliseconds. Of each part: the
 * number of its values, their mean, the sum of their squared distances from it (Welford, 1962), the least, the greatest
 * and the first. A list a figure, for they are read one after the other; sums over the whole window, from which parts
 * are taken away again, would remember a glitch for as long as it was large.
 */
export type WindowState = {
  /** The first parts up to here have left. */
  gone: number;
  part: number[];
  count: number[];
  mean: number[];
  squares: number[];
  low: number[];
  high: number[];
  first_at: number[];
  first: number[];
  last_at: number;
  last: number;
};

/** A window before its first value. */
export function newWindow(at: number, value: number): WindowState {
  const lists = { part: [], count: [], mean: [], squares: [], low: [], high: [], first_at: [], first: [] };
  return { gone: 0, ...lists, last_at: at, last: value };
}

/** Adds a new value. The cost does not grow with the window. @param seconds the length of the window */
export function noteInWindow(window: WindowState, at: number, value: number, seconds: number) {
  const { part, count, mean, squares, low, high } = window;
  const newest = part.length - 1;
  const current = Math.max(newest < 0 ? -Infinity : part[newest]!, partOf(at, seconds));
  leave(window, current);
  window.last_at = at;
  window.last = value;
  const place = window.part.length - 1;
  if (place < 0 || part[place] !== current) return begin(window, current, at, value);
  const off = value - mean[place]!;
  mean[place] = mean[place]! + off / (count[place] = count[place]! + 1);
  squares[place] = squares[place]! + off * (value - mean[place]);
  if (value < low[place]!) low[place] = value;
  if (value > high[place]!) high[place] = value;
}

function begin(window: WindowState, part: number, at: number, value: number) {
  window.part.push(part);
  window.count.push(1);
  window.mean.push(value);
  window.squares.push(0);
  window.low.push(value);
  window.high.push(value);
  window.first_at.push(at);
  window.first.push(value);
}

/** What a window says at an instant; undefined while its values do not reach back over half of it. */
export function windowValue(
  window: WindowState,
  of: WindowFunction,
  at: number,
  seconds: number,
): number | undefined {
  leave(window, partOf(at, seconds));
  const from = window.first_at[window.gone];
  if (from === undefined || at - from < COVERED * seconds * 1000) return undefined;
  switch (of) {
    case "avg":
      return meanOf(window).mean;
    case "min":
      return leastOf(window);
    case "max":
      return greatestOf(window);
    case "rate":
      return rateOf(window, from);
    case "stddev":
      return deviationOf(window);
  }
}

/** The part of a window that an instant falls into. */
export const partOf = (at: number, seconds: number) => Math.floor((at * WINDOW_PARTS) / (seconds * 1000));

/** Change a minute, from the oldest to the newest value. */
function rateOf({ first, gone, last, last_at }: WindowState, from: number): number | undefined {
  return last_at > from ? (last - first[gone]!) / ((last_at - from) / MINUTE_MS) : undefined;
}

function meanOf({ gone, count, mean }: WindowState): { values: number; mean: number } {
  let [values, sum] = [0, 0];
  for (let place = gone; place < count.length; place++) {
    values += count[place]!;
    sum += count[place]! * mean[place]!;
  }
  return { values, mean: sum / values };
}

function leastOf({ gone, low }: WindowState): number {
  let least = Infinity;
  for (let place = gone; place < low.length; place++) if (low[place]! < least) least = low[place]!;
  return least;
}

function greatestOf({ gone, high }: WindowState): number {
  let greatest = -Infinity;
  for (let place = gone; place < high.length; place++) if (high[place]! > greatest) greatest = high[place]!;
  return greatest;
}

/** The standard deviation of a sample. */
function deviationOf(window: WindowState): number | undefined {
  const { gone, count, mean, squares } = window;
  const whole = meanOf(window);
  if (whole.values < 2) return undefined;
  let sum = 0;
  for (let place = gone; place < count.length; place++) {
    const off = mean[place]! - whole.mean;
    sum += squares[place]! + count[place]! * off * off;
  }
  return Math.sqrt(sum / (whole.values - 1));
}

/** Leaves out the parts that are too old beside a newest one; the lists are cut once some have gone. */
function leave(window: WindowState, newest: number) {
  const { part } = window;
  while (window.gone < part.length && part[window.gone]! <= newest - WINDOW_PARTS) window.gone++;
  if (window.gone < CUT_PARTS) return;
  const { count, mean, squares, low, high, first_at, first } = window;
  for (const list of [part, count, mean, squares, low, high, first_at, first]) list.splice(0, window.gone);
  window.gone = 0;
}
