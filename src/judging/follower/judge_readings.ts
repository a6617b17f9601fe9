import { yieldToLoop } from "../../async/yield";
import type { Monitor } from "../../detection/monitor/monitor";
import type { Position } from "../../domain/machine/position";
import type { Reading } from "../../domain/machine/reading";
import type { Store } from "../../store/store";
import type { Progress } from "./progress";
import type { Unsaved } from "./unsaved";
import { advance, handover, type Watermarks } from "./watermarks";

/** Readings judged before the loop may turn: a few milliseconds. */
const SLICE_READINGS = 500;

export type ReadingJudgement = {
  /** Judges a stored batch as far as it continues the watermarks. @returns the machines that must be read back instead */
  batch(batch: readonly Reading[], before: ReadonlyMap<string, Position>): Promise<string[]>;
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
  async function judgeSlice(readings: Reading[]) {
    for (const { machineId, run, last } of runsOf(readings)) {
      const findings = monitor.observe(run);
      advance(watermarks, last);
      unsaved.moved(machineId);
      if (findings.length > 0) unsaved.add(findings.map((finding) => ({ machineId, finding })));
    }
    await saveDue().finally(() => onJudged(readings));
  }

  return {
    async batch(batch, before) {
      const { readings, behind } = handover(watermarks, before, batch);
      for (let start = 0; start < readings.length; start += SLICE_READINGS) {
        if (start > 0) await yieldToLoop();
        await judgeSlice(readings.slice(start, start + SLICE_READINGS));
      }
      return behind;
    },
    async page(machineId) {
      const readings = await past(machineId, watermarks.get(machineId), SLICE_READINGS);
      if (readings.length > 0) await judgeSlice(readings);
      return readings.length === SLICE_READINGS;
    },
  };
}

type Run = { machineId: string; run: Reading[]; last: Reading };

/** Readings in order, cut where the machine changes. */
function runsOf(readings: Reading[]): Run[] {
  const runs: Run[] = [];
  for (const reading of readings) {
    const current = runs.at(-1);
    if (current?.machineId === reading.machine_id) {
      current.run.push(reading);
      current.last = reading;
    } else runs.push({ machineId: reading.machine_id, run: [reading], last: reading });
  }
  return runs;
}
