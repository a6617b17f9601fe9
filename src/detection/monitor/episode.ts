import { type Alarm, type Severity, worse } from "../../domain/alarm/alarm";

/** Quiet for as long as both of these: the alarm clears. */
const CALM_READINGS = 10;
const CALM_MS = 10_000;
/** A second alarm so soon after the first shows that it comes and goes: it clears only after as long a quiet. */
const RETURN_MS = 10 * 60_000;
/** A score under this is quiet; between it and 1 an alarm neither opens nor clears. */
const CALM_SCORE = 0.5;
const CRITICAL_SCORE = 2;
/** The peak grew by so much, and nothing was said for so long: worth saying. */
const WORSE_BY = 1.2;
const QUIET_MS = 60_000;

/** A reading under 1 takes back so much: what fails only in one mode of a cycle is off again and again. */
const FORGIVEN = 0.1;

/** How the score of one detector has been lately. */
export type Run = {
  /** Readings at or over 1 lately, and in a row at or over the critical score; when the first was. */
  above: number;
  critical: number;
  since: number;
  calm: number;
  calm_since: number;
};

/** An alarm that is under way. Times in epoch milliseconds. */
export type Episode = {
  anomaly_id: string;
  opened_at: number;
  since: number;
  told_at: number;
  severity: Severity;
  /** The highest score that was told. */
  peak: number;
  calm_ms: number;
  /** The detectors that had part in it: it ends when all of them are quiet. */
  involved: string[];
  /** Metrics of which it was told that they are beyond their limits; absent before the first. */
  beyond?: string[];
};

/** Nothing noticed yet. */
export function newRun(): Run {
  return { above: 0, critical: 0, since: 0, calm: 0, calm_since: 0 };
}

/** Adds a score to a run. `calm` overrules the score where the detector knows better. */
export function noteScore(run: Run, score: number, at: number, calm = score < CALM_SCORE) {
  if (score >= 1) {
    if (run.above === 0) run.since = at;
    run.above++;
  } else run.above = Math.max(0, run.above - FORGIVEN);
  run.critical = score >= CRITICAL_SCORE ? run.critical + 1 : 0;
  if (calm && run.calm++ === 0) run.calm_since = at;
  if (!calm) run.calm = 0;
}

/** The severity of a run that has held for the on-delay; undefined when it has not. */
export function severityOfRun(run: Run, onDelay: number): Severity | undefined {
  if (run.above < onDelay) return undefined;
  return run.critical >= onDelay ? "critical" : "warning";
}

/** Whether a run has been quiet for the off-delay of an episode. */
export function isQuiet(run: Run, at: number, calmMs: number): boolean {
  return run.calm >= CALM_READINGS && at - run.calm_since >= calmMs;
}

/**
 * The episode of an alarm that opens.
 * @param endedAt when the one before it cleared, or null
 */
export function openEpisode(
  alarm: Pick<Alarm, "id" | "opened_at" | "severity" | "peak_score">,
  {
    since,
    endedAt,
    involved,
    beyond,
  }: Pick<Episode, "since" | "involved" | "beyond"> & { endedAt: number | null },
): Episode {
  const returned = endedAt !== null && alarm.opened_at - endedAt < RETURN_MS;
  return {
    anomaly_id: alarm.id,
    opened_at: alarm.opened_at,
    since,
    told_at: alarm.opened_at,
    severity: alarm.severity,
    peak: alarm.peak_score ?? 0,
    calm_ms: returned ? RETURN_MS : CALM_MS,
    involved,
    ...(beyond ? { beyond } : {}),
  };
}

type Joining = { beyond?: readonly string[]; severity: Severity; score: number };

/** Whether a value is beyond a limit that was within when it was last told; if so, notes that it is told. */
export function hasJoined(episode: Episode, { beyond = [], severity, score }: Joining, at: number): boolean {
  const told = episode.beyond ?? [];
  const fresh = beyond.filter((metric) => !told.includes(metric));
  if (fresh.length === 0) return false;
  // It comes and goes: without this it would be told every few seconds.
  if (episode.beyond?.length === 0) episode.calm_ms = RETURN_MS;
  episode.beyond = [...told, ...fresh];
  noteTold(episode, severity, score, at);
  return true;
}

/** A limit that has been kept for the off-delay is news again when it is broken, though the episode goes on. */
export function forgetKept(episode: Episode, limits: Run, at: number) {
  if (!episode.beyond?.length || !isQuiet(limits, at, episode.calm_ms)) return;
  limits.above = 0;
  episode.beyond = [];
}

/** Whether an episode has become so much worse that it is told again; if so, notes that it was. */
export function hasWorsened(episode: Episode, severity: Severity, score: number, at: number): boolean {
  const graver = severity === "critical" && episode.severity !== "critical";
  const grown = score >= WORSE_BY * episode.peak && at - episode.told_at >= QUIET_MS;
  if (!graver && !grown) return false;
  noteTold(episode, graver ? severity : episode.severity, score, at);
  return true;
}

function noteTold(episode: Episode, severity: Severity, score: number, at: number) {
  episode.told_at = at;
  episode.peak = Math.max(episode.peak, score);
  episode.severity = worse(episode.severity, severity);
}
