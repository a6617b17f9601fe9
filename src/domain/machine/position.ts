declare const opaque: unique symbol;

/**
 * A place in the order in which a machine's readings were stored, which is the order in which they are
 * judged. Only `judging/follower/watermarks.ts` and the store look inside.
 */
export type Position = { readonly [opaque]: "position" };

/**
 * `at`: the newest stamp so far, epoch milliseconds; `late`: the number of the late reading after it, 0 for
 * none.
 */
type Inside = { at: number; late: number };

/**
 * The position of a reading that was its machine's newest when it was stored, or of a late one after that.
 */
export function positionAt(at: number, late = 0): Position {
  return { at, late } as unknown as Position;
}

/** The newest stamp at a position, epoch milliseconds. */
export function stampOf(position: Position): number {
  return (position as unknown as Inside).at;
}

/** The number of the late reading at a position; 0 where it is no late one. */
export function lateOf(position: Position): number {
  return (position as unknown as Inside).late;
}

/** Whether `a` comes before `b`; nothing comes before everything. */
export function isBefore(a: Position | undefined, b: Position | undefined): boolean {
  if (!a || !b) return !a && b !== undefined;
  return stampOf(a) < stampOf(b) || (stampOf(a) === stampOf(b) && lateOf(a) < lateOf(b));
}
