import { type Position, positionAt, stampOf } from "../../domain/machine/position";
import type { Reading } from "../../domain/machine/reading";

/** The position up to which each machine is judged; a machine that was never judged has none. */
export type Watermarks = Map<string, Position>;

/** A batch after it was stored: the readings to judge now, and the machines that must be read back instead. */
export type Handover = { readings: Reading[]; behind: string[] };

/**
 * The watermarks of machines that were judged by a version without watermarks: their newest stored reading. That version
 * judged everything that it stored, and days of readings must not be judged again.
 * @param judged ids of machines with a detector state
 */
export function inherited(
  saved: ReadonlyMap<string, Position>,
  newest: ReadonlyMap<string, Position>,
  judged: Iterable<string>,
): Watermarks {
  const watermarks: Watermarks = new Map();
  for (const id of judged) {
    const position = newest.get(id);
    if (position !== undefined && !saved.has(id)) watermarks.set(id, position);
  }
  return watermarks;
}

/** The machines with stored readings past their watermark. @param newest the newest stored position by machine */
export function behind(
  watermarks: ReadonlyMap<string, Position>,
  newest: ReadonlyMap<string, Position>,
): string[] {
  return Array.from(newest)
    .filter(([id, position]) => stampOf(position) > reached(watermarks.get(id)))
    .map(([id]) => id);
}

/**
 * Chooses from a batch that was just stored what continues the watermarks, in the order of arrival. A reading older than
 * its machine's watermark is late and not judged; one of the same instant is.
 * @param before the newest stored position by machine before the batch
 */
export function handover(
  watermarks: ReadonlyMap<string, Position>,
  before: ReadonlyMap<string, Position>,
  batch: readonly Reading[],
): Handover {
  const machines = new Map<string, Progress>();
  const readings: Reading[] = [];
  for (const reading of batch) {
    const { machine_id: id, at } = reading;
    let progress = machines.get(id);
    if (!progress) machines.set(id, (progress = start(watermarks.get(id), before.get(id))));
    if (progress.isBehind || at < progress.from) continue;
    progress.from = at;
    readings.push(reading);
  }
  const left = Array.from(machines).filter(([, { isBehind }]) => isBehind);
  return { readings, behind: left.map(([id]) => id) };
}

/** Moves a machine's watermark to a reading that was just judged. */
export function advance(watermarks: Watermarks, { machine_id, at }: Reading) {
  watermarks.set(machine_id, positionAt(at));
}

/** Moves a machine's watermark past everything stamped up to `at` (epoch milliseconds); never back. */
export function skipTo(watermarks: Watermarks, machineId: string, at: number) {
  watermarks.set(machineId, positionAt(Math.max(at, reached(watermarks.get(machineId)))));
}

/** `from`: the earliest stamp that is not late. */
type Progress = { isBehind: boolean; from: number };

function start(watermark: Position | undefined, before: Position | undefined): Progress {
  const [upTo, stored] = [reached(watermark), reached(before)];
  // A watermark past what was stored before has been read back past this batch already, or was moved ahead on purpose:
  // the reading at the very watermark is not judged a second time.
  return { isBehind: stored > upTo, from: upTo > stored ? upTo + 1 : upTo };
}

function reached(position: Position | undefined): number {
  return position === undefined ? -Infinity : stampOf(position);
}
