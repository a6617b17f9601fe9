import { type Alarm, type Severity, worse } from "../../domain/alarm/alarm";
import { MINUTE_MS, SECOND_MS } from "../../domain/time_units";
import { isQuiet, type Run } from "./run";

/** Off-delay of an alarm: it clears when all that had part in it is quiet for so long. */
const OFF_DELAY_MS = 10 * SECOND_MS;
/** A second alarm so soon after the first shows that it comes and goes: its off-delay is as long. */
const RETURN_MS = 10 * MINUTE_MS;
/** An alarm is reported again when its score has grown by this factor, at most so often. */
const WORSE_BY = 1.2;
const REPORT_EVERY_MS = MINUTE_MS;

/** An alarm that is under way; plain JSON. Times in epoch milliseconds. */
export type Episode = {
  anomaly_id: string;
  opened_at: number;
  since: number;
  /** When it was last reported, with which severity, and the highest score of those reports. */
  reported_at: number;
  severity: Severity;
  peak: number;
  off_delay_ms: number;
  /** Sources that had part in it: it ends when all of them are quiet. */
  involved: string[];
  /** Metrics that were reported to be beyond their limits; absent before the first. */
  beyond?: string[];
};

type Opening = Pick<Episode, "since" | "involved" | "beyond"> & {
  /** When the episode before it ended, or null. */
  endedAt: number | null;
};

/** The episode of an alarm that opens. */
export function openEpisode(
  alarm: Pick<Alarm, "id" | "opened_at" | "severity" | "peak_score">,
  { since, endedAt, involved, beyond }: Opening,
): Episode {
  const returned = endedAt !== null && alarm.opened_at - endedAt < RETURN_MS;
  return {
    anomaly_id: alarm.id,
    opened_at: alarm.opened_at,
    since,
    reported_at: alarm.opened_at,
    severity: alarm.severity,
    peak: alarm.peak_score ?? 0,
    off_delay_ms: returned ? RETURN_MS : OFF_DELAY_MS,
    involved,
    ...(beyond ? { beyond } : {}),
  };
}

/** Adds a source to those that had part in an episode. */
export function involve(episode: Episode, source: string) {
  if (!episode.involved.includes(source)) episode.involved.push(source);
}

type Joining = { beyond?: readonly string[]; severity: Severity; score: number };

/**
 * Whether a metric is beyond its limit that was within at the last report; if so, notes that it is reported.
 */
export function isNewContributor(
  episode: Episode,
  { beyond = [], severity, score }: Joining,
  at: number,
): boolean {
  const reported = episode.beyond ?? [];
  const fresh = beyond.filter((metric) => !reported.includes(metric));
  if (fresh.length === 0) return false;
  // A limit that breaks again comes and goes: a short off-delay would report it every few seconds.
  if (episode.beyond?.length === 0) episode.off_delay_ms = RETURN_MS;
  episode.beyond = [...reported, ...fresh];
  noteReport(episode, severity, score, at);
  return true;
}

/** Limits that were kept for the off-delay are news again when they break, though the episode goes on. */
export function rearmLimits(episode: Episode, limits: Run, at: number) {
  if (!episode.beyond?.length || !isQuiet(limits, at, episode.off_delay_ms)) return;
  limits.above = 0;
  episode.beyond = [];
}

/** Whether an episode is so much worse that it is reported again; if so, notes that it is. */
export function hasWorsened(episode: Episode, severity: Severity, score: number, at: number): boolean {
  const graver = severity === "critical" && episode.severity !== "critical";
  const grown = score >= WORSE_BY * episode.peak && at - episode.reported_at >= REPORT_EVERY_MS;
  if (!graver && !grown) return false;
  noteReport(episode, graver ? severity : episode.severity, score, at);
  return true;
}

function noteReport(episode: Episode, severity: Severity, score: number, at: number) {
  episode.reported_at = at;
  episode.peak = Math.max(episode.peak, score);
  episode.severity = worse(episode.severity, severity);
}
