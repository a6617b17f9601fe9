import { own } from "../../domain/own_property";
import type { Assessment, Row } from "../detector";
import { detectorOf, observe, type Selection } from "../select_detector";
import type { Abnormality } from "./abnormality";
import { type Episode, OFF_DELAY_MS } from "./episode";
import { hasContributors, isNewNormal, isNormal, isUnderAlarm, SEVERAL, wasAbnormal } from "./evidence";
import { isQuiet, newRun, noteScore, severityOfRun } from "./run";
import { seriesSource } from "./source";
import { type MachineState, type SeriesState, seriesOf } from "./state/machine_state";
import { subjectFor } from "./vector";

/** How readings are learned: by which detectors, and how many before a series is judged. */
export type Learning = Selection & { learning: number };

/**
 * How old a reading is: whether it was of the past when it arrived, or is learned in retrospect. `isWithheld`: it is
 * assessed, and teaches nothing.
 */
export type Age = { isPast: boolean; isLesson: boolean; isWithheld?: boolean };

/**
 * Lets the detector of a reading's series assess and learn it. Returns the abnormality that it shows, if any. A past
 * teaches a series that was never judged; later it is judged as if it had come in time.
 */
export function assess(
  state: MachineState,
  newValues: Row,
  how: Learning,
  { isPast, isLesson, isWithheld = false }: Age,
): Abnormality | undefined {
  const found = subjectFor(state, newValues, how);
  if (!found) return undefined;
  const { subject } = found;
  const series = seriesOf(state, subject, how);
  const row = inOrder(series, found.row);
  series.mode = row.mode;
  // The operating point is in the readings of several: a metric that comes alone must not hide it.
  if (subject === SEVERAL || !own(state.series, SEVERAL)) state.newest = row;
  const { method } = series.detector;
  const assessment = observe(series.detector, row, how, isWithheld);
  // A candidate is its detector's own.
  if (series.detector.method !== method) series.candidate = null;
  state.score = assessment?.score ?? null;
  if (!assessment) return undefined;
  noteAssessment(state.episode, { subject, series }, row, assessment);
  const past = isLesson || isPast;
  const isHistory = isLesson || (isPast && !series.judged);
  if (!past) series.judged = true;
  const isAlarmed = isUnderAlarm(state, subject);
  const isAbnormal = isAlarmed || (isPast && !isHistory && wasAbnormal(state, subject));
  if (!isWithheld) learnFrom(series, { row, assessment, isAlarmed: isAbnormal, past: isHistory }, how);
  if (past && !isAlarmed && isQuiet(series.run, OFF_DELAY_MS)) series.run = newRun();
  // What is over is no news: it opens no alarm, but may be part of one.
  if (!state.episode && assessment.score < 1) return undefined;
  return abnormalityOf(series, subject, assessment, how);
}

/** A series may get values that are new, but older than others of it: for its detector they are of now. */
function inOrder(series: SeriesState, row: Row): Row {
  const at = Math.max(row.at, series.at ?? row.at);
  series.at = at;
  return at === row.at ? row : { ...row, at };
}

/** A low score without a good value of all that an alarm is about is no evidence that it is over. */
function noteAssessment(
  episode: Episode | null,
  { subject, series }: { subject: string; series: SeriesState },
  { at, metrics }: Row,
  { score, belowReset }: Assessment,
) {
  const isLow = score < 1 && belowReset !== false;
  const isAbout = episode?.involved.includes(seriesSource(subject)) ?? false;
  if (isLow && isAbout && !hasContributors(episode, subject, metrics)) return;
  noteScore(series.run, score, at, belowReset);
}

/** `past`: whether it is history, which teaches. */
type Learned = { row: Row; assessment: Assessment; isAlarmed: boolean; past: boolean };

/** Learns a reading as normal, or apart: while an alarm is open, until a person calls it normal. */
function learnFrom(series: SeriesState, { row, assessment, isAlarmed, past }: Learned, how: Learning) {
  const { learning } = how;
  const { observation } = assessment;
  const { state } = series.detector;
  const detector = detectorOf(series.detector, how.detectors);
  if (isNormal(isAlarmed, assessment, past) || (detector.adapts && !isAlarmed)) {
    series.candidate = null;
    return detector.learn(state, row, observation, { learning, past });
  }
  const candidate = (series.candidate ??= { since: row.at, readings: 0, learned: {} });
  candidate.readings++;
  detector.learn(state, row, observation, { learning, candidate: candidate.learned, past });
  // A reading that is due to open an alarm does not become normal by itself, however long it took to arrive.
  const isDue = !past && severityOfRun(series.run, assessment.onDelay) !== undefined;
  if (!isAlarmed && !isDue && isNewNormal(candidate, row.at)) acceptCandidate(series, how);
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
  subject: string,
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
    sources: [seriesSource(subject)],
    contributors: () => detectorOf(detector, detectors).explain(detector.state, observation),
  };
}
