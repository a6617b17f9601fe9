import { type Reading, UNJUDGED_MODES } from "../../domain/machine/reading";
import { HOUR_MS } from "../../domain/time_units";
import type { Assessment, Row } from "../detector";
import { isWatched } from "../watched_metrics";
import type { Candidate, MachineState } from "./state/machine_state";

/*
 * Which readings say something about a machine, which of them is the newest, and what they are evidence of.
 * The rest of the monitor takes this from here.
 */

/** Subject of readings with several metrics: no metric has this name. */
export const SEVERAL = "";
/**
 * An abnormal series that lasts for as long as both of these is the new normal: longer than any fault worth
 * an alarm.
 */
const ACCEPT_MS = 8 * HOUR_MS;
const ACCEPT_READINGS = 1000;

/** Readings of such modes say only that the machine is not silent: in maintenance it may do as it likes. */
export function isUnjudged({ mode }: Pick<Reading, "mode">): boolean {
  return mode !== null && UNJUDGED_MODES.has(mode);
}

/** The series that a reading belongs to; undefined when none of its metrics is watched. */
export function subjectOf(metrics: Record<string, number>): string | undefined {
  let first: string | undefined;
  for (const metric in metrics) {
    if (!isWatched(metric)) continue;
    if (first !== undefined) return SEVERAL;
    first = metric;
  }
  return first;
}

/** Notes a reading that is judged. Readings come in the order of time. */
export function noteJudged(state: MachineState, { at, mode, metrics }: Row) {
  state.newest = { at, mode, metrics };
}

/** Notes a reading that is not judged. */
export function noteUnjudged(state: MachineState, { at, mode }: Row) {
  state.newest_unjudged = { at, mode };
}

/** The newest reading, judged or not; undefined before the first judged one. */
export function newestOf({ newest, newest_unjudged }: MachineState): Pick<Row, "at" | "mode"> | undefined {
  if (!newest) return undefined;
  return newest_unjudged && newest_unjudged.at > newest.at ? newest_unjudged : newest;
}

/**
 * Whether a reading is evidence of the normal. The past is believed more than a present in which a fault may
 * be growing.
 * @param past whether the reading is learned in retrospect
 */
export function isNormal(
  { episode }: Pick<MachineState, "episode">,
  { score, isSuspect, teachesPast = false }: Pick<Assessment, "score" | "isSuspect" | "teachesPast">,
  past: boolean,
): boolean {
  if (past && teachesPast) return true;
  return episode === null && score < 1 && (past || !isSuspect);
}

/** Whether something has been abnormal for so long that it is normal now. */
export function hasLasted(since: number, at: number): boolean {
  return at - since >= ACCEPT_MS;
}

/** Whether a candidate has become the new normal. */
export function isNewNormal({ since, readings }: Pick<Candidate, "since" | "readings">, at: number): boolean {
  return readings >= ACCEPT_READINGS && hasLasted(since, at);
}
