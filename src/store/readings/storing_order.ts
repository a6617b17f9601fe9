import { atOnce, pauseAfter, type Steps } from "../../async/steps";
import { positionAt } from "../../domain/machine/position";
import { type Mark, type Reading, valuesIn } from "../../domain/machine/reading";
import { own } from "../../domain/own_property";
import type { StoredReading } from "./reading_store";

/** What a reading says of one instant. */
export type Values = Pick<Reading, "mode" | "metrics" | "arrived_at" | "marked">;

/**
 * The newest reading of a machine: its stamp, the late one after it (0: none), and how many were late in all.
 */
export type Newest = { at: number; late: number; lateCount: number };

/** A late reading behind the newest stamp of its moment. */
export type LateReading = Values & { after_at: number; late: number; at: number };

/** One machine's readings of a batch: in the order of storing, and by instant as they are to be kept. */
export type Placed = {
  stored: StoredReading[];
  late: LateReading[];
  /** The instants that change, merged with what was kept of them. */
  instants: Map<number, Values>;
  newest: Newest | undefined;
};

/** Values between two pauses: some milliseconds. */
const STEP_VALUES = 20_000;

/** Places readings without a pause. */
export const placeReadings = (...given: Parameters<typeof placeInSteps>): Placed =>
  atOnce(placeInSteps(...given));

/**
 * Places a machine's readings, in the order of arrival, behind what is stored. One that repeats what is kept
 * of its instant is no new evidence: it gets no place.
 * @param kept what is stored of the instants that are not newer than the newest
 */
export function* placeInSteps(
  readings: readonly Reading[],
  before: Newest | undefined,
  kept: ReadonlyMap<number, Values>,
): Steps<Placed> {
  const stored: StoredReading[] = [];
  const late: LateReading[] = [];
  const instants = new Map<number, Values>();
  const isPause = pauseAfter(STEP_VALUES);
  let newest = before;
  for (const reading of readings) {
    if (isPause(valuesIn(reading))) yield;
    const { at, mode, metrics, arrived_at, marked } = reading;
    const known = instants.get(at) ?? kept.get(at);
    if (known && isRepeated(known, reading)) continue;
    if (newest === undefined || at > newest.at) {
      newest = { at, late: 0, lateCount: newest?.lateCount ?? 0 };
    } else {
      const count = newest.lateCount + 1;
      newest = { at: newest.at, late: count, lateCount: count };
      late.push({ after_at: newest.at, late: count, at, mode, metrics, arrived_at, marked });
    }
    instants.set(at, known ? merged(known, reading) : { mode, metrics, arrived_at, marked });
    stored.push({ reading, position: positionAt(newest.at, newest.late) });
  }
  return { stored, late, instants, newest };
}

/** Merges two readings of one instant: a metric sent again replaces its value, the others stay. */
function merged(before: Values, after: Values): Values {
  const marked = { ...without(before.marked, after.metrics), ...after.marked };
  return {
    mode: after.mode ?? before.mode,
    metrics: { ...without(before.metrics, after.marked), ...after.metrics },
    arrived_at: before.arrived_at,
    marked: Object.keys(marked).length > 0 ? marked : undefined,
  };
}

function without<T>(values: Record<string, T> = {}, others: object | undefined): Record<string, T> {
  if (!others) return values;
  return Object.fromEntries(Object.entries(values).filter(([metric]) => !Object.hasOwn(others, metric)));
}

function isRepeated(kept: Values, { mode, metrics, marked = {} }: Values): boolean {
  return (
    (mode === null || mode === kept.mode) &&
    Object.entries(metrics).every(([metric, value]) => own(kept.metrics, metric) === value) &&
    Object.entries(marked).every(([metric, mark]) => isSameMark(own(kept.marked ?? {}, metric), mark))
  );
}

function isSameMark(a: Mark | undefined, b: Mark): boolean {
  if (a?.quality === "bad" && b.quality === "bad") return a.sent === b.sent;
  return a?.quality === "implausible" && b.quality === "implausible" && a.value === b.value;
}
