import type { Assessment, Detector, Row, Training } from "./detector";
import { hourly } from "./hourly/detector";
import { mewma } from "./mewma/detector";

/**
 * All detectors. The first one learns every series; when it has learned, the first of the others that suits
 * takes over. A new detector is three things: a file `<name>/detector.ts`, a line here, and its test.
 */
export const DETECTORS: readonly Detector[] = [mewma, hourly];

/** The names by which a detector can be asked for. */
export const METHODS: readonly string[] = DETECTORS.map(({ method }) => method);

/** The detector of one series, by its name, and all that it has learned; plain JSON. */
export type Selected = { method: string; state: object };

/** How to select: among which detectors, and the only one that may take over when one is asked for. */
export type Selection = { detectors: readonly Detector[]; method?: string };

/** A series of which nothing is known. */
export function newSelected([first]: readonly Detector[]): Selected {
  if (!first) throw new RangeError("Cannot begin a series without a detector: the list is empty");
  return { method: first.method, state: first.begin() };
}

/** @throws {RangeError} when no detector of the list has this name */
export function detectorOf({ method }: Selected, detectors: readonly Detector[]): Detector {
  for (const detector of detectors) if (detector.method === method) return detector;
  throw new RangeError(`Cannot continue a series of detector "${method}": it is not in the list`);
}

/**
 * Lets the detector of a series assess a reading. While it learns, another one may take the series over; the
 * reading that decides it is not assessed, since each detector explains only its own observations.
 * @param isWithheld nothing is learned of the reading
 */
export function observe(
  selected: Selected,
  row: Row,
  how: Selection & { learning: number },
  isWithheld = false,
): Assessment | undefined {
  const detector = detectorOf(selected, how.detectors);
  const isLearning = detector.training?.(selected.state).isOver === false;
  const assessment = detector.observe(selected.state, row, how.learning, isWithheld);
  const training = isLearning ? detector.training?.(selected.state) : undefined;
  const successor = training && successorOf(training, how);
  if (!successor) return assessment;
  Object.assign(selected, { method: successor.method, state: successor.begin(training) });
  return undefined;
}

/** Fitting fixes the metrics: before that nobody can take over. */
function successorOf(training: Training, { detectors, method }: Selection): Detector | undefined {
  if (training.metrics.length === 0) return undefined;
  return detectors
    .slice(1)
    .find((each) => (!method || each.method === method) && each.suits?.(training, method !== undefined));
}
