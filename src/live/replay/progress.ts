import type { HistoryView, Speed } from "../../domain/history_view";

/** A replay draws at this pace. */
export const REPLAY_TICK_MS = 500;
/** A replay ends so long before now: events that are still on their way have then come. */
const ON_ITS_WAY_MS = 2_000;

/**
 * A replay stands still, plays, has come to now, waits for the past to be readable, or was refused for want
 * of room.
 */
export type ReplayState = "paused" | "playing" | "ended" | "waiting" | "refused";

/** The progress of a replay. Moments of the past and `now` in epoch milliseconds. */
export type Progress = {
  state: Extract<ReplayState, "playing" | "waiting" | "ended">;
  speed: Speed;
  /** The moment that the page shows. */
  at: number;
  /** The moment that was shown at an instant of the wall clock: from these two every other follows. */
  anchor: { at: number; now: number };
  /** The moment to be drawn next, and whether it is the last one. */
  target: number;
  isLast: boolean;
};

/**
 * begun: the whole moment has been read. tick: the next moment is asked for. reached: the target is being
 * drawn. failed: the past could not be read. stopped: the page was left.
 */
export type ProgressEvent = "begun" | "tick" | "reached" | "failed" | "stopped";

export function progressFrom(
  { at, speed }: Pick<HistoryView, "at"> & { speed: Speed },
  now: number,
): Progress {
  return { state: "playing", speed, at, anchor: { at, now }, target: at, isLast: false };
}

/** The last moment that a replay may show at an instant. */
export const lastMoment = (now: number): number => now - ON_ITS_WAY_MS;

/**
 * A replay that fails stands still until it succeeds, so that nothing is left out; one that has ended stays
 * so.
 */
export function next(progress: Progress, event: ProgressEvent, now: number): Progress {
  const { state, speed, at, anchor, target, isLast } = progress;
  if (state === "ended") return progress;
  switch (event) {
    case "begun":
      return { ...progress, anchor: { at, now } };
    case "tick": {
      const last = lastMoment(now);
      const due = Math.max(at, Math.min(anchor.at + (now - anchor.now) * speed, last));
      return { ...progress, target: due, isLast: due >= last };
    }
    case "reached":
      return { ...progress, at: target, state: isLast ? "ended" : "playing" };
    case "failed":
      return { ...progress, anchor: { at, now }, state: "waiting" };
    case "stopped":
      return { ...progress, state: "ended" };
  }
}
