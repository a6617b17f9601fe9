import type { Alarm, Severity } from "../model/alarm";
import type { Reading } from "../model/reading";
import { type Deviation, deviationFrom } from "./deviation";
import { isWatched } from "./moments";
import {
  acceptCandidate,
  chooseRegime,
  expectationOf,
  learnInto,
  type ModeNormals,
  newRegime,
  normalsOf,
  own,
} from "./normals";
import { isCritical, isHeld, newStrain, type Strain, strainBy } from "./strain";

/** Back under half the warning distance for as long as both of these: the alarm clears. */
const CALM_SD = 1;
const CALM_READINGS = 10;
const CALM_MS = 2 * 60_000;
/** The peak grew by so much, and nothing was said for so long: worth saying. */
const WORSE_BY = 1.2;
const QUIET_MS = 60_000;
/** What has been off for as long as both of these is the new normal. Longer than any fault worth an alarm. */
const ACCEPT_MS = 90 * 60_000;
const ACCEPT_READINGS = 150;
/** A metric that has been off this often in a row is not learned from, though not yet an alarm. */
const DOUBTFUL_READINGS = 3;

/** An alarm that is under way. Scores in sd, times in epoch milliseconds. */
export type Episode = {
  anomaly_id: string;
  opened_at: number;
  told_at: number;
  severity: Severity;
  /** The highest score that was told. */
  peak: number;
  /** What was off at some time of it, overall or in one mode: it ends when all of that is calm. */
  off: [metric: string, mode: string | null][];
  readings: number;
  calm_readings: number;
  calm_since: number;
};

/** All that is remembered of one machine; plain JSON. */
export type Watch = {
  version: 2;
  /** The mode last seen, as normals are kept. */
  mode: string;
  modes: Record<string, ModeNormals>;
  strains: Record<string, Strain>;
  episode: Episode | null;
};

/** One metric that is off now, or the worst of several. */
export type Trouble = Deviation & {
  metric: string;
  /** The mode in which alone it has held, or null. */
  mode: string | null;
  value: number;
  score: number;
  severity: Severity;
};

/** What one reading changed. The caller names the alarm. */
export type Change =
  | { kind: "opened"; trouble: Trouble }
  | { kind: "worsened"; trouble: Trouble }
  | { kind: "cleared" }
  | undefined;

/** A machine of which nothing is known. */
export function newWatch(): Watch {
  return { version: 2, mode: "", modes: {}, strains: {}, episode: null };
}

/** The episode of an alarm that was opened before, by this judge or one whose state is lost. */
export function episodeOf(
  alarm: Pick<Alarm, "id" | "opened_at" | "severity" | "peak_score" | "metric">,
): Episode {
  return {
    anomaly_id: alarm.id,
    opened_at: alarm.opened_at,
    told_at: alarm.opened_at,
    severity: alarm.severity,
    peak: alarm.peak_score ?? 0,
    off: alarm.metric === null ? [] : [[alarm.metric, null]],
    readings: 0,
    calm_readings: 0,
    calm_since: 0,
  };
}

/** Compares a reading with what is normal, learns from it, and says what that changes. */
export function watchReading(watch: Watch, { at, mode, metrics }: Reading): Change {
  const [key, normals] = normalsOf(watch.modes, mode);
  watch.mode = key;
  const regime = chooseRegime(normals, metrics, at);
  const troubles: Trouble[] = [];
  for (const metric in metrics) {
    if (!isWatched(metric)) continue;
    const value = metrics[metric]!;
    const expected = expectationOf(normals, metric);
    if (!expected) {
      learnInto(regime, metric, value);
      continue;
    }
    const nearest = Math.min(Math.max(value, expected.low), expected.high);
    const deviation = deviationFrom(value, nearest, expected.sd);
    const strain = strained(watch.strains, metric, deviation.deviation_sd);
    // A heater that fails only while heating is never off for long in a row, but each time the mode comes back.
    const inMode = strained(normals.strains, metric, deviation.deviation_sd);
    const held = [strain, inMode].find(isHeld);
    if (held) {
      const severity = isCritical(held) ? "critical" : "warning";
      const inOneMode = held === strain ? null : key;
      troubles.push({ ...deviation, metric, mode: inOneMode, value, score: Math.abs(held.smooth), severity });
      if (watch.episode) involve(watch.episode, metric, inOneMode);
    }
    if (watch.episode) learnInto((normals.candidate ??= newRegime()), metric, value);
    else if (normals.left_at === null && Math.abs(strain.off) < DOUBTFUL_READINGS)
      learnInto(regime, metric, value);
  }
  return watch.episode ? follow(watch, watch.episode, troubles, at) : open(troubles);
}

function strained(strains: Record<string, Strain>, metric: string, deviation: number): Strain {
  const strain = (strains[metric] = own(strains, metric) ?? newStrain());
  strainBy(strain, deviation);
  return strain;
}

function involve(episode: Episode, metric: string, mode: string | null) {
  if (!episode.off.some(([name, where]) => name === metric && where === mode))
    episode.off.push([metric, mode]);
}

function open(troubles: Trouble[]): Change {
  const trouble = worst(troubles);
  return trouble && { kind: "opened", trouble };
}

/** The one with the largest score; as bad as the worst of them. */
function worst(troubles: Trouble[]): Trouble | undefined {
  const first = troubles.toSorted((a, b) => b.score - a.score)[0];
  return (
    first && { ...first, severity: troubles.some((t) => t.severity === "critical") ? "critical" : "warning" }
  );
}

/** Notes that the trouble at this reading is an alarm from now on. */
export function beginEpisode(watch: Watch, anomaly_id: string, trouble: Trouble, at: number) {
  const { metric, mode, score, severity } = trouble;
  const alarm = { id: anomaly_id, opened_at: at, severity, peak_score: score, metric };
  watch.episode = { ...episodeOf(alarm), off: [[metric, mode]] };
}

function follow(watch: Watch, episode: Episode, troubles: Trouble[], at: number): Change {
  episode.readings++;
  if (isCalm(watch, episode, at)) {
    endEpisode(watch);
    return { kind: "cleared" };
  }
  if (at - episode.opened_at >= ACCEPT_MS && episode.readings >= ACCEPT_READINGS) {
    for (const normals of Object.values(watch.modes)) acceptCandidate(normals);
    endEpisode(watch);
    return { kind: "cleared" };
  }
  const trouble = worst(troubles);
  if (!trouble) return undefined;
  const graver = trouble.severity === "critical" && episode.severity !== "critical";
  const grown = trouble.score >= WORSE_BY * episode.peak && at - episode.told_at >= QUIET_MS;
  if (!graver && !grown) return undefined;
  episode.told_at = at;
  episode.peak = Math.max(episode.peak, trouble.score);
  if (graver) episode.severity = "critical";
  return { kind: "worsened", trouble: { ...trouble, severity: episode.severity } };
}

function isCalm(watch: Watch, episode: Episode, at: number): boolean {
  const calm = episode.off.every(([metric, mode]) => {
    const strains = mode === null ? watch.strains : own(watch.modes, mode)?.strains;
    const strain = strains && own(strains, metric);
    // A restart without the state knows nothing yet, and nothing known is no calm.
    return strain !== undefined && Math.abs(strain.smooth) < CALM_SD;
  });
  if (!calm) {
    episode.calm_readings = 0;
    return false;
  }
  if (episode.calm_readings++ === 0) episode.calm_since = at;
  return episode.calm_readings >= CALM_READINGS && at - episode.calm_since >= CALM_MS;
}

function endEpisode(watch: Watch) {
  watch.episode = null;
  watch.strains = {};
  for (const normals of Object.values(watch.modes)) {
    normals.candidate = null;
    normals.strains = {};
  }
}
