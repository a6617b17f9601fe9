/**
 * Variances are raised by this share and amount, so that metrics that repeat each other still tell them
 * apart.
 */
const RIDGE_SHARE = 0.05;
const RIDGE = 1e-6;

/**
 * Inverse W of the lower Cholesky factor of a covariance matrix, row-major: |W v|² is the squared Mahalanobis
 * distance. The variances are raised a little first (Hoerl and Kennard, "Ridge regression", 1970), so that a
 * metric which repeats others leads to no division by zero.
 * @param covariance symmetric, size × size, row-major
 */
export function inverseRoot(covariance: readonly number[], size: number): number[] {
  const factor = choleskyOf(covariance, size);
  const inverse = new Array<number>(size * size).fill(0);
  for (let column = 0; column < size; column++) {
    inverse[column * size + column] = 1 / factor[column * size + column]!;
    for (let row = column + 1; row < size; row++) {
      let sum = 0;
      for (let k = column; k < row; k++) sum -= factor[row * size + k]! * inverse[k * size + column]!;
      inverse[row * size + column] = sum / factor[row * size + row]!;
    }
  }
  return inverse;
}

function choleskyOf(covariance: readonly number[], size: number): number[] {
  const factor = new Array<number>(size * size).fill(0);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = covariance[row * size + column]!;
      if (row === column) sum += RIDGE_SHARE * sum + RIDGE;
      for (let k = 0; k < column; k++) sum -= factor[row * size + k]! * factor[column * size + k]!;
      factor[row * size + column] =
        row === column ? Math.sqrt(Math.max(sum, RIDGE)) : sum / factor[column * size + column]!;
    }
  }
  return factor;
}

/** Squared length of W v. @param root lower triangular W, row-major */
export function squaredDistance(root: readonly number[], vector: readonly number[]): number {
  const size = vector.length;
  let total = 0;
  for (let row = 0; row < size; row++) {
    let sum = 0;
    for (let column = 0; column <= row; column++) sum += root[row * size + column]! * vector[column]!;
    total += sum * sum;
  }
  return total;
}

/**
 * Each element's part in the squared distance: v_i (Wᵀ W v)_i. The parts add up to it, and may be below zero.
 */
export function distanceParts(root: readonly number[], vector: readonly number[]): number[] {
  const size = vector.length;
  const white = vector.map((_, row) =>
    vector.reduce(
      (sum, value, column) => (column <= row ? sum + root[row * size + column]! * value : sum),
      0,
    ),
  );
  return vector.map(
    (value, column) =>
      value * white.reduce((sum, w, row) => (row >= column ? sum + root[row * size + column]! * w : sum), 0),
  );
}
