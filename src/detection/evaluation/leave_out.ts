import { DETECTORS } from "../select_detector";
import type { Detector } from "../detector";
import { type Conditions, evaluate, type Measured } from "./evaluate";
import type { LabelledTable } from "./table";

/** Scores times these: below 1 fewer and later alarms, above it more and earlier ones. */
export const SENSITIVITIES: readonly number[] = [0.6, 0.75, 0.9, 1, 1.15, 1.4, 1.75];

/** A file that had no part in choosing the sensitivity it was judged with. */
export type LeftOut = Measured & { sensitivity: number };

/** Mean and standard deviation over files; null where no file has the figure. */
export type Spread = { mean: number; sd: number } | null;

/** The files left out in turn; the same files at the sensitivity of the live path. */
export type LeaveOut = { files: LeftOut[]; asShipped: Measured[] };

/**
 * Judges each file at the sensitivity that is best on all others: by the mean of their NAB scores where they
 * have windows, else of their F1. How sensitive a detector is is one number for all files, so this shows how
 * far it, of all settings, was fitted to the files that it is measured on.
 * @param detector one of CONTESTANTS but the forest, which has no score to scale
 * @param now milliseconds, to measure how long it takes
 */
export function leaveOut(
  tables: readonly LabelledTable[],
  detector: string,
  now: () => number,
  conditions: Conditions = {},
): LeaveOut {
  const runs = SENSITIVITIES.map((sensitivity) => {
    const detectors = DETECTORS.map((each) => scaled(each, sensitivity));
    return { sensitivity, files: evaluate(tables, detector, now, { ...conditions, detectors }).files };
  });
  const asShipped = runs.find(({ sensitivity }) => sensitivity === 1)!.files;
  const files = asShipped.map((_, left): LeftOut => {
    const best = runs.reduce((a, b) => (qualityOf(b.files, left) > qualityOf(a.files, left) ? b : a));
    return { ...best.files[left]!, sensitivity: best.sensitivity };
  });
  return { files, asShipped };
}

/** The detector with its score times a factor. */
function scaled(detector: Detector, factor: number): Detector {
  if (factor === 1) return detector;
  return {
    ...detector,
    observe(...given) {
      const assessment = detector.observe(...given);
      return assessment && { ...assessment, score: assessment.score * factor };
    },
  };
}

/** The mean quality of all files but one. */
function qualityOf(files: readonly Measured[], left: number): number {
  const others = files.filter((_, index) => index !== left);
  return spreadOf(others.map(({ nab, f1 }) => nab ?? f1))?.mean ?? 0;
}

/** Mean and sample standard deviation of the figures that there are. */
export function spreadOf(figures: readonly (number | null)[]): Spread {
  const known = figures.filter((figure) => figure !== null);
  if (known.length === 0) return null;
  const mean = known.reduce((sum, figure) => sum + figure, 0) / known.length;
  const squares = known.reduce((sum, figure) => sum + (figure - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / Math.max(1, known.length - 1)) };
}
