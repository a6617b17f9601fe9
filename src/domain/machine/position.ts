declare const opaque: unique symbol;

/**
 * A place in the order in which a machine's stored readings are judged. Today that order is by stamp; a sequence number of
 * storing can take its place, because only `judging/follower/watermarks.ts` and the store's queries look inside.
 */
export type Position = { readonly [opaque]: "position" };

/** The position of a reading stamped `at`, epoch milliseconds. */
export function positionAt(at: number): Position {
  return at as unknown as Position;
}

/** The stamp at a position, epoch milliseconds. */
export function stampOf(position: Position): number {
  return position as unknown as number;
}
