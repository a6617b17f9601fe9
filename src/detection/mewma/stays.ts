import { own } from "../../domain/own_property";
import { HOUR_MS, MINUTE_MS } from "../../domain/time_units";
import { type Mewma, modeKey } from "./state";

/** A mode in which a machine stays longer than this is no part of a cycle. */
const CYCLE_MS = 5 * MINUTE_MS;
const STAY_WEIGHT = 0.1;
/** Two odd cycles so near to each other are a fault; one alone happens, as after a long pause. */
const WITHIN_MS = HOUR_MS;
/** So far off, one cycle is enough. */
const GROSS_SCORE = 3;
/** An odd cycle alone stays under a warning. */
const HELD_SCORE = 0.99;

/** The newest two stays in a mode in which the score was a warning, by the instants that they began; or 0. */
export type OddStays = [before: number, newest: number];

/** Learns how long the machine has stayed in a mode. */
export function learnStay(mewma: Mewma, mode: string | null, ms: number) {
  const stays = (mewma.stays ??= {});
  const key = modeKey(stays, mode);
  const before = own(stays, key) ?? ms;
  stays[key] = before + STAY_WEIGHT * (ms - before);
}

/**
 * The score of a reading, held under 1 in the first odd stay in a mode that is part of a cycle: the readings
 * of one cycle are one piece of evidence, however many come in it.
 */
export function heldScore(mewma: Mewma, score: number, at: number): number {
  const { home_mode, odd_stays = [0, 0], stays = {} } = mewma;
  if (score < 1 || !home_mode) return score;
  const { mode, since } = home_mode;
  const [before, newest]: OddStays = odd_stays[1] === since ? odd_stays : [odd_stays[1], since];
  mewma.odd_stays = [before, newest];
  const isCycle = (own(stays, mode ?? "") ?? Infinity) < CYCLE_MS && at - since < CYCLE_MS;
  return isCycle && since - before > WITHIN_MS && score < GROSS_SCORE ? HELD_SCORE : score;
}
