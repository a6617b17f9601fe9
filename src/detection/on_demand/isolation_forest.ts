import { createRandom } from "../../math/random";
import { averagePath, emptyForest, type Forest } from "./forest";
import { growTree } from "./grow_tree";

type ForestOptions = { trees?: number; samples?: number; seed?: number };

/**
 * Grows an isolation forest. Splits as scikit-learn does: a random column that varies, a uniform value
 * between its lowest and highest, at most ceil(log2(samples)) deep, each tree from its own draw without
 * replacement.
 * @param rows row-major, finite, `columns` values a row
 * @throws {RangeError} when there is no row or the length is not a multiple of `columns`
 */
export function fitForest(rows: Float64Array, columns: number, options: ForestOptions = {}): Forest {
  const { trees = 100, samples: wanted = 256, seed = 42 } = options;
  if (columns < 1 || rows.length === 0 || rows.length % columns !== 0) {
    throw new RangeError(
      `Cannot grow a forest from ${rows.length} values in ${columns} columns: need at least one whole row`,
    );
  }
  const count = rows.length / columns;
  const samples = Math.min(wanted, count);
  const forest = emptyForest(columns, trees, samples);
  const chance = createRandom(seed);
  const order = Int32Array.from({ length: count }, (_, index) => index);
  let used = 0;
  for (let tree = 0; tree < trees; tree++) {
    draw(order, samples, chance);
    forest.roots[tree] = used;
    used = growTree(forest, { rows, members: order.subarray(0, samples) }, used, chance);
  }
  return forest;
}

/** Brings a random choice to the front: the first steps of a Fisher–Yates shuffle. */
function draw(items: Int32Array, wanted: number, chance: () => number) {
  for (let i = 0; i < wanted; i++) {
    const j = i + Math.floor(chance() * (items.length - i));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
}

/**
 * Anomaly scores 2^(−E h(x) / c(samples)) of rows [from, to) (Liu, Ting and Zhou 2008, equation 2), 0 to 1:
 * about 0.5 is ordinary, near 1 is alone. Rows are independent of each other, so a caller may score a slice
 * at a time.
 * @param rows row-major, in the columns the forest was grown from
 */
export function scoreForest(
  forest: Forest,
  rows: Float64Array,
  from = 0,
  to = rows.length / forest.columns,
): Float64Array {
  const { columns, depth, roots, feature, split, left, path } = forest;
  const scores = new Float64Array(to - from);
  for (const root of roots) {
    for (let row = from; row < to; row++) {
      const base = row * columns;
      let node = root;
      for (let step = 0; step < depth; step++) {
        node = left[node]! + (rows[base + feature[node]!]! > split[node]! ? 1 : 0);
      }
      scores[row - from]! += path[node]!;
    }
  }
  const scale = -1 / (roots.length * (averagePath(forest.samples) || 1));
  for (let i = 0; i < scores.length; i++) scores[i] = 2 ** (scores[i]! * scale);
  return scores;
}

/**
 * The score above which a row counts as anomalous, so that `contamination` of these scores do: scikit-learn's
 * offset, a percentile with linear interpolation.
 * @param contamination above 0, at most 0.5
 * @throws {RangeError} when contamination is outside that or there is no score
 */
export function thresholdFor(scores: Float64Array, contamination: number): number {
  if (!(contamination > 0 && contamination <= 0.5)) {
    throw new RangeError(
      `Cannot use a contamination of ${contamination}: it must be above 0 and at most 0.5`,
    );
  }
  if (scores.length === 0) throw new RangeError("Cannot set a threshold without a score");
  const sorted = scores.toSorted();
  const place = (sorted.length - 1) * (1 - contamination);
  const below = sorted[Math.floor(place)]!;
  return below + (place % 1) * (sorted[Math.ceil(place)]! - below);
}
