import type { Estimate, Quality } from "../domain/training/baseline";
import { centredProducts, meanOf, misses } from "./column_sums";
import { backward, decompose, type Decomposition, dot, forward } from "./pivoted_cholesky";
import { estimate } from "./student";

/** Of a column's variance, what the others may leave unexplained for it to count as a combination of them. */
const TOLERANCE = 1e-9;
/** A column counts as part of a combination from this share of the combined column's sd. */
const PART = 1e-3;
/** A column is constant when its sd is this share of its mean: rounding alone. */
const CONSTANT = 1e-12;

export type LeastSquares = Quality & {
  intercept: Estimate;
  /** In the order of the columns; undefined where the column was dropped. */
  estimates: (Estimate | undefined)[];
  /**
   * Columns that say nothing new: constant ones (`follows` nothing), and combinations of the columns they
   * follow.
   */
  dropped: { column: number; follows: number[] }[];
  /** Degrees of freedom that are left. */
  degrees: number;
};

/**
 * Ordinary least squares with intercept. Columns are centred and scaled, so that the normal equations lose no
 * digits to their size, and solved by a pivoted Cholesky decomposition, which drops columns that say nothing
 * new (Golub and Van Loan, "Matrix Computations", 4.2.8 and 5.3). Standard errors from s² = SSE / degrees;
 * RMSE divides by the number of rows; R² is 0 where the target never varies.
 * @param tolerance share of a column's variance that must be its own for it to be kept
 * @throws {RangeError} when lengths differ, a value is not finite, or there are not more rows than unknowns
 */
export function leastSquares(
  columns: readonly Float64Array[],
  target: Float64Array,
  tolerance = TOLERANCE,
): LeastSquares {
  const rows = target.length;
  const width = columns.length;
  const moments = momentsOf(columns, target);
  const { products, scales, means, correlation, isConstant } = moments;
  const alive = columns.flatMap((_, column) => (isConstant(column) ? [] : [column]));
  const decomposition = decompose(alive, correlation, tolerance);
  const { kept } = decomposition;
  const degrees = rows - kept.length - 1;
  if (degrees < 1) {
    throw new RangeError(
      `Cannot fit ${kept.length} columns to ${rows} rows: need at least ${kept.length + 2}`,
    );
  }
  const slopes = slopesOf(moments, decomposition, width);
  const intercept = kept.reduce((sum, column) => sum - slopes[column]! * means[column]!, means[width]!);
  const { squares, distance } = misses(columns, kept, slopes, intercept, target);
  const errors = errorsOf(moments, decomposition, Math.sqrt(squares / degrees), rows);
  const estimates: (Estimate | undefined)[] = columns.map(() => undefined);
  kept.forEach((column, place) => {
    const error = errors.slopes[place]! / scales[column]!;
    estimates[column] = estimate(slopes[column]!, error, degrees);
  });
  return {
    intercept: estimate(intercept, errors.intercept, degrees),
    estimates,
    dropped: columns.flatMap((_, column) =>
      kept.includes(column) ? [] : [{ column, follows: followed(moments, decomposition, column) }],
    ),
    degrees,
    samples: rows,
    r_squared: isConstant(width) ? 0 : 1 - squares / products(width, width),
    rmse: Math.sqrt(squares / rows),
    mae: distance / rows,
  };
}

/** Means, centred products and correlations of all columns and, last of them, the target. */
type Moments = {
  means: number[];
  scales: number[];
  products(a: number, b: number): number;
  correlation(a: number, b: number): number;
  isConstant(column: number): boolean;
};

function momentsOf(columns: readonly Float64Array[], target: Float64Array): Moments {
  const rows = target.length;
  const wrong = columns.find((column) => column.length !== rows);
  if (wrong) throw new RangeError(`Cannot fit ${rows} targets to a column of ${wrong.length}: need as many`);
  const all = [...columns, target];
  const means = all.map(meanOf);
  const square = centredProducts(all, means);
  const products = (a: number, b: number) => square[a * all.length + b]!;
  if (all.some((_, column) => !Number.isFinite(products(column, column)))) {
    throw new RangeError("Cannot fit values that are not finite: leave those rows out");
  }
  const scales = all.map((_, column) => Math.sqrt(products(column, column)));
  return {
    means,
    scales,
    products,
    correlation: (a, b) => products(a, b) / (scales[a]! * scales[b]!),
    isConstant: (column) => scales[column]! <= CONSTANT * Math.sqrt(rows) * Math.abs(means[column]!),
  };
}

/** Solves the normal equations; 0 for columns that were dropped. */
function slopesOf(
  { products, scales }: Moments,
  { kept, factor }: Decomposition,
  width: number,
): Float64Array {
  const right = kept.map((column) => products(column, width) / scales[column]!);
  const solved = backward(factor, forward(factor, right));
  const slopes = new Float64Array(width);
  kept.forEach((column, place) => (slopes[column] = solved[place]! / scales[column]!));
  return slopes;
}

/** Standard errors of the intercept and of the scaled slopes. @param noise standard error of the residuals */
function errorsOf({ means, scales }: Moments, { kept, factor }: Decomposition, noise: number, rows: number) {
  const shift = forward(
    factor,
    kept.map((column) => means[column]! / scales[column]!),
  );
  const slopes = kept.map((_, place) => {
    const inverse = forward(factor, unit(kept.length, place));
    return noise * Math.sqrt(dot(inverse, inverse));
  });
  return { slopes, intercept: noise * Math.sqrt(1 / rows + dot(shift, shift)) };
}

/** The kept columns that a dropped one is a combination of. */
function followed({ correlation, isConstant }: Moments, { kept, factor }: Decomposition, column: number) {
  if (isConstant(column)) return [];
  const right = kept.map((other) => correlation(column, other));
  const parts = backward(factor, forward(factor, right));
  return kept.filter((_, place) => Math.abs(parts[place]!) > PART).toSorted((a, b) => a - b);
}

function unit(width: number, place: number): number[] {
  return Array.from({ length: width }, (_, index) => Number(index === place));
}
