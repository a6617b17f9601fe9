import { HOUR_MS } from "../../domain/time_units";
import { learn, type Moments, newMoments, spread } from "../../math/moments";

const DAY_HOURS = 24;
const WEEK_DAYS = 7;
/** An hour has a normal of its own when it was seen so often, besides the row in question. */
const MIN_SEEN = 2;
/** Share of the variance that an explanation has to stay under to be worth its freedom. */
const WORTH = { clock: 0.8, weather: 0.95 };

/**
 * A number over time: instants in epoch milliseconds, and the outdoor temperature then. NaN is "not known".
 */
export type Series = { at: Float64Array; values: Float64Array; weather: Float64Array | null };

/**
 * The normal of one number: its mean, or its mean at this hour of a working day or weekend (UTC) where the
 * machine follows the clock, and so much more for each degree outdoors. `residual` is the distance of the
 * learned values from the values that the other rows had led to expect.
 */
export type SeasonalProfile = {
  value: Means;
  weather: Means | null;
  perDegree: number;
  residual: { sd: number; low: number; high: number };
};

/** The mean overall and, for a number that follows the clock, by hour. */
type Means = { overall: Moments; hours: Moments[] | null };

/** The simplest explanation of a number that explains it about as well as the best. */
export function learnProfile({ at, values, weather }: Series): SeasonalProfile {
  const candidates = [false, true].flatMap((byClock) =>
    (weather ? [false, true] : [false]).map((byWeather) => {
      const profile = explained({ at, values, weather: byWeather ? weather : null }, byClock);
      const worth = (byClock ? WORTH.clock : 1) * (byWeather ? WORTH.weather : 1);
      return { profile, cost: profile.residual.sd ** 2 / worth };
    }),
  );
  return candidates.reduce((a, b) => (b.cost < a.cost ? b : a)).profile;
}

/**
 * The value expected at an instant.
 * @param besides the value of a row that was learned there: the answer is then as if that row had not been
 */
export function expectedValue(
  { value, weather, perDegree }: SeasonalProfile,
  at: number,
  degrees: number,
  besides?: number,
): number {
  const expected = meanAt(value, at, besides);
  if (!weather || !Number.isFinite(degrees)) return expected;
  const usualDegrees = meanAt(weather, at, besides === undefined ? undefined : degrees);
  return expected + perDegree * (degrees - usualDegrees);
}

function explained({ at, values, weather }: Series, byClock: boolean): SeasonalProfile {
  const profile: SeasonalProfile = {
    value: meansOf(at, values, byClock),
    weather: weather && meansOf(at, weather, byClock),
    perDegree: 0,
    residual: { sd: 0, low: 0, high: 0 },
  };
  if (weather && profile.weather)
    profile.perDegree = slope(profile.value, profile.weather, { at, values, weather });
  const moments = newMoments();
  values.forEach((value, row) => {
    if (!Number.isFinite(value)) return;
    const residual = value - expectedValue(profile, at[row]!, weather?.[row] ?? NaN, value);
    learn(moments, residual, Infinity);
    profile.residual.low = Math.min(profile.residual.low, residual);
    profile.residual.high = Math.max(profile.residual.high, residual);
  });
  const least = spread([0, profile.value.overall[1], 0]);
  profile.residual.sd = Math.max(Math.hypot(moments[1], Math.sqrt(moments[2])), least);
  return profile;
}

/** Least squares of the value on the weather within their hours (Frisch and Waugh, Econometrica 1, 1933). */
function slope(value: Means, weather: Means, series: Series & { weather: Float64Array }): number {
  let [together, alone] = [0, 0];
  series.values.forEach((known, row) => {
    const degrees = series.weather[row]! - meanAt(weather, series.at[row]!);
    if (!Number.isFinite(known) || !Number.isFinite(degrees)) return;
    together += degrees * (known - meanAt(value, series.at[row]!));
    alone += degrees * degrees;
  });
  return alone > 0 ? together / alone : 0;
}

function meansOf(at: Float64Array, values: Float64Array, byClock: boolean): Means {
  const overall = newMoments();
  const hours = byClock ? Array.from({ length: 2 * DAY_HOURS }, newMoments) : null;
  values.forEach((value, row) => {
    if (!Number.isFinite(value)) return;
    learn(overall, value, Infinity);
    if (hours) learn(hours[hourOf(at[row]!)]!, value, Infinity);
  });
  return { overall, hours };
}

function meanAt({ overall, hours }: Means, at: number, besides?: number): number {
  const [count, mean] = hours?.[hourOf(at)] ?? [0, 0];
  const others = besides === undefined ? count : count - 1;
  if (others < MIN_SEEN) return overall[1];
  return besides === undefined ? mean : (mean * count - besides) / others;
}

/** The hour of a working day (0 to 23) or of a weekend (24 to 47). */
function hourOf(at: number): number {
  const hours = Math.floor(at / HOUR_MS);
  const days = Math.floor(hours / DAY_HOURS);
  // The epoch began on a Thursday: five days before it and two after it a weekend begins. No remainder, which
  // is negative before 1970.
  const intoWeek = days + 5 - WEEK_DAYS * Math.floor((days + 5) / WEEK_DAYS);
  return hours - DAY_HOURS * days + (intoWeek < 2 ? DAY_HOURS : 0);
}
