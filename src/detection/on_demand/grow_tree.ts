import { averagePath, type Forest } from "./forest";

/**
 * The rows that a tree is grown from: row-major values, and the places of the rows, which growing reorders.
 */
export type Sample = { rows: Float64Array; members: Int32Array };

/**
 * One tree under way: the next free slot of the forest, and the columns in an order that changes with each
 * draw.
 */
type Growth = Sample & { forest: Forest; columns: Int32Array; used: number; chance: () => number };

/** Grows a tree into the free slots from `root` on; returns the next free slot. */
export function growTree(forest: Forest, sample: Sample, root: number, chance: () => number): number {
  const columns = Int32Array.from({ length: forest.columns }, (_, column) => column);
  const growth: Growth = { ...sample, forest, columns, used: root + 1, chance };
  grow(growth, root, { from: 0, to: sample.members.length }, 0);
  return growth.used;
}

/** Members of a node: from, and before to. */
type Range = { from: number; to: number };

function grow(growth: Growth, node: number, range: Range, level: number) {
  const { forest } = growth;
  const { from, to } = range;
  const cut = level < forest.depth && to - from > 1 ? chooseSplit(growth, range) : undefined;
  if (!cut) {
    forest.split[node] = Infinity;
    forest.left[node] = node;
    forest.path[node] = level + averagePath(to - from);
    return;
  }
  const middle = partition(growth, range, cut);
  const left = growth.used;
  growth.used += 2;
  forest.feature[node] = cut.column;
  forest.split[node] = cut.value;
  forest.left[node] = left;
  grow(growth, left, { from, to: middle }, level + 1);
  grow(growth, left + 1, { from: middle, to }, level + 1);
}

type Cut = { column: number; value: number };

/**
 * A random column that varies, and a uniform value between its lowest and highest; none when nothing varies.
 */
function chooseSplit({ rows, members, columns, chance }: Growth, { from, to }: Range): Cut | undefined {
  const width = columns.length;
  for (let tried = 0; tried < width; tried++) {
    const pick = tried + Math.floor(chance() * (width - tried));
    const column = columns[pick]!;
    columns[pick] = columns[tried]!;
    columns[tried] = column;
    let low = Infinity;
    let high = -Infinity;
    for (let i = from; i < to; i++) {
      const value = rows[members[i]! * width + column]!;
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

/** Brings the members at or below the cut to the front; returns where the others begin. */
function partition({ rows, members, columns }: Growth, { from, to }: Range, { column, value }: Cut): number {
  let middle = from;
  for (let i = from; i < to; i++) {
    const member = members[i]!;
    if (rows[member * columns.length + column]! > value) continue;
    members[i] = members[middle]!;
    members[middle++] = member;
  }
  return middle;
}
