/**
 * A position in the event log, `<epoch>-<n>-<proof>`: the last event that a page or program has applied. The
 * epoch is a random word, the same for the life of a log; n is a number ("17"), or with Redis a stream id
 * ("1732000000000-0"); the proof is four letters of the event's id. A log that was put back to an older copy
 * gives the same numbers again, to other events. The start of a log (n = 0) has no proof, nor have cursors of
 * earlier versions.
 */
export type Cursor = string;

/** The place of a bus that has not found its log yet. */
export const NO_CURSOR: Cursor = "none-0";

type CursorParts = { epoch: string; n: string; proof?: string };

/** The parts of a cursor, or undefined when the text is none. */
export function parseCursor(text: string): CursorParts | undefined {
  const match = /^([a-z0-9]+)-(\d+(?:-\d+)?)(?:-([a-z]{4}))?$/.exec(text);
  if (!match?.[1] || !match[2]) return undefined;
  return { epoch: match[1], n: match[2], ...(match[3] && { proof: match[3] }) };
}

/** Orders two cursors of the same epoch: below 0 when a is older than b. */
export function compareCursors(a: Cursor, b: Cursor): number {
  const [left, right] = [parts(a), parts(b)];
  return left[0] - right[0] || left[1] - right[1];
}

/** The cursor with the proof that it is of this event. @throws when the text is no cursor */
export function provenCursor(cursor: Cursor, eventId: string): Cursor {
  const parsed = parseCursor(cursor);
  if (!parsed) throw new Error(`Cannot read the cursor ${cursor}: it must look like epoch-17`);
  return `${parsed.epoch}-${parsed.n}-${proofOf(eventId)}`;
}

/**
 * Whether a cursor names this event, given that the event has its number. Without a proof only a stream id
 * does: it holds the time at which it was given, and is not given twice.
 */
export function namesEvent(cursor: Cursor, eventId: string): boolean {
  const parsed = parseCursor(cursor);
  if (parsed?.proof === undefined) return parsed?.n.includes("-") === true;
  return parsed.proof === proofOf(eventId);
}

/** Whether a cursor is the start of a log, before any event. */
export function isStart(cursor: Cursor): boolean {
  return /^0(-0)?$/.test(parseCursor(cursor)?.n ?? "");
}

const LETTERS = 26;
const PROOF_LETTERS = 4;

/** Four letters of a hash (FNV-1a): ids of other programs may differ in any of their places. */
function proofOf(eventId: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < eventId.length; i++) hash = Math.imul(hash ^ eventId.charCodeAt(i), 0x01000193) >>> 0;
  let proof = "";
  for (let i = 0; i < PROOF_LETTERS; i++) {
    proof += String.fromCharCode(97 + (hash % LETTERS));
    hash = Math.floor(hash / LETTERS);
  }
  return proof;
}

function parts(cursor: Cursor): [number, number] {
  const [first = "0", second = "0"] = (parseCursor(cursor)?.n ?? "0").split("-");
  return [Number(first), Number(second)];
}
