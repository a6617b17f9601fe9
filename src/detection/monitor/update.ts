import type { Reading } from "../../domain/machine/reading";
import {
  because,
  type Detector,
  type Learning,
  learned,
  newDetector,
  see,
  type Sight,
} from "../select_detector";
import {
  type Episode,
  forgetKept,
  hasJoined,
  hasWorsened,
  isQuiet,
  newRun,
  noteScore,
  type Run,
  severityOfRun,
} from "./episode";
import { accept, learnApart } from "./candidate";
import { isDoubtful, learnLook, type Look } from "../mewma/mewma";
import type { Limits } from "../../domain/alarm/machine_limits";
import { isWatched } from "../../math/moments";
import { own } from "../../domain/own_property";
import { LIMITS, limitTrouble, type LimitWatch, SILENCE, type Trouble, worseOf } from "./abnormality";
import { forgetSmoothed } from "../mewma/smoothing";
import type { Point } from "../mewma/operating_point";

/** What has been off for as long as both of these is the new normal. Longer than any fault worth an alarm. */
const ACCEPT_MS = 8 * 3_600_000;
const ACCEPT_READINGS = 1000;
/** What is usual reaches so much further after a false alarm. */
const RELAXED = 1.25;
/** Programs that put a counter into a metric's name must not grow the state without end. */
const MAX_WATCHED = 64;
const SEVERAL = "";

/** What is learned while a machine is off, in case it is a new normal. */
type Candidate = { since: number; readings: number; points: Record<string, Point> };

/** One detector of a machine, and how its score has been. */
type Watched = { detector: Detector; run: Run; candidate: Candidate | null };

/** All that is remembered of one machine; plain JSON. */
export type Watch = {
  version: 3;
  /** By what it looks at: a metric that comes alone, or "" for readings of several. */
  watched: Record<string, Watched>;
  /** How it keeps the limits that an operator has set. */
  limits: LimitWatch;
  /** The newest reading, and how odd it was. */
  last: Pick<Reading, "at" | "mode" | "metrics"> | null;
  /** The newest that was not judged, such as one in maintenance; absent before the first. */
  heard?: Pick<Reading, "at" | "mode">;
  score: number | null;
  episode: Episode | null;
  ended_at: number | null;
};

/** What one reading changed. The caller names the alarm. */
export type Change =
  | { kind: "opened"; trouble: Trouble }
  | { kind: "worsened"; trouble: Trouble }
  /** Something else has come to it: a value beyond a limit that was not. */
  | { kind: "joined"; trouble: Trouble }
  | { kind: "cleared" }
  | undefined;

/** A machine of which nothing is known. */
export function newWatch(): Watch {
  return {
    version: 3,
    watched: {},
    limits: { state: {}, run: newRun() },
    last: null,
    score: null,
    episode: null,
    ended_at: null,
  };
}

/**
 * Compares a reading with what is normal and with the limits, learns from it, and says what that changes.
 * @param how how long it is learned, and by which detector when that is not to be chosen
 */
export function watchReading(watch: Watch, reading: Reading, how: Learning, limits?: Limits): Change {
  const { at } = reading;
  const { episode } = watch;
  const judged = judgedTrouble(watch, reading, how);
  const broken = limits && limitTrouble(watch.limits, reading, limits, episode?.beyond);
  const worst = worseOf(judged.trouble, broken);
  if (!episode) {
    if (!worst) return undefined;
    const watched = own(watch.watched, worst.watched);
    if (watched) watched.candidate = null;
    return { kind: "opened", trouble: worst };
  }
  const isLimited = limits !== undefined && limits.metrics.length > 0;
  if (judged.accepted || isOver(watch, episode, at, isLimited)) {
    endEpisode(watch, at);
    return { kind: "cleared" };
  }
  for (const found of [judged.trouble, broken])
    if (found && !episode.involved.includes(found.watched)) episode.involved.push(found.watched);
  forgetKept(episode, watch.limits.run, at);
  if (broken && hasJoined(episode, broken, at)) return { kind: "joined", trouble: broken };
  if (!worst || !hasWorsened(episode, worst.severity, worst.score, at)) return undefined;
  return { kind: "worsened", trouble: { ...worst, severity: episode.severity } };
}

/** A machine that was silent has sent again: the alarm that is thereby over. */
export function endSilence(watch: Watch): string | undefined {
  const { episode } = watch;
  if (!episode?.involved.includes(SILENCE)) return undefined;
  watch.episode = null;
  return episode.anomaly_id;
}

/** What the machine's detector makes of a reading. */
function judgedTrouble(
  watch: Watch,
  reading: Reading,
  how: Learning,
): { trouble?: Trouble; accepted: boolean } {
  const name = subjectOf(reading.metrics);
  if (name === undefined) return { accepted: false };
  const watched = watchedAs(watch, name);
  const { at, mode, metrics } = reading;
  watch.last = { at, mode, metrics };
  const { detector, sight } = see(watched.detector, reading, how);
  watched.detector = detector;
  watch.score = sight?.score ?? null;
  if (!sight) return { accepted: false };
  noteScore(watched.run, sight.score, at, sight.calm);
  const accepted = learnFrom(watch, watched, reading, { ...sight, ...how });
  const severity = severityOfRun(watched.run, sight.onDelay);
  if (!severity) return { accepted };
  const { method } = watched.detector;
  const { since } = watched.run;
  const contributors = () => because(detector, sight);
  return { trouble: { score: sight.score, severity, since, method, watched: name, contributors }, accepted };
}

/** Forgets what was off just now: what goes on being off has to hold anew. */
export function restartRuns(watch: Watch) {
  watch.limits.run = newRun();
  for (const watched of Object.values(watch.watched)) watched.run = newRun();
}

/** Forgets the very latest, as after a silence: what was learned stays. */
export function settle(watch: Watch) {
  restartRuns(watch);
  for (const { detector } of Object.values(watch.watched))
    if (detector.method === "mewma") detector.state.smooth = {};
}

/** Takes what has been off lately for normal from now on. */
export function acceptNow(watch: Watch) {
  for (const watched of Object.values(watch.watched)) acceptCandidate(watched);
}

/** Judges a machine less strictly from now on, after an alarm that was none. */
export function relax(watch: Watch) {
  for (const { detector } of Object.values(watch.watched))
    if (detector.method === "mewma") detector.state.usual *= RELAXED;
}

/** Share of the learning done, 0 to 1: that of the detector that has learned most. */
export function learnedOf({ watched }: Watch, learning: number): number {
  return Math.max(0, ...Object.values(watched).map(({ detector }) => learned(detector, learning)));
}

/** The metric that a reading is about, "" when it is about several, undefined when about none. */
function subjectOf(metrics: Record<string, number>): string | undefined {
  let first: string | undefined;
  for (const metric in metrics) {
    if (!isWatched(metric)) continue;
    if (first !== undefined) return SEVERAL;
    first = metric;
  }
  return first;
}

function watchedAs(watch: Watch, name: string): Watched {
  const known = own(watch.watched, name);
  if (known) return known;
  const full = Object.keys(watch.watched).length >= MAX_WATCHED;
  const fresh = { detector: newDetector(), run: newRun(), candidate: null };
  if (!full) watch.watched[name] = fresh;
  return fresh;
}

/** Normal readings are learned; odd ones apart. True when the odd has lasted so long that it is normal now. */
function learnFrom(
  watch: Watch,
  watched: Watched,
  reading: Reading,
  { look, score, learning, past }: Sight & Learning,
): boolean {
  const { detector } = watched;
  if (detector.method !== "mewma") {
    // It learns each reading by itself, so what goes on becomes its hour's normal.
    return (
      watch.episode !== null && reading.at - watch.episode.opened_at >= ACCEPT_MS && watched.run.calm > 0
    );
  }
  const { state } = detector;
  if (watch.episode === null && score < 1 && (past || !isDoubtful(state))) {
    watched.candidate = null;
    learnLook(state, look as Look, reading, learning);
    return false;
  }
  const candidate = (watched.candidate ??= { since: reading.at, readings: 0, points: {} });
  candidate.readings++;
  learnApart(state, candidate.points, reading, (look as Look).values);
  if (candidate.readings < ACCEPT_READINGS || reading.at - candidate.since < ACCEPT_MS) return false;
  acceptCandidate(watched);
  return true;
}

function acceptCandidate(watched: Watched) {
  const { detector, candidate } = watched;
  watched.candidate = null;
  watched.run = newRun();
  if (candidate && detector.method === "mewma") accept(detector.state, candidate.points);
}

/**
 * An episode of which nothing is known but its alarm is over when all that is watched is quiet; and one of a limit as soon
 * as nobody sets one any more.
 */
function isOver(
  { watched, limits }: Watch,
  { involved, calm_ms }: Episode,
  at: number,
  isLimited: boolean,
): boolean {
  const names = involved.length > 0 ? involved : Object.keys(watched);
  return (
    names.length > 0 &&
    names.every((name) => {
      if (name === LIMITS && !isLimited) return true;
      const run = name === LIMITS ? limits.run : own(watched, name)?.run;
      return run !== undefined && isQuiet(run, at, calm_ms);
    })
  );
}

/** What has been quiet is over in every mode, also in one that the machine has not been in since. */
function endEpisode(watch: Watch, at: number) {
  for (const { detector, run } of Object.values(watch.watched))
    if (detector.method === "mewma" && run.calm > 0) forgetSmoothed(detector.state, run.calm_since);
  watch.episode = null;
  watch.ended_at = at;
  restartRuns(watch);
}
