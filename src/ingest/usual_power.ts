import { median } from "../domain/median";
import { metricName } from "./metric_name";

/** Values of which a median is taken, and how few are enough; it is taken anew after so many more. */
const NEWEST = 100;
const ENOUGH = 30;
const EVERY = 10;
/** From so many hours on, those in which a machine ran are told from those in which it stood still. */
const ENOUGH_HOURS = 40;
/** It ran where it drew at least this share of what it draws at most, but for its highest hours. */
const RAN = 0.1;
const HIGHEST = 0.95;
/** What has been seen for less long may be a machine that stands still: it is taken to draw at least this. */
const LEAST_KW = 1;

/**
 * The power that one series usually has: the median of its newest values; or, once it is known for two days,
 * of the hours in which the machine ran, so that nights and weekends do not make its work implausible.
 */
export type UsualPower = {
  note(value: number): void;
  /** Takes in the means of the hours that are stored. */
  takeHours(means: readonly number[]): void;
  /** Undefined while too little is known. */
  median(): number | undefined;
  isKnownByHours(): boolean;
};

export function createUsualPower(metric: string): UsualPower {
  const least = LEAST_KW / (metricName(metric).kw ?? LEAST_KW);
  const newest: number[] = [];
  let noted = 0;
  let takenAt = -Infinity;
  let ofNewest: number | undefined;
  let ofHours: number | undefined;

  return {
    note(value) {
      newest[noted++ % NEWEST] = value;
    },
    takeHours(means) {
      ofHours = means.length < ENOUGH_HOURS ? undefined : medianOfRunning(means);
    },
    median() {
      if (ofHours !== undefined) return ofHours;
      if (noted < ENOUGH) return undefined;
      if (noted - takenAt >= EVERY) {
        takenAt = noted;
        ofNewest = median(newest);
      }
      return ofNewest === undefined ? undefined : Math.max(least, ofNewest);
    },
    isKnownByHours: () => ofHours !== undefined,
  };
}

/** The median of the hours in which a machine ran; undefined when it never did. */
export function medianOfRunning(means: readonly number[]): number | undefined {
  const sorted = means.toSorted((a, b) => a - b);
  const high = sorted[Math.floor(HIGHEST * (sorted.length - 1))] ?? 0;
  return high > 0 ? median(sorted.filter((mean) => mean >= RAN * high)) : undefined;
}
