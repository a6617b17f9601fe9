import type { Baseline, BaselineSeconds, DriverRange, Estimate, Quality } from "../domain/training/baseline";
import { formatValue } from "../domain/machine/metric";
import { isFromPower } from "./drivers";
import { type EnergyRows, WHOLE } from "./rows";
import { type LeastSquares, leastSquares } from "../math/least_squares";
import { DAY_SECONDS } from "../domain/time_units";

/** A driver is kept when more than this share of the rows has it. */
const MIN_PRESENCE = 0.1;
const MIN_ROWS = 50;
/** A driver is a copy of the others when they explain all of its variance but this share. */
const COPY = 1e-4;
/** One row in five is held out; whole days where there are enough, since neighbouring hours are alike. */
const HELD_OUT_EVERY = 5;
const DAYS_FOR_WHOLE_DAYS = 10;

/** Rows to learn a baseline from, and the drivers that were left out on the way. */
export type Lesson = {
  seconds: BaselineSeconds;
  names: string[];
  columns: Float64Array[];
  kwh: Float64Array;
  dropped: Baseline["dropped"];
};

/** A least-squares fit with the names of its drivers. */
export type EnergyFit = Pick<LeastSquares, "intercept"> & {
  coefficients: Record<string, Estimate>;
  dropped: Baseline["dropped"];
  quality: Quality;
};

/**
 * The usable rows and drivers: rows that were read as good as whole and with every driver; drivers that
 * more than a tenth of the rows have.
 * @throws {RangeError} when fewer than 50 rows are left, saying how many there were
 */
export function lessonOf(rows: EnergyRows, seconds: BaselineSeconds): Lesson {
  const known = [...rows.kwh.keys()].filter(
    (row) => Number.isFinite(rows.kwh[row]) && rows.covered[row]! >= WHOLE,
  );
  const presence = rows.columns.map(
    (column) => known.filter((row) => Number.isFinite(column[row])).length / Math.max(1, known.length),
  );
  const kept = presence.flatMap((share, place) => (share > MIN_PRESENCE ? [place] : []));
  const whole = known.filter((row) => kept.every((place) => Number.isFinite(rows.columns[place]![row])));
  if (whole.length < MIN_ROWS) {
    const hours = whole.length === 1 ? "hour" : "hours";
    const span = seconds === 3600 ? hours : whole.length === 1 ? "quarter of an hour" : "quarters of an hour";
    throw new RangeError(
      `Cannot learn from ${whole.length} ${span}: at least ${MIN_ROWS} are needed ` +
        `in which energy and every driver were read ` +
        `(${rows.at.length} in the period, ${known.length} with energy)`,
    );
  }
  return {
    seconds,
    names: kept.map((place) => rows.names[place]!),
    columns: kept.map((place) => Float64Array.from(whole, (row) => rows.columns[place]![row]!)),
    kwh: Float64Array.from(whole, (row) => rows.kwh[row]!),
    dropped: rows.names.flatMap((name, place) =>
      kept.includes(place) ? [] : [{ name, reason: absent(presence[place]!) }],
    ),
  };
}

function absent(presence: number): string {
  return presence === 0
    ? "never read in this period"
    : `read in only ${Math.round(presence * 100)} % of the rows`;
}

/** Fits the energy to its drivers. Copies of other drivers are dropped, with the reason. */
export function fitEnergy({ names, columns, kwh, dropped }: Lesson): EnergyFit {
  const fit = leastSquares(columns, kwh, COPY);
  const { samples, r_squared, rmse, mae } = fit;
  const estimates = names.flatMap((name, place) => {
    const estimate = fit.estimates[place];
    return estimate ? [[name, estimate] as const] : [];
  });
  const copies = fit.dropped.map(({ column, follows }) => ({
    name: names[column]!,
    reason:
      follows.length === 0
        ? "never changes"
        : `says the same as ${follows.map((of) => names[of]).join(" and ")}`,
  }));
  return {
    intercept: fit.intercept,
    coefficients: Object.fromEntries(estimates),
    dropped: [...dropped, ...copies],
    quality: { samples, r_squared, rmse, mae },
  };
}

/** Splits off one row in five, in whole days where there are at least ten of them. */
export function holdOut(lesson: Lesson): { learned: Lesson; heldOut: Lesson } {
  const aDay = DAY_SECONDS / lesson.seconds;
  const block = lesson.kwh.length >= DAYS_FOR_WHOLE_DAYS * aDay ? aDay : 1;
  const isHeldOut = (_: number, row: number) =>
    Math.floor(row / block) % HELD_OUT_EVERY === HELD_OUT_EVERY - 1;
  const part = (wanted: (value: number, row: number) => boolean): Lesson => ({
    ...lesson,
    columns: lesson.columns.map((column) => column.filter(wanted)),
    kwh: lesson.kwh.filter(wanted),
  });
  return { learned: part((_, row) => !isHeldOut(_, row)), heldOut: part(isHeldOut) };
}

/** The energy that a fit expects in these rows, kWh. */
export function expectedKwh(
  { intercept, coefficients }: EnergyFit,
  { names, columns, kwh }: Lesson,
): Float64Array {
  const expected = new Float64Array(kwh.length).fill(intercept.value);
  names.forEach((name, place) => {
    const slope = coefficients[name]?.value;
    if (slope !== undefined) columns[place]!.forEach((value, row) => (expected[row]! += slope * value));
  });
  return expected;
}

/** Quality of expectations beside the energy that was drawn; R² is 0 where that never varies. */
export function qualityOf(kwh: Float64Array, expected: Float64Array): Quality {
  const mean = kwh.reduce((sum, value) => sum + value, 0) / kwh.length;
  let [squares, total, distance, bias] = [0, 0, 0, 0];
  kwh.forEach((value, row) => {
    const miss = value - expected[row]!;
    squares += miss * miss;
    distance += Math.abs(miss);
    bias += miss;
    total += (value - mean) ** 2;
  });
  const rmse = Math.sqrt(squares / kwh.length);
  return {
    samples: kwh.length,
    r_squared: total > 0 ? 1 - squares / total : 0,
    rmse,
    mae: distance / kwh.length,
    ...(mean > 0 ? { cv_rmse: rmse / mean, nmbe: bias / kwh.length / mean } : {}),
  };
}

/** The range of each driver in the learned rows. */
export function rangesOf({ names, columns }: Lesson): Record<string, DriverRange> {
  return Object.fromEntries(names.map((name, place) => [name, rangeOf(columns[place]!)]));
}

function rangeOf(column: Float64Array): DriverRange {
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
  const min = column.reduce((a, b) => Math.min(a, b), Infinity);
  return { min, max: column.reduce((a, b) => Math.max(a, b), -Infinity), mean, std: Math.sqrt(variance) };
}

/** Warnings for readers of a baseline. */
export function cautions(fit: EnergyFit): string[] {
  return Object.entries(fit.coefficients).flatMap(([name, { p }]) => {
    if (isFromPower(name))
      return [`${name} is made from the power that it explains: a fault moves both, so it may go unseen`];
    return p > 0.05 ? [`${name} may not matter (p = ${formatValue(p)})`] : [];
  });
}
