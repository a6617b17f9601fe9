import type { Estimate, Quality } from "../domain/training/baseline";
import { centredProducts, meanOf, misses } from "./column_sums";
import { estimate } from "./student";

/** Of a column's variance, what the others may leave unexplained for it to count as a combination of them. */
const TOLERANCE = 1e-9;
/** A column counts as part of a combination from this share of the combined column's sd. */
const PART = 1e-3;

export type LeastSquares = Quality & {
  intercept: Estimate;
  /** In the order of the columns; undefined where the column was dropped. */
  estimates: (Estimate | undefined)[];
  /** Columns that say nothing new: constant ones (`follows` nothing), and combinations of the columns they follow. */
  dropped: { column: number; follows: number[] }[];
  /** Degrees of freedom that are left. */
  degrees: number;
};

/**
 * Ordinary least squares with intercept. Columns are centred and scaled, so that the normal equations lose no digits to
 * their size, and solved by a Cholesky decomposition that takes the column with most left to say first and thereby
 * reveals the rank (Golub and Van Loan, "Matrix Computations", 4.2.8). Standard errors from s² = SSE / degrees; RMSE
 * divides by the number of rows, R² is 0 where the target never varies.
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
  const wrong = columns.find((column) => column.length !== rows);
  if (wrong) throw new RangeError(`Cannot fit ${rows} targets to a column of ${wrong.length}: need as many`);
  const all = [...columns, target];
  const means = all.map(meanOf);
  const products = centredProducts(all, means);
  const own = (a: number, b: number) => products[a * (width + 1) + b]!;
  if (all.some((_, column) => !Number.isFinite(own(column, column)))) {
    throw new RangeError("Cannot fit values that are not finite: leave those rows out");
  }
  const scales = all.map((_, column) => Math.sqrt(own(column, column)));
  const isConstant = (column: number) =>
    scales[column]! <= 1e-12 * Math.sqrt(rows) * Math.abs(means[column]!);
  const alive = columns.flatMap((_, column) => (isConstant(column) ? [] : [column]));
  const scaled = (a: number, b: number) => own(a, b) / (scales[a]! * scales[b]!);
  const { kept, factor } = decompose(alive, scaled, tolerance);
  const degrees = rows - kept.length - 1;
  if (degrees < 1) {
    throw new RangeError(
      `Cannot fit ${kept.length} columns to ${rows} rows: need at least ${kept.length + 2}`,
    );
  }

  const right = kept.map((column) => own(column, width) / scales[column]!);
  const solved = backward(factor, forward(factor, right));
  const slopes = new Float64Array(width);
  kept.forEach((column, place) => (slopes[column] = solved[place]! / scales[column]!));
  const intercept = kept.reduce((sum, column) => sum - slopes[column]! * means[column]!, means[width]!);
  const { squares, distance } = misses(columns, kept, slopes, intercept, target);

  const noise = Math.sqrt(squares / degrees);
  const inverse = kept.map((_, place) => forward(factor, unit(kept.length, place)));
  const shift = forward(
    factor,
    kept.map((column) => means[column]! / scales[column]!),
  );
  const estimates: (Estimate | undefined)[] = columns.map(() => undefined);
  kept.forEach((column, place) => {
    const error = (noise * Math.sqrt(dot(inverse[place]!, inverse[place]!))) / scales[column]!;
    estimates[column] = estimate(slopes[column]!, error, degrees);
  });
  return {
    intercept: estimate(intercept, noise * Math.sqrt(1 / rows + dot(shift, shift)), degrees),
    estimates,
    dropped: columns.flatMap((_, column) =>
      kept.includes(column) ? [] : [{ column, follows: followed(column) }],
    ),
    degrees,
    samples: rows,
    r_squared: isConstant(width) ? 0 : 1 - squares / own(width, width),
    rmse: Math.sqrt(squares / rows),
    mae: distance / rows,
  };

  function followed(column: number): number[] {
    if (isConstant(column)) return [];
    const parts = backward(
      factor,
      forward(
        factor,
        kept.map((other) => scaled(column, other)),
      ),
    );
    return kept.filter((_, place) => Math.abs(parts[place]!) > PART).toSorted((a, b) => a - b);
  }
}

/** A lower triangle, a row each, in the order of `kept`. */
type Factor = number[][];

/** Pivoted Cholesky of a correlation matrix: the columns that say something new, and their factor. */
function decompose(
  columns: readonly number[],
  correlation: (a: number, b: number) => number,
  tolerance: number,
): { kept: number[]; factor: Factor } {
  const kept: number[] = [];
  const factor: Factor = [];
  const waiting = columns.map((column) => ({ column, left: 1, row: [] as number[] }));
  while (waiting.length > 0) {
    const most = waiting.reduce((best, { left }, place) => (left > waiting[best]!.left ? place : best), 0);
    if (waiting[most]!.left < tolerance) break;
    const [pivot] = waiting.splice(most, 1);
    const diagonal = Math.sqrt(pivot!.left);
    for (const other of waiting) {
      const part = (correlation(other.column, pivot!.column) - dot(other.row, pivot!.row)) / diagonal;
      other.row.push(part);
      other.left -= part * part;
    }
    kept.push(pivot!.column);
    factor.push([...pivot!.row, diagonal]);
  }
  return { kept, factor };
}

/** Solves L x = b. */
function forward(factor: Factor, right: readonly number[]): number[] {
  const solved: number[] = [];
  factor.forEach((row, place) => solved.push((right[place]! - dot(solved, row)) / row[place]!));
  return solved;
}

/** Solves Lᵀ x = b. */
function backward(factor: Factor, right: readonly number[]): number[] {
  const solved = [...right];
  for (let place = factor.length - 1; place >= 0; place--) {
    for (let below = place + 1; below < factor.length; below++) {
      solved[place]! -= factor[below]![place]! * solved[below]!;
    }
    solved[place]! /= factor[place]![place]!;
  }
  return solved;
}

/** Over as many values as the first has. */
function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, place) => sum + value * b[place]!, 0);
}

function unit(width: number, place: number): number[] {
  return Array.from({ length: width }, (_, index) => Number(index === place));
}
