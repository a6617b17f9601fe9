import { createRandom } from "../../math/random";

const EULER_GAMMA = 0.577_215_664_901_532_9;

/**
 * Trees in flat arrays, one slot a node. The right child follows the left one. A leaf is its own left child behind a
 * split that nothing exceeds: every row takes the same number of steps, so the processor has no branch to guess.
 */
export type Forest = {
  columns: number;
  /** Rows each tree was grown from. */
  samples: number;
  depth: number;
  roots: Int32Array;
  feature: Int32Array;
  split: Float64Array;
  left: Int32Array;
  /** Of a leaf: its depth plus the mean depth its rows would still have had. */
  path: Float64Array;
};

export type ForestOptions = { trees?: number; samples?: number; seed?: number };

/**
 * Mean depth of an unsuccessful search in a binary tree of n rows: c(n) of Liu, Ting and Zhou, "Isolation Forest"
 * (2008), equation 1, with the exact values below three rows.
 */
export function averagePath(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * (Math.log(n - 1) + EULER_GAMMA) - (2 * (n - 1)) / n;
}

/**
 * Grows an isolation forest. Splits as scikit-learn does: a random column that varies, a uniform value between its
 * lowest and highest, at most ceil(log2(samples)) deep, each tree from its own draw without replacement.
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
  const slots = trees * (2 * samples - 1);
  const forest: Forest = {
    columns,
    samples,
    depth: Math.ceil(Math.log2(Math.max(samples, 2))),
    roots: new Int32Array(trees),
    feature: new Int32Array(slots),
    split: new Float64Array(slots),
    left: new Int32Array(slots),
    path: new Float64Array(slots),
  };
  const chance = createRandom(seed);
  const order = Int32Array.from({ length: count }, (_, index) => index);
  let used = 0;
  for (let tree = 0; tree < trees; tree++) {
    draw(order, samples, chance);
    forest.roots[tree] = used;
    used = growTree(forest, rows, order.subarray(0, samples), used, chance);
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

/** Grows one tree into the free slots from `root` on; returns the next free slot. */
function growTree(
  forest: Forest,
  rows: Float64Array,
  members: Int32Array,
  root: number,
  chance: () => number,
) {
  const { columns, depth } = forest;
  const candidates = Int32Array.from({ length: columns }, (_, column) => column);
  let used = root + 1;

  function grow(node: number, from: number, to: number, level: number) {
    const cut = level < depth && to - from > 1 ? chooseSplit(from, to) : undefined;
    if (!cut) {
      forest.split[node] = Infinity;
      forest.left[node] = node;
      forest.path[node] = level + averagePath(to - from);
      return;
    }
    const middle = partition(from, to, cut.column, cut.value);
    const left = used;
    used += 2;
    forest.feature[node] = cut.column;
    forest.split[node] = cut.value;
    forest.left[node] = left;
    grow(left, from, middle, level + 1);
    grow(left + 1, middle, to, level + 1);
  }

  function chooseSplit(from: number, to: number) {
    for (let tried = 0; tried < columns; tried++) {
      const pick = tried + Math.floor(chance() * (columns - tried));
      const column = candidates[pick]!;
      candidates[pick] = candidates[tried]!;
      candidates[tried] = column;
      let low = Infinity;
      let high = -Infinity;
      for (let i = from; i < to; i++) {
        const value = rows[members[i]! * columns + column]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (high > low) {
        const value = low + chance() * (high - low);
        // Rounding may reach the top, which would leave the right side empty.
        return { column, value: value < high ? value : low };
      }
    }
    return undefined;
  }

  function partition(from: number, to: number, column: number, value: number) {
    let middle = from;
    for (let i = from; i < to; i++) {
      const member = members[i]!;
      if (rows[member * columns + column]! > value) continue;
      members[i] = members[middle]!;
      members[middle++] = member;
    }
    return middle;
  }

  grow(root, 0, members.length, 0);
  return used;
}

/**
 * Anomaly scores 2^(−E h(x) / c(samples)) of rows [from, to), 0 to 1: about 0.5 is ordinary, near 1 is alone. Rows are
 * independent of each other, so a caller may score a slice at a time.
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
