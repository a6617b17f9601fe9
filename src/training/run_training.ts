import type { Driver } from "../energy/drivers";
import { cautions, expectedKwh, fitEnergy, holdOut, lessonOf, qualityOf, rangesOf } from "../energy/baseline";
import { energyRows, type EnergySample } from "../energy/rows";
import { detectorQuality } from "../energy/detector_quality";
import type { Baseline, BaselineSeconds } from "../domain/training/baseline";
import type { TrainingStep } from "../domain/training/job";

/** The input of a training, small enough to be handed to a worker. */
export type TrainingTask = {
  samples: EnergySample[];
  /** In the order of the drivers of each sample. */
  drivers: Pick<Driver, "name" | "isTotal">[];
  seconds: BaselineSeconds;
  seed: number;
};

export type OnStep = (step: TrainingStep, message: string) => void;

/**
 * Learns a baseline from all rows. Its quality on unseen rows is measured on a twin that learns without every
 * fifth day; the detector is that twin, tested on the held-out rows with and without injected faults.
 * @throws {RangeError} with the reason, when there are too few rows to learn from
 */
export function train({ samples, drivers, seconds, seed }: TrainingTask, onStep: OnStep): Baseline {
  const lesson = lessonOf(energyRows(samples, drivers), seconds);
  onStep("learning", `Learning from ${lesson.kwh.length} rows and ${lesson.names.length} drivers`);
  const fit = fitEnergy(lesson);

  const { learned, heldOut } = holdOut(lesson);
  onStep("checking", `Checking on ${heldOut.kwh.length} rows that were held out`);
  const twin = fitEnergy(learned);
  const expected = expectedKwh(twin, heldOut);
  const held_out = qualityOf(heldOut.kwh, expected);

  onStep("testing", `Testing the detector on faults injected into ${heldOut.kwh.length} rows`);
  const detector = detectorQuality(heldOut.kwh, expected, twin.quality.rmse, seed);
  const ranges = Object.entries(rangesOf(lesson)).filter(([name]) => name in fit.coefficients);
  return {
    seconds,
    intercept: fit.intercept,
    coefficients: fit.coefficients,
    ranges: Object.fromEntries(ranges),
    dropped: fit.dropped,
    warnings: cautions(fit),
    training: fit.quality,
    held_out,
    detector,
  };
}
