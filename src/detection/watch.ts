import type { Contributor, Severity } from "../model/alarm";
import type { Reading } from "../model/reading";
import { because, type Detector, type Learning, learned, newDetector, see, type Sight } from "./choose";
import { type Episode, hasWorsened, isQuiet, newRun, noteScore, type Run, severityOfRun } from "./episode";
import { accept, isDoubtful, learnApart, learnLook, type Look } from "./mewma";
import { isWatched } from "./moments";
import { own } from "./own";
import type { Point } from "./operating_point";

/** What has been off for as long as both of these is the new normal. Longer than any fault worth an alarm. */
const ACCEPT_MS = 8 * 3_600_000;
const ACCEPT_READINGS = 1000;
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
  /** The newest reading, and how odd it was. */
  last: Pick<Reading, "at" | "mode" | "metrics"> | null;
  score: number | null;
  episode: Episode | null;
  ended_at: number | null;
};

/** What is off now. */
export type Trouble = {
  score: number;
  severity: Severity;
  since: number;
  method: string;
  watched: string;
  contributors: Contributor[];
};

/** What one reading changed. The caller names the alarm. */
export type Change =
  | { kind: "opened"; trouble: Trouble }
  | { kind: "worsened"; trouble: Trouble }
  | { kind: "cleared" }
  | undefined;

/** A machine of which nothing is known. */
export function newWatch(): Watch {
  return { version: 3, watched: {}, last: null, score: null, episode: null, ended_at: null };
}

/**
 * Compares a reading with what is normal, learns from it, and says what that changes.
 * @param how how long it is learned, and by which detector when that is not to be chosen
 */
export function watchReading(watch: Watch, reading: Reading, how: Learning): Change {
  const name = subjectOf(reading.metrics);
  if (name === undefined) return undefined;
  const watched = watchedAs(watch, name);
  const { at, mode, metrics } = reading;
  watch.last = { at, mode, metrics };
  const { detector, sight } = see(watched.detector, reading, how);
  watched.detector = detector;
  watch.score = sight?.score ?? null;
  if (!sight) return undefined;
  noteScore(watched.run, sight.score, at, sight.calm);
  const accepted = learnFrom(watch, watched, reading, { ...sight, ...how });
  const severity = severityOfRun(watched.run, sight.onDelay);
  const { episode } = watch;
  if (!episode) {
    if (!severity) return undefined;
    watched.candidate = null;
    return { kind: "opened", trouble: trouble(name, watched, sight, severity) };
  }
  if (accepted || isOver(watch, episode, at)) {
    endEpisode(watch, at);
    return { kind: "cleared" };
  }
  if (!severity) return undefined;
  if (!episode.involved.includes(name)) episode.involved.push(name);
  if (!hasWorsened(episode, severity, sight.score, at)) return undefined;
  return { kind: "worsened", trouble: trouble(name, watched, sight, episode.severity) };
}

/** Forgets what was off just now: what goes on being off has to hold anew. */
export function restartRuns(watch: Watch) {
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
  { look, score, learning }: Sight & Learning,
): boolean {
  const { detector } = watched;
  if (detector.method !== "mewma") {
    // It learns each reading by itself, so what goes on becomes its hour's normal.
    return (
      watch.episode !== null && reading.at - watch.episode.opened_at >= ACCEPT_MS && watched.run.calm > 0
    );
  }
  const { state } = detector;
  if (watch.episode === null && score < 1 && !isDoubtful(state)) {
    watched.candidate = null;
    learnLook(state, look as Look, reading, learning);
    return false;
  }
  const candidate = (watched.candidate ??= { since: reading.at, readings: 0, points: {} });
  candidate.readings++;
  learnApart(state, candidate.points, reading, look as Look);
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

function trouble(name: string, { detector, run }: Watched, sight: Sight, severity: Severity): Trouble {
  const contributors = because(detector, sight);
  return {
    score: sight.score,
    severity,
    since: run.since,
    method: detector.method,
    watched: name,
    contributors,
  };
}

/** An episode of which nothing is known but its alarm is over when all that is watched is quiet. */
function isOver({ watched }: Watch, { involved, calm_ms }: Episode, at: number): boolean {
  const names = involved.length > 0 ? involved : Object.keys(watched);
  return (
    names.length > 0 &&
    names.every((name) => {
      const run = own(watched, name)?.run;
      return run !== undefined && isQuiet(run, at, calm_ms);
    })
  );
}

function endEpisode(watch: Watch, at: number) {
  watch.episode = null;
  watch.ended_at = at;
  restartRuns(watch);
}
