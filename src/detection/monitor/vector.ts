import { own } from "../../domain/own_property";
import type { Row } from "../detector";
import { isWatched } from "../watched_metrics";
import { detectorOf, type Selection } from "../select_detector";
import { SEVERAL, subjectOf } from "./evidence";
import type { MachineState } from "./state/machine_state";

/** A value is held for so many intervals of its machine; an older one is left out. */
const HELD_INTERVALS = 3;
/** A metric that comes more seldom is not waited for. */
const WAITED_INTERVALS = 2;

/** The values that a detector assesses, and the series that they belong to. */
export type Subject = { subject: string; row: Row };

/**
 * The series that new values belong to. A machine that was learned with several metrics together and sends
 * one of them a message is assessed once an interval, by the newest value of each. Undefined while that is
 * gathered, and for values that are not watched.
 */
export function subjectFor(state: MachineState, row: Row, selection: Selection): Subject | undefined {
  const subject = subjectOf(row.metrics, row.kinds);
  if (subject === undefined || subject === SEVERAL)
    return subject === undefined ? undefined : { subject, row };
  const together = learnedTogether(state, selection);
  if (!together?.metrics.includes(subject)) return { subject, row };
  return gather(state, row, subject, together)
    ? { subject: SEVERAL, row: held(state, row, together) }
    : undefined;
}

type Together = { metrics: readonly string[]; spacingMs: number };

/**
 * The metrics that were learned together, with the one that sets their operating point; undefined while there
 * are none.
 */
function learnedTogether({ series, kinds }: MachineState, { detectors }: Selection): Together | undefined {
  const several = own(series, SEVERAL);
  const training = several && detectorOf(several.detector, detectors).training?.(several.detector.state);
  // The one that is left when the others turned out to count goes on as it was learned.
  if (!training || training.metrics.length <= (kinds ? 0 : 1)) return undefined;
  const { metrics, driver, spacingMs } = training;
  // Weather that sets the operating point is not watched, so nothing tells that it has come.
  const comes = driver && isWatched(driver, kinds && own(kinds, driver));
  return { metrics: comes ? [...metrics, driver] : metrics, spacingMs };
}

/**
 * Notes that a metric has come.
 * @returns whether all have that are waited for, or this one for the second time
 */
function gather(state: MachineState, { at }: Row, metric: string, { metrics, spacingMs }: Together): boolean {
  const gathered = (state.gathered ??= []);
  const isAgain = gathered.includes(metric);
  if (isAgain) gathered.length = 0;
  else gathered.push(metric);
  const isWaitedFor = (name: string) =>
    at - (own(state.values, name)?.at ?? -Infinity) < WAITED_INTERVALS * spacingMs;
  const isComplete = metrics.every((name) => gathered.includes(name) || !isWaitedFor(name));
  if (isComplete) gathered.length = 0;
  if (isAgain) gathered.push(metric);
  return isAgain || isComplete;
}

/** The newest good value of each metric, as far as it is recent. */
function held({ values, mode, kinds }: MachineState, row: Row, { spacingMs }: Together): Row {
  const metrics: Record<string, number> = {};
  for (const [name, { at, value, bad_at }] of Object.entries(values)) {
    if (at === undefined || value === undefined || bad_at !== undefined) continue;
    if (row.at - at <= HELD_INTERVALS * spacingMs) metrics[name] = value;
  }
  return { at: row.at, mode: row.mode ?? mode?.mode ?? null, metrics, ...(kinds ? { kinds } : {}) };
}
