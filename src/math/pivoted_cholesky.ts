/** A lower triangle, a row each, in the order in which the columns were taken. */
export type Factor = number[][];

/** The columns that say something new, in the order in which they were taken, and their factor. */
export type Decomposition = { kept: number[]; factor: Factor };

/**
 * Cholesky decomposition of a correlation matrix that takes the column with most variance left first and
 * thereby reveals the rank (Golub and Van Loan, "Matrix Computations", 4.2.8).
 * @param tolerance share of a column's variance that must be its own for it to be kept
 */
export function decompose(
  columns: readonly number[],
  correlation: (a: number, b: number) => number,
  tolerance: number,
): Decomposition {
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
export function forward(factor: Factor, right: readonly number[]): number[] {
  const solved: number[] = [];
  factor.forEach((row, place) => solved.push((right[place]! - dot(solved, row)) / row[place]!));
  return solved;
}

/** Solves Lᵀ x = b. */
export function backward(factor: Factor, right: readonly number[]): number[] {
  const solved = [...right];
  for (let place = factor.length - 1; place >= 0; place--) {
    for (let below = place + 1; below < factor.length; below++) {
      solved[place]! -= factor[below]![place]! * solved[below]!;
    }
    solved[place]! /= factor[place]![place]!;
  }
  return solved;
}

/** Inner product, over as many values as the first has. */
export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, place) => sum + value * b[place]!, 0);
}
