const EULER_GAMMA = 0.577_215_664_901_532_9;

/**
 * Trees in flat arrays, one slot a node. The right child follows the left one. A leaf is its own left child
 * behind a split that nothing exceeds: every row takes the same number of steps, so the processor has no
 * branch to guess.
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

/**
 * Mean depth of an unsuccessful search in a binary tree of n rows: c(n) of Liu, Ting and Zhou, "Isolation
 * Forest" (2008), equation 1, with the exact values below three rows.
 */
export function averagePath(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * (Math.log(n - 1) + EULER_GAMMA) - (2 * (n - 1)) / n;
}

/** A forest without trees, with room for `trees` of them. */
export function emptyForest(columns: number, trees: number, samples: number): Forest {
  const slots = trees * (2 * samples - 1);
  return {
    columns,
    samples,
    depth: Math.ceil(Math.log2(Math.max(samples, 2))),
    roots: new Int32Array(trees),
    feature: new Int32Array(slots),
    split: new Float64Array(slots),
    left: new Int32Array(slots),
    path: new Float64Array(slots),
  };
}
