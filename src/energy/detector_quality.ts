import type { DetectorQuality } from "../domain/training/baseline";
import { createRandom } from "../math/random";

/**
 * Effects of faults on power: the factors of the reference system's leaks, wear and slip, and its default
 * severity.
 */
const POWER_FACTORS: readonly number[] = [1.15, 1.2, 1.3, 1.4, 1.5];
const FAULTY_SHARE = 0.5;
/** A residual beyond this many standard errors of the baseline is a finding. */
const FINDING_SD = 3;

/**
 * The quality of a detector that calls a row faulty when its energy is more than 3 standard errors off: a
 * known fault is injected into a random half of good rows, and right and wrong answers are counted. The same
 * seed gives the same faults.
 * @param kwh energy of rows that the baseline has not learned from
 * @param expected the baseline's expectation of them
 * @param sd of the baseline's residuals, kWh
 */
export function detectorQuality(
  kwh: Float64Array,
  expected: Float64Array,
  sd: number,
  seed: number,
): DetectorQuality {
  const chance = createRandom(seed);
  const count = { truePositive: 0, falseNegative: 0, falsePositive: 0, trueNegative: 0 };
  kwh.forEach((good, row) => {
    const isFaulty = chance() < FAULTY_SHARE;
    const factor = POWER_FACTORS[Math.floor(chance() * POWER_FACTORS.length)]!;
    const isFound = Math.abs(good * (isFaulty ? factor : 1) - expected[row]!) > FINDING_SD * sd;
    if (isFaulty) count[isFound ? "truePositive" : "falseNegative"]++;
    else count[isFound ? "falsePositive" : "trueNegative"]++;
  });
  const { truePositive, falseNegative, falsePositive, trueNegative } = count;
  return {
    accuracy: share(truePositive + trueNegative, kwh.length),
    precision: share(truePositive, truePositive + falsePositive),
    recall: share(truePositive, truePositive + falseNegative),
    f1_score: share(2 * truePositive, 2 * truePositive + falsePositive + falseNegative),
    faulty: truePositive + falseNegative,
    good: falsePositive + trueNegative,
    measured_on: "injected faults",
  };
}

/** 0 when there is nothing to share: then nothing was shown. */
function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
