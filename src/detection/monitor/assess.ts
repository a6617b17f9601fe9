import type { Reading } from "../../domain/machine/reading";
import type { Assessment } from "../detector";
import { detectorOf, observe, type Selection } from "../select_detector";
import type { Abnormality } from "./abnormality";
import type { Episode } from "./episode";
import { hasLasted, isNewNormal, isNormal, noteJudged, subjectOf } from "./evidence";
import { type MachineState, type SeriesState, seriesOf } from "./state/machine_state";
import { newRun, noteScore, severityOfRun } from "./run";

/** How readings are learned: by which detectors, and how many before a series is judged. */
export type Learning = Selection & { learning: number };

/**
 * The outcome of a reading: an abnormality, or that it has lasted so long that it is normal now.
 */
export type Assessed = { abnormality?: Abnormality; isAccepted: boolean };

/**
 * Lets the detector of a reading's series assess and learn it.
 * @param past whether the reading is learned in retrospect
 */
export function assess(state: MachineState, reading: Reading, how: Learning, past: boolean): Assessed {
  const source = subjectOf(reading.metrics);
  if (source === undefined) return { isAccepted: false };
  const series = seriesOf(state, source, how);
  noteJudged(state, reading);
  const { method } = series.detector;
  const assessment = observe(series.detector, reading, how.learning, how);
  // A candidate is its detector's own.
  if (series.detector.method !== method) series.candidate = null;
  state.score = assessment?.score ?? null;
  if (!assessment) return { isAccepted: false };
  noteScore(series.run, assessment.score, reading.at, assessment.belowReset);
  const learned: Learned = { reading, assessment, isNormal: isNormal(state, assessment, past) };
  const isAccepted = learnFrom(series, learned, state.episode, { ...how, past });
  return { abnormality: abnormalityOf(series, source, assessment, how), isAccepted };
}

type Learned = { reading: Reading; assessment: Assessment; isNormal: boolean };

/** Learns a reading. Returns whether the abnormal has lasted so long that it is normal now. */
function learnFrom(
  series: SeriesState,
  { reading, assessment, isNormal }: Learned,
  episode: Episode | null,
  how: Learning & { past: boolean },
): boolean {
  const { at } = reading;
  const { learning, detectors, past } = how;
  const detector = detectorOf(series.detector, detectors);
  const { state } = series.detector;
  const learn = (candidate?: object) =>
    detector.learn(state, reading, assessment.observation, { learning, candidate, past });
  if (detector.adapts) {
    learn();
    return episode !== null && hasLasted(episode.opened_at, at) && series.run.below_reset > 0;
  }
  if (isNormal) {
    series.candidate = null;
    learn();
    return false;
  }
  const candidate = (series.candidate ??= { since: at, readings: 0, learned: {} });
  candidate.readings++;
  learn(candidate.learned);
  if (!isNewNormal(candidate, at)) return false;
  acceptCandidate(series, how);
  return true;
}

/** Takes the candidate of a series for normal from now on. */
export function acceptCandidate(series: SeriesState, { detectors }: Selection) {
  const { detector, candidate } = series;
  series.candidate = null;
  series.run = newRun();
  if (candidate) detectorOf(detector, detectors).accept(detector.state, candidate.learned);
}

function abnormalityOf(
  { run, detector }: SeriesState,
  source: string,
  { score, onDelay, observation }: Assessment,
  { detectors }: Selection,
): Abnormality | undefined {
  const severity = severityOfRun(run, onDelay);
  if (!severity) return undefined;
  return {
    score,
    severity,
    since: run.since,
    method: detector.method,
    source,
    contributors: () => detectorOf(detector, detectors).explain(detector.state, observation),
  };
}
