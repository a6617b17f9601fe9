/** Rows that are summed together: few enough for the processor's nearest memory. */
const BLOCK_ROWS = 1024;

/** Mean of a column, summed in blocks so that no digits are lost. */
export function meanOf(column: Float64Array): number {
  let sum = 0;
  for (let from = 0; from < column.length; from += BLOCK_ROWS) {
    const to = Math.min(from + BLOCK_ROWS, column.length);
    let part = 0;
    for (let row = from; row < to; row++) part += column[row]!;
    sum += part;
  }
  return sum / column.length;
}

/** Sums of products of every two centred columns, as a full square. */
export function centredProducts(columns: readonly Float64Array[], means: readonly number[]): Float64Array {
  const width = columns.length;
  const rows = columns[0]?.length ?? 0;
  const products = new Float64Array(width * width);
  const block = columns.map(() => new Float64Array(BLOCK_ROWS));
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - from);
    columns.forEach((column, place) => centre(column, from, count, means[place]!, block[place]!));
    for (let a = 0; a < width; a++) {
      for (let b = a; b < width; b++) products[a * width + b]! += product(block[a]!, block[b]!, count);
    }
  }
  for (let a = 0; a < width; a++) {
    for (let b = 0; b < a; b++) products[a * width + b] = products[b * width + a]!;
  }
  return products;
}

function centre(column: Float64Array, from: number, count: number, mean: number, into: Float64Array) {
  for (let row = 0; row < count; row++) into[row] = column[from + row]! - mean;
}

/** Inner product. Four sums side by side: the processor need not wait for one to add to the next. */
function product(a: Float64Array, b: Float64Array, count: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  const whole = count - (count % 4);
  for (let row = 0; row < whole; row += 4) {
    first += a[row]! * b[row]!;
    second += a[row + 1]! * b[row + 1]!;
    third += a[row + 2]! * b[row + 2]!;
    fourth += a[row + 3]! * b[row + 3]!;
  }
  for (let row = whole; row < count; row++) first += a[row]! * b[row]!;
  return first + second + (third + fourth);
}

/** Sums of the squared and of the absolute residuals of a fit. */
export function misses(
  columns: readonly Float64Array[],
  kept: readonly number[],
  slopes: Float64Array,
  intercept: number,
  target: Float64Array,
) {
  const left = new Float64Array(BLOCK_ROWS);
  let [squares, distance] = [0, 0];
  for (let from = 0; from < target.length; from += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, target.length - from);
    centre(target, from, count, intercept, left);
    for (const column of kept) subtract(columns[column]!, from, count, slopes[column]!, left);
    squares += product(left, left, count);
    for (let row = 0; row < count; row++) distance += Math.abs(left[row]!);
  }
  return { squares, distance };
}

function subtract(column: Float64Array, from: number, count: number, slope: number, left: Float64Array) {
  for (let row = 0; row < count; row++) left[row]! -= slope * column[from + row]!;
}
