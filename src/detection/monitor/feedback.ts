import { detectorOf, type Selection } from "../select_detector";
import { acceptCandidate } from "./assess";
import type { MachineState } from "./state/machine_state";
import { restartRuns } from "./update";

/** Takes everything that has been abnormal lately for normal from now on. */
export function acceptCandidates({ series }: MachineState, selection: Selection) {
  for (const each of Object.values(series)) acceptCandidate(each, selection);
}

/** Judges a machine less strictly from now on, after a false alarm. */
export function widenLimits({ series }: MachineState, { detectors }: Selection) {
  for (const { detector } of Object.values(series)) detectorOf(detector, detectors).widen(detector.state);
}

/** Forgets what the most recent readings have left behind, as after a silence; what is learned stays. */
export function resetTransient(state: MachineState, { detectors }: Selection) {
  restartRuns(state);
  for (const { detector } of Object.values(state.series))
    detectorOf(detector, detectors).reset(detector.state);
}

/** What is learned in retrospect has an order of its own. */
export function beginLesson({ series }: MachineState) {
  for (const each of Object.values(series)) delete each.at;
}

/** Share of the learning done, 0 to 1: that of the series that has learned most. */
export function progressOf({ series }: MachineState, learning: number, { detectors }: Selection): number {
  const shares = Object.values(series).map(({ detector }) =>
    detectorOf(detector, detectors).progress(detector.state, learning),
  );
  return Math.max(0, ...shares);
}
