import type { Reading } from "../domain/machine/reading";
import { createRandom } from "./random";
import { SEED_MACHINES } from "./seed_machines";
import { drawFault, type Fault, FAULTS_PER_DAY } from "./faults";
import { createPlant, type Plant } from "./plant";
import { yieldToLoop } from "../async/yield";
import { DAY_MS, MINUTE_MS } from "../domain/time_units";

export type BackfillStart = {
  seed: number;
  /** Machines to back-fill; others than demo machines are left out. */
  machines: readonly { id: string }[];
  /** Epoch milliseconds: the past ends before this. */
  until: number;
  days?: number;
  /** Records readings of one machine, oldest first. */
  record(readings: Reading[]): Promise<void>;
  /** Readings recorded so far, and their total. */
  onProgress?(done: number, total: number): void;
  signal?: AbortSignal;
};

const BACKFILL_DAYS = 30;
/** Small enough that simulating and recording a batch never blocks the event loop for long. */
const BATCH_READINGS = 500;

/**
 * Simulates the past of the demo machines, one reading a minute, machine by machine in the order of the
 * plant, and resolves to the number of readings and the injected faults. Uses its own plant, since a
 * machine's clock cannot go back. Rejects when a batch cannot be recorded; stops early without an error when
 * the signal aborts.
 */
export async function backfill(start: BackfillStart): Promise<{ readings: number; faults: Fault[] }> {
  const { seed, until, days = BACKFILL_DAYS, record, onProgress, signal } = start;
  const plant = createPlant({ seed, faultsPerDay: 0 });
  const wanted = new Set(start.machines.map(({ id }) => id));
  const ids = SEED_MACHINES.map(({ id }) => id).filter((id) => wanted.has(id));
  const minutes = Math.round((days * DAY_MS) / MINUTE_MS);
  const from = Math.ceil(until / MINUTE_MS) * MINUTE_MS - minutes * MINUTE_MS;
  const faults = ids.flatMap((id) => plannedFaults(plant, id, { seed, from, days }));
  faults.forEach(plant.inject);

  let done = 0;
  for (const id of ids)
    for (let minute = 0; minute < minutes; minute += BATCH_READINGS) {
      if (signal?.aborted) return { readings: done, faults };
      const count = Math.min(BATCH_READINGS, minutes - minute);
      await record(Array.from({ length: count }, (_, i) => plant.next(id, from + (minute + i) * MINUTE_MS)));
      done += count;
      onProgress?.(done, ids.length * minutes);
      await yieldToLoop();
    }
  return { readings: done, faults };
}

/** One fault in every ten days, late in them, so that the newest week always has one. */
function plannedFaults(
  plant: Plant,
  machineId: string,
  { seed, from, days }: { seed: number; from: number; days: number },
): Fault[] {
  const kinds = plant.kinds(machineId);
  if (kinds.length === 0) return [];
  const random = createRandom(seed + SEED_MACHINES.findIndex(({ id }) => id === machineId));
  const span = DAY_MS / FAULTS_PER_DAY;
  const count = Math.floor(days * FAULTS_PER_DAY);
  return Array.from({ length: count }, (_, i) =>
    drawFault(machineId, kinds, from + (i + random.uniform(0.6, 0.95)) * span, random),
  );
}
