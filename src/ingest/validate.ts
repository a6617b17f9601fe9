import { atOnce, pauseAfter, type Steps } from "../async/steps";
import type { Machine } from "../domain/machine/machine";
import { arrivalOf, type Mark, MAX_AHEAD_MS, type Reading, valuesIn } from "../domain/machine/reading";
import { cut } from "../domain/text";
import { admitSeries, isEmptied } from "./admit_series";
import type { KnownSeries } from "./known_series";
import { implausible, type MetricKnowledge } from "./plausible";
import { quoted } from "./quoted";
import type { Refusal } from "./refusals";
import { createNotes, type DroppedValue } from "./notes";
import type { CheckedRow, Rejected, Row } from "./row";

export type KnownMachine = Pick<
  Machine,
  "id" | "name" | "is_active" | "data_interval_seconds" | "rated_power_kw"
>;

/** The knowledge that validation needs. `machine` finds by id or name; `now` in epoch milliseconds. */
export type KnownMachines = {
  machine(idOrName: string): KnownMachine | undefined;
  now: number;
  metrics?: MetricKnowledge;
  /** Which series there are; absent: any number is taken. */
  series?: Pick<KnownSeries, "admit" | "most">;
};

export type Validated = {
  /** Those to store, oldest first: also those of which only the marks of bad values are kept. */
  readings: Reading[];
  /** How many of the readings have something that counts: a good value, an implausible one or a mode. */
  accepted: number;
  rejected: Rejected[];
  /** The first of those that do not count, and how many there are. */
  dropped: DroppedValue[];
  droppedCount: number;
  /** All of both, by machine, metric and reason. */
  refusals: Refusal[];
};

const SHOWN_CHARACTERS = 120;
/** Values between two pauses: some milliseconds, though all of them are bad. */
const STEP_VALUES = 10_000;
/** A refusal is as much work as so many values. */
const REFUSED_AS_VALUES = 50;

/** Validates without a pause. */
export const validate = (rows: readonly Row[], known: KnownMachines): Validated =>
  atOnce(validateInSteps(rows, known));

/**
 * Accepts rows of known machines that are not from the future, and rejects the others one by one. A value
 * that is no good one costs only itself: it is marked, and named with its reason; so does one of a series too
 * many.
 */
export function* validateInSteps(rows: readonly Row[], known: KnownMachines): Steps<Validated> {
  const notes = createNotes(known);
  const readings: Reading[] = [];
  const rejected: Rejected[] = [];
  let accepted = 0;

  function take(row: Row, index: number) {
    if ("error" in row) {
      rejected.push(row);
      return notes.reject(nameOf(row.machine, known), row.reason, row.error);
    }
    const machine = known.machine(row.machine_id);
    if (!machine?.is_active || row.at > known.now + MAX_AHEAD_MS) {
      const wrong = rejection(row, index, machine, known.now);
      rejected.push(wrong);
      return notes.reject(nameOf(row.machine_id, known), wrong.reason, wrong.error);
    }
    const taken = known.series ? admitSeries(row, machine.id, known.series, known.now) : row;
    const reading = readingOf(taken, machine, known);
    if (reading.marked || taken.dropped) notes.drop(index, machine, reading.marked, taken.dropped);
    if (isEmptied(taken)) return;
    readings.push(reading);
    // Counted here, between the pauses: all of them at the end would be one long step.
    if (hasTaken(reading)) accepted++;
  }

  const isPause = pauseAfter(STEP_VALUES);
  for (const [index, row] of rows.entries()) {
    take(row, index);
    if (isPause("error" in row ? REFUSED_AS_VALUES : valuesIn(row))) yield;
  }
  return { readings: oldestFirst(readings), accepted, rejected, ...notes.taken() };
}

/**
 * A device may empty its buffer from the newest end: judged in that order, all but its first reading would be
 * older than what is known. Of one instant the order stays.
 */
function oldestFirst(readings: Reading[]): Reading[] {
  const isOrdered = readings.every(({ at }, index) => index === 0 || readings[index - 1]!.at <= at);
  return isOrdered ? readings : readings.sort((a, b) => a.at - b.at);
}

/** Whether anything of a reading was taken: of a bad value only its mark is. */
function hasTaken({ metrics, mode, marked }: Reading): boolean {
  for (const _ in metrics) return true;
  if (mode !== null) return true;
  for (const metric in marked) if (marked[metric]!.quality === "implausible") return true;
  return false;
}

/** A machine's name, or what was sent for one. */
function nameOf(sent: string | undefined, known: KnownMachines): string | null {
  return sent === undefined ? null : (known.machine(sent)?.name ?? cut(sent, SHOWN_CHARACTERS));
}

/** Why a row is not taken: its machine, or else its stamp. */
function rejection(row: CheckedRow, index: number, machine: KnownMachine | undefined, now: number): Rejected {
  const { at, machine_id } = row;
  if (!machine) {
    const error = `machine_id: no machine has the id or name ${quoted(machine_id)}`;
    return { index, error, reason: "unknown_machine" };
  }
  if (!machine.is_active)
    return { index, error: `machine_id: ${quoted(machine_id)} is retired`, reason: "retired" };
  const [stamp, clock] = [at, now].map((time) => new Date(time).toISOString());
  const error = `timestamp: ${stamp} is more than ${MAX_AHEAD_MS / 60_000} min ahead of ${clock}`;
  return { index, error, reason: "ahead" };
}

function readingOf(
  row: CheckedRow,
  machine: KnownMachine,
  { now, metrics: knowledge }: KnownMachines,
): Reading {
  const { at, mode, metrics } = row;
  const reading: Reading = { machine_id: machine.id, at, metrics, mode };
  const arrived = arrivalOf(at, now, machine.data_interval_seconds);
  if (arrived !== undefined) reading.arrived_at = arrived;
  const marked = markImplausible(metrics, machine, knowledge);
  if (marked || row.marked) reading.marked = { ...row.marked, ...marked };
  if (marked)
    reading.metrics = Object.fromEntries(
      Object.entries(metrics).filter(([metric]) => !Object.hasOwn(marked, metric)),
    );
  return reading;
}

function markImplausible(
  metrics: CheckedRow["metrics"],
  machine: KnownMachine,
  knowledge: MetricKnowledge | undefined,
): Record<string, Mark> | undefined {
  let marked: Record<string, Mark> | undefined;
  for (const metric in metrics) {
    const value = metrics[metric]!;
    if (implausible(value, metric, machine, knowledge))
      (marked ??= {})[metric] = { quality: "implausible", value };
  }
  return marked;
}
