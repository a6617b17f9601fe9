import type { Alarm } from "../../domain/alarm/alarm";
import type { AlarmAlert } from "../../domain/alarm/alert_event";
import { type AnomalyDetected, type AnomalyUpdated, recordedAt } from "../../domain/event";
import { median } from "../../domain/median";
import { newestSamples } from "./newest_samples";

/** Beyond this many alarms the announcement of the oldest is forgotten. */
const KNOWN_AT_MOST = 10_000;

type Answered = Pick<Alarm, "id" | "opened_at" | "acknowledged_at" | "origin">;

type AnswerTimesDeps = {
  /** Recent alarms, so that a restart changes no figure. */
  recent: readonly Answered[];
  /** When these were last announced as new, epoch milliseconds; without it, when they opened. */
  announced?: ReadonlyMap<string, number>;
};

/** How long alarms wait to be acknowledged since they were announced: nobody could answer before. */
export function createAnswerTimes({ recent, announced }: AnswerTimesDeps) {
  const announcedAt = new Map(announced);
  const byAnswer = recent.toSorted((a, b) => (a.acknowledged_at ?? 0) - (b.acknowledged_at ?? 0));
  let waitedMs = newestSamples(byAnswer.flatMap(waited));

  /** A detect call's finding lay in the past: nobody had to answer it. */
  function waited({ id, opened_at, acknowledged_at, origin }: Answered): number[] {
    if (acknowledged_at === null || origin === "detect") return [];
    return [Math.max(0, acknowledged_at - (announcedAt.get(id) ?? opened_at))];
  }

  return {
    /** An alarm is new, or new again. */
    announce({ id }: Pick<Alarm, "id">, event: AnomalyDetected | AnomalyUpdated | AlarmAlert) {
      const at = timeOf(event);
      if (at === undefined) return;
      announcedAt.set(id, at);
      if (announcedAt.size > KNOWN_AT_MOST) announcedAt.delete(announcedAt.keys().next().value ?? "");
    },
    answer: (alarm: Answered) => void (waitedMs = newestSamples([...waitedMs, ...waited(alarm)])),
    median: () => median(waitedMs) ?? null,
  };
}

/** When an event was recorded, which is when screens hear of it; undefined for one that is not recorded. */
function timeOf({ event_id, published_at }: AnomalyDetected | AnomalyUpdated | AlarmAlert) {
  if (event_id === undefined || published_at === undefined) return undefined;
  return recordedAt({ event_id, published_at }) || undefined;
}
