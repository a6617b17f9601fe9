import type { Cursor as LogCursor } from "../../src/domain/cursor";

/**
 * The last event that the page has applied. Every frame replaces it; the request that catches up sends it.
 */
export function Cursor({ cursor }: { cursor: LogCursor }) {
  return (
    <input type="hidden" id="cursor" name="after" value={cursor} data-cursor={cursor} autocomplete="off" />
  );
}
