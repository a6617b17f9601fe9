import { isBefore, type Position, positionAt, stampOf } from "../../domain/machine/position";
import type { Recorded, StoredReading } from "../../store/readings/reading_store";

/** The position up to which each machine is judged; a machine that was never judged has none. */
export type Watermarks = Map<string, Position>;

/**
 * A batch after it was stored: the readings to judge now, and the machines that must be read back instead.
 */
export type Handover = { stored: StoredReading[]; behind: string[] };

/**
 * The watermarks of machines that were judged by a version without watermarks: their newest stored reading.
 * That version judged everything that it stored, and days of readings must not be judged again.
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

/**
 * The machines with stored readings past their watermark.
 * @param newest the newest stored position by machine
 */
export function behind(
  watermarks: ReadonlyMap<string, Position>,
  newest: ReadonlyMap<string, Position>,
): string[] {
  return Array.from(newest)
    .filter(([id, position]) => isBefore(watermarks.get(id), position))
    .map(([id]) => id);
}

/**
 * Chooses from a batch that was just stored what continues the watermarks, in the order of storing. A machine
 * with stored readings before the batch that are not judged yet is left to be read back.
 */
export function handover(watermarks: ReadonlyMap<string, Position>, { before, stored }: Recorded): Handover {
  const left = new Set<string>();
  const continuing = stored.filter(({ reading: { machine_id: id }, position }) => {
    const watermark = watermarks.get(id);
    if (isBefore(watermark, before.get(id))) left.add(id);
    // A watermark past what was stored before has been read back past this batch already, or was moved ahead
    // on purpose: nothing is judged a second time.
    return !left.has(id) && isBefore(watermark, position);
  });
  return { stored: continuing, behind: [...left] };
}

/** Moves a machine's watermark to a reading that was just judged. */
export function advance(watermarks: Watermarks, { reading, position }: StoredReading) {
  watermarks.set(reading.machine_id, position);
}

/** Moves a machine's watermark past everything stamped up to `at` (epoch milliseconds); never back. */
export function skipTo(watermarks: Watermarks, machineId: string, at: number) {
  const watermark = watermarks.get(machineId);
  if (watermark === undefined || stampOf(watermark) < at) watermarks.set(machineId, positionAt(at));
}
