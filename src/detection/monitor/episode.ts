import { type Alarm, type Finding, type Severity, worse } from "../../domain/alarm/alarm";
import { MINUTE_MS, SECOND_MS } from "../../domain/time_units";
import { limitSource, type Source } from "./source";

/** Off-delay of an alarm: it clears when all that had part in it is quiet for so long. */
export const OFF_DELAY_MS = 10 * SECOND_MS;
/** A second alarm so soon after the first shows that it comes and goes: its off-delay is as long. */
export const RETURN_MS = 10 * MINUTE_MS;
/** An alarm is reported again when its score has grown by this factor, at most so often. */
const WORSE_BY = 1.2;
const REPORT_EVERY_MS = MINUTE_MS;

/** So many reports are remembered. */
const REPORTS = 4;

/** The last report of an alarm about some of its sources. */
export type Report = { sources: Source[]; said: Said };
type Worsened = Extract<Finding, { kind: "worsened" }>;
type Said = Omit<Worsened, "kind" | "anomaly_id" | "at" | "joined">;

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
  involved: Source[];
  /**
   * Sources that were reported, and are news no more as long as they do not recover; absent before the first.
   */
  reported?: Source[];
  /** Metrics that a detector of several found to be off: their good values are needed to end it. */
  contributors?: string[];
  /** The reports so far by their sources, the newest last: when one is over, those before it still hold. */
  reports?: Report[];
  /** When somebody was asked whether it is normal now. */
  asked_at?: number;
};

type Opening = Pick<Episode, "since" | "involved" | "contributors"> & {
  /** When the episode before it ended, or null. */
  endedAt: number | null;
};

/** The episode of an alarm that opens. */
export function openEpisode(
  alarm: Pick<Alarm, "id" | "opened_at" | "severity" | "peak_score">,
  { since, endedAt, involved, contributors }: Opening,
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
    ...(involved.length > 0 ? { reported: [...involved] } : {}),
    ...(contributors ? { contributors } : {}),
  };
}

/** Adds sources to those that had part in an episode. */
export function involve(episode: Episode, sources: readonly Source[]) {
  for (const source of sources) if (!episode.involved.includes(source)) episode.involved.push(source);
}

/** Adds metrics to those whose good values are needed to end an episode. */
export function addContributors(episode: Episode, metrics: readonly string[]) {
  if (metrics.length > 0) episode.contributors = [...new Set([...(episode.contributors ?? []), ...metrics])];
}

type Joining = { sources: readonly Source[]; severity: Severity; score: number };

/** Whether a source has become abnormal that was not at the last report; if so, notes that it is reported. */
export function isNewContributor(
  episode: Episode,
  { sources, severity, score }: Joining,
  at: number,
): boolean {
  const reported = episode.reported ?? [];
  const fresh = sources.filter((source) => !reported.includes(source));
  if (fresh.length === 0) return false;
  // A source that recovered and breaks again comes and goes: a short off-delay would report it every few
  // seconds.
  if (fresh.some((source) => episode.involved.includes(source))) episode.off_delay_ms = RETURN_MS;
  involve(episode, fresh);
  episode.reported = [...reported, ...fresh];
  noteReport(episode, severity, score, at);
  return true;
}

/**
 * Sources that have been quiet for the off-delay are news when they break again, though the episode goes on.
 */
export function rearm(episode: Episode, isQuiet: (source: Source) => boolean) {
  const { reported } = episode;
  if (reported?.some(isQuiet)) episode.reported = reported.filter((source) => !isQuiet(source));
}

/** The metrics whose limits were reported to be broken. */
export function reportedLimits(episode: Episode | null): string[] {
  const prefix = limitSource("");
  return (episode?.reported ?? [])
    .filter((source) => source.startsWith(prefix))
    .map((source) => source.slice(prefix.length));
}

/** Whether an episode is so much worse that it is reported again; if so, notes that it is. */
export function hasWorsened(episode: Episode, severity: Severity, score: number, at: number): boolean {
  const graver = severity === "critical" && episode.severity !== "critical";
  const grown = score >= WORSE_BY * episode.peak && at - episode.reported_at >= REPORT_EVERY_MS;
  if (!graver && !grown) return false;
  noteReport(episode, graver ? severity : episode.severity, score, at);
  return true;
}

/** Remembers what is said of these sources now, instead of what was said of them before. */
export function rememberReport(episode: Episode, sources: readonly Source[], finding: Worsened) {
  const { kind: _, anomaly_id: __, at: ___, joined: ____, ...said } = finding;
  const others = (episode.reports ?? []).filter((each) => each.sources.some((old) => !sources.includes(old)));
  episode.reports = [...others, { sources: [...sources], said }].slice(-REPORTS);
}

/**
 * Forgets the reports of sources that have no part in the episode any more.
 * @returns what is left to say, when the newest report was one of these
 */
export function remainingReport(episode: Episode, at: number): Worsened | undefined {
  const { reports = [], involved, anomaly_id } = episode;
  const last = reports.at(-1);
  episode.reports = reports.filter(({ sources }) => sources.some((source) => involved.includes(source)));
  const left = episode.reports.at(-1);
  if (!left || left === last) return undefined;
  return { kind: "worsened", anomaly_id, at, ...left.said };
}

export function noteReport(episode: Episode, severity: Severity, score: number, at: number) {
  episode.reported_at = at;
  episode.peak = Math.max(episode.peak, score);
  episode.severity = worse(episode.severity, severity);
}
