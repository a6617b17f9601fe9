import type { Beat } from "./link";

/** A message of the socket, as far as the link reads it; htmx swaps the rest. */
export type Frame = {
  beat?: Beat;
  /** Events are missing between the page and this frame. */
  hasGap: boolean;
};

/** `resync`: the server itself has missed events, so every page has to catch up. */
type Message = { beat?: Beat; resync?: true };

/** A frame names its cursor in one of its last elements. */
const TAIL_CHARACTERS = 400;

/** @param cursor of the last event that the page has applied */
export function readFrame(data: unknown, cursor: string): Frame {
  const text = typeof data === "string" ? data : "";
  const { beat, resync }: Message = text.startsWith("{") ? JSON.parse(text) : {};
  const named = beat ? beat.cursor : /data-cursor="([^"]*)"/.exec(text.slice(-TAIL_CHARACTERS))?.[1];
  return { beat, hasGap: resync === true || isOtherLog(named, cursor) };
}

/** Cursors of two epochs cannot be compared: only the whole view tells what happened in between. */
function isOtherLog(named: string | null | undefined, cursor: string): boolean {
  return Boolean(named) && named!.split("-")[0] !== cursor.split("-")[0];
}
