import { plantDay, plantMinute, plantTime, plantWeekday } from "../../src/domain/plant_time";
import { text } from "../../src/words/text";

export { plantDay, plantMinute, plantTime, plantWeekday };

/**
 * An instant in plant time. The day always stands under the time: a row that was drawn yesterday is not drawn again
 * at midnight, and must not pass for one of today.
 */
export function Instant({ at, timezone }: { at: number; timezone: string }) {
  return (
    <time datetime={new Date(at).toISOString()}>
      {plantTime(at, timezone)} <small>{plantDay(at, timezone)}</small>
    </time>
  );
}

/** An instant as an attribute that sorts: 13 digits of epoch milliseconds, zeros when it is not known. */
export function sortKey(at: number): string {
  return String(Number.isFinite(at) ? Math.max(0, Math.round(at)) : 0).padStart(13, "0");
}

/** A time that may not be known. */
export function timeOr(at: number | null | undefined, timezone: string, today?: number): string {
  return at === null || at === undefined ? text.unknown : plantTime(at, timezone, today);
}
