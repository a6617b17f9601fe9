/**
 * A position in the event log, `<epoch>-<n>`: the last event that a page or program has applied. The epoch is
 * a random word, the same for the life of a log; n is a number ("17"), or with Redis a stream id
 * ("1732000000000-0").
 */
export type Cursor = string;

/** The place of a bus that has not found its log yet. */
export const NO_CURSOR: Cursor = "none-0";

/** The two parts of a cursor, or undefined when the text is none. */
export function parseCursor(text: string): { epoch: string; n: string } | undefined {
  const match = /^([a-z0-9]+)-(\d+(?:-\d+)?)$/.exec(text);
  return match?.[1] && match[2] ? { epoch: match[1], n: match[2] } : undefined;
}

/** Orders two cursors of the same epoch: below 0 when a is older than b. */
export function compareCursors(a: Cursor, b: Cursor): number {
  const [left, right] = [parts(a), parts(b)];
  return left[0] - right[0] || left[1] - right[1];
}

function parts(cursor: Cursor): [number, number] {
  const [first = "0", second = "0"] = (parseCursor(cursor)?.n ?? "0").split("-");
  return [Number(first), Number(second)];
}
