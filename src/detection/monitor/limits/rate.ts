import { MINUTE_MS } from "../../../domain/time_units";

/** A rate is measured over this span, or over two steps of a metric that comes more seldom. */
const WINDOW_MS = MINUTE_MS;
const LEAST_POINTS = 3;
/** Of values that come faster, so many a window are kept. */
const MOST_POINTS = 120;

export type RatePoint = [at: number, value: number];

/** Adds a new value to those of the window, and drops the ones before it. */
export function noteForRate(recent: RatePoint[], at: number, value: number) {
  const [last, before] = [recent.at(-1), recent.at(-2)];
  // Of two that are too near to each other the newer one stays.
  if (last && before && last[0] - before[0] < WINDOW_MS / MOST_POINTS) recent.pop();
  recent.push([at, value]);
  while (recent.length > LEAST_POINTS && at - recent[1]![0] >= WINDOW_MS) recent.shift();
}

type Rate = { perMinute: number; from: number; minutes: number };

/**
 * The rate of change over the window: of the slope by least squares, which a lone glitch hardly moves, and
 * the difference between its ends, which a step does not exaggerate, the smaller one. Undefined before there
 * are a minute and three values.
 */
export function rateOf(recent: readonly RatePoint[]): Rate | undefined {
  const [first, last] = [recent[0], recent.at(-1)];
  if (!first || !last || recent.length < LEAST_POINTS || last[0] - first[0] < WINDOW_MS) return undefined;
  const minutes = (last[0] - first[0]) / MINUTE_MS;
  const difference = (last[1] - first[1]) / minutes;
  const slope = slopeOf(recent);
  if (difference * slope <= 0) return undefined;
  const perMinute = Math.sign(slope) * Math.min(Math.abs(slope), Math.abs(difference));
  return { perMinute, from: first[1], minutes };
}

/** The slope by least squares, a minute. */
function slopeOf(recent: readonly RatePoint[]): number {
  const origin = recent[0]![0];
  let [minutes, values] = [0, 0];
  for (const [at, value] of recent) {
    minutes += (at - origin) / MINUTE_MS / recent.length;
    values += value / recent.length;
  }
  let [moment, square] = [0, 0];
  for (const [at, value] of recent) {
    const off = (at - origin) / MINUTE_MS - minutes;
    moment += off * (value - values);
    square += off * off;
  }
  return moment / square;
}
