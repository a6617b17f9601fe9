import { type Cursor, parseCursor } from "../../domain/cursor";

/**
 * A cursor as the columns of the event log hold it; `stored` is without its proof, which is in the event's
 * id.
 * @throws when the text is no cursor
 */
export function partsOf(cursor: Cursor): { epoch: string; ms: number; seq: number; stored: Cursor } {
  const parsed = parseCursor(cursor);
  if (!parsed) throw new Error(`Cannot read the cursor ${cursor}: it must look like epoch-17`);
  const [ms = 0, seq = 0] = parsed.n.split("-").map(Number);
  return { epoch: parsed.epoch, ms, seq, stored: `${parsed.epoch}-${parsed.n}` };
}
