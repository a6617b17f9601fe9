import type { DetectorQuality } from "../domain/training/baseline";
import { createRandom } from "../math/random";

/** What faults do to a machine's power: the factors of the reference system's leaks, wear, slip and its default severity. */
export const POWER_FACTORS: readonly number[] = [1.15, 1.2, 1.3, 1.4, 1.5];
const FAULTY_SHARE = 0.5;
/** A residual beyond this many standard errors of the baseline is a finding. */
export const FINDING_SD = 3;

/**
 * What a detector is worth that calls a row faulty when its energy is more than 3 standard errors from what was expected:
 * a known fault is put into a random half of good rows, and the answers are counted. The same seed gives the same faults.
 * @param kwh energy of rows that the baseline has not learned from
 * @param expected what the baseline expects of them
 * @param sd of the baseline's residuals, kWh
 */
export function judgeInjected(
  kwh: Float64Array,
  expected: Float64Array,
  sd: number,
  seed: number,
): DetectorQuality {
  const chance = createRandom(seed);
  const count = { caught: 0, missed: 0, falsely: 0, rightly: 0 };
  kwh.forEach((good, row) => {
    const isFaulty = chance() < FAULTY_SHARE;
    const factor = POWER_FACTORS[Math.floor(chance() * POWER_FACTORS.length)]!;
    const isFound = Math.abs(good * (isFaulty ? factor : 1) - expected[row]!) > FINDING_SD * sd;
    count[isFaulty ? (isFound ? "caught" : "missed") : isFound ? "falsely" : "rightly"]++;
  });
  const { caught, missed, falsely, rightly } = count;
  return {
    accuracy: share(caught + rightly, kwh.length),
    precision: share(caught, caught + falsely),
    recall: share(caught, caught + missed),
    f1_score: share(2 * caught, 2 * caught + falsely + missed),
    faulty: caught + missed,
    good: falsely + rightly,
    measured_on: "injected faults",
  };
}

/** None of none is 0: nothing was shown. */
function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
