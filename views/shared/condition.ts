import { OUTSIDE_MS } from "../../src/domain/machine/quality";
import { UNJUDGED_MODES } from "../../src/domain/machine/reading";
import type { Alarm } from "../../src/domain/alarm/alarm";
import type { Suppressed } from "../../src/domain/alarm/suppressed";
import type { TileData } from "../../src/live/state/machine_state";
import type { Value } from "../../src/live/state/value";
import { isSilent } from "./age";

/** What keeps a machine from being "as expected": the first of these that is so. */
export type Condition =
  | { kind: "silent" }
  | { kind: "alarmed"; alarm: Alarm }
  /** A value that is no number, or cannot be true. */
  | { kind: "bad"; value: Value }
  /** A series that was judged and has stopped, while others of its machine go on. */
  | { kind: "missing"; metric: string; since: number }
  /** It has an open alarm that calls nobody for a while. */
  | { kind: "suppressed"; by: Suppressed }
  /** A value that has long been outside its normal range. */
  | { kind: "outOfRange"; metric: string; since: number }
  /** The machine is in a mode without expected values. */
  | { kind: "suspended"; mode: string }
  /** Its normal is not learned yet, or not for what it does now. `learned` from 0 to 1. */
  | { kind: "unjudged"; learned: number };

/** In the order in which they are said. */
export const CONDITIONS = [
  "silent",
  "alarmed",
  "bad",
  "missing",
  "suppressed",
  "outOfRange",
  "suspended",
  "unjudged",
] as const satisfies Condition["kind"][];

/** The condition of a machine; undefined when it is as expected. Every page says the same of it. */
export function conditionOf(tile: TileData, now: number): Condition | undefined {
  const { alarm, marked = [], stopping, outside, mode, learned, hasBand } = tile;
  const [bad] = marked;
  if (isSilent(tile, now)) return { kind: "silent" };
  if (alarm) return { kind: "alarmed", alarm };
  if (bad) return { kind: "bad", value: bad };
  if (stopping && now >= stopping.goneAt)
    return { kind: "missing", metric: stopping.metric, since: stopping.since };
  if (tile.suppressed) return { kind: "suppressed", by: tile.suppressed };
  if (outside && now - outside.since >= OUTSIDE_MS) return { kind: "outOfRange", ...outside };
  if (mode !== null && UNJUDGED_MODES.has(mode.toLowerCase())) return { kind: "suspended", mode };
  return learned < 1 || !hasBand ? { kind: "unjudged", learned } : undefined;
}
