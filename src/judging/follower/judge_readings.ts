import { yieldToLoop } from "../../async/yield";
import type { Monitor } from "../../detection/monitor/monitor";
import { type Reading, valuesIn } from "../../domain/machine/reading";
import type { Recorded, StoredReading } from "../../store/readings/reading_store";
import type { Store } from "../../store/store";
import type { Progress } from "./progress";
import type { Unsaved } from "./unsaved";
import { advance, handover, type Watermarks } from "./watermarks";

/** Readings judged before the loop may turn, and their values: a few milliseconds. */
const SLICE_READINGS = 500;
const SLICE_VALUES = 5000;

export type ReadingJudgement = {
  /**
   * Judges a stored batch as far as it continues the watermarks.
   * @returns the machines that must be read back instead
   */
  batch(recorded: Recorded): Promise<string[]>;
  /** Judges the next stored readings of a machine. @returns whether there may be more */
  page(machineId: string): Promise<boolean>;
};

type Deps = {
  past: Store["readings"]["past"];
  monitor: Pick<Monitor, "observe">;
  watermarks: Watermarks;
  unsaved: Pick<Unsaved, "add" | "moved">;
  saveDue: Progress["saveDue"];
  onJudged(readings: Reading[]): void;
};

/** Judges readings a slice at a time and moves the watermarks past them. Only one call may run at a time. */
export function judgeReadings({
  past,
  monitor,
  watermarks,
  unsaved,
  saveDue,
  onJudged,
}: Deps): ReadingJudgement {
  async function judgeSlice(stored: readonly StoredReading[]) {
    const readings: Reading[] = [];
    for (const { machineId, run, last } of runsOf(stored)) {
      const findings = monitor.observe(run);
      readings.push(...run);
      advance(watermarks, last);
      unsaved.moved(machineId);
      if (findings.length > 0) unsaved.add(findings.map((finding) => ({ machineId, finding })));
    }
    await saveDue().finally(() => onJudged(readings));
  }

  async function judgeSlices(stored: readonly StoredReading[]) {
    for (let start = 0, end = 0; start < stored.length; start = end) {
      if (start > 0) await yieldToLoop();
      end = endOfSlice(stored, start);
      await judgeSlice(stored.slice(start, end));
    }
  }

  return {
    async batch(recorded) {
      const { stored, behind } = handover(watermarks, recorded);
      await judgeSlices(stored);
      return behind;
    },
    async page(machineId) {
      const { stored, hasMore } = await past(machineId, watermarks.get(machineId), SLICE_READINGS);
      await judgeSlices(stored);
      return hasMore;
    },
  };
}

/** The end of the slice that begins at a place. */
function endOfSlice(stored: readonly StoredReading[], start: number): number {
  let values = 0;
  let end = start;
  for (; end < stored.length && end - start < SLICE_READINGS && values < SLICE_VALUES; end++) {
    values += valuesIn(stored[end]!.reading);
  }
  return end;
}

type Run = { machineId: string; run: Reading[]; last: StoredReading };

/**
 * Readings in order, cut where the machine changes; without those of which nothing is left but their place.
 */
function runsOf(all: readonly StoredReading[]): Run[] {
  const runs: Run[] = [];
  let current: Run | undefined;
  for (const stored of all) {
    const { reading } = stored;
    if (current?.machineId !== reading.machine_id)
      runs.push((current = { machineId: reading.machine_id, run: [], last: stored }));
    if (hasEvidence(reading)) current.run.push(reading);
    current.last = stored;
  }
  return runs;
}

function hasEvidence({ metrics, mode, marked }: Reading): boolean {
  for (const _ in metrics) return true;
  return mode !== null || marked !== undefined;
}
