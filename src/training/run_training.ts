import type { Driver } from "../energy/drivers";
import { cautions, expectedKwh, fitEnergy, holdOut, lessonOf, qualityOf, rangesOf } from "../energy/baseline";
import { chooseDrivers } from "../energy/choose_drivers";
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
  /** Whether the drivers are only candidates, of which those are kept that help. */
  choose?: boolean;
  seed: number;
};

export type OnStep = (step: TrainingStep, message: string) => void;

/**
 * Learns a baseline from all rows. Its quality on unseen rows is measured on a twin that learns without every
 * fifth day; the detector is that twin, tested on the held-out rows with and without injected faults.
 * @throws {RangeError} with the reason, when there are too few rows to learn from
 */
export function train({ samples, drivers, seconds, choose, seed }: TrainingTask, onStep: OnStep): Baseline {
  const rows = energyRows(samples, drivers);
  const chosen = choose ? chooseDrivers(rows, seconds) : { rows, dropped: [], tried: undefined };
  const lesson = lessonOf(chosen.rows, seconds);
  const tried = chosen.tried ? `, kept of ${chosen.tried.length} that were tried` : "";
  onStep("learning", `Learning from ${lesson.kwh.length} rows and ${lesson.names.length} drivers${tried}`);
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
    ...(chosen.tried ? { tried: chosen.tried } : {}),
    dropped: [...fit.dropped, ...chosen.dropped],
    warnings: cautions(fit),
    training: fit.quality,
    held_out,
    detector,
  };
}
