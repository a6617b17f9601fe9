import { isSuppressed } from "../../../src/domain/alarm/alarm";
import type { FirstOut, ShownAlarm } from "../../../src/live/state/shown_alarm";
import { sortKey } from "../time";

/** Before every other digit of a key: the alarm that a flood began with. */
const FLOOD = "9";
/** One more than the least urgent priority. */
const BELOW_ALL = 5;

/**
 * The sort key of a row, which ends with the instant at which it opened; descending: by opening time, the alarm that a flood began with on top, and consequences below
 * their first-out. @param worstFirst open alarms by their priority before that, and what calls nobody after them
 */
export function rowKey(alarm: ShownAlarm, worstFirst = false): string {
  const { first, consequences, opened_at } = alarm;
  if (first) return `${leading(first, worstFirst)}${sortKey(first.opened_at)}.1.${sortKey(opened_at)}`;
  const isOver = alarm.state === "resolved" || alarm.state === "finding";
  const isQuiet = isSuppressed(alarm) && !alarm.isFirstOfFlood;
  const digit = worstFirst && (isOver || isQuiet) ? "0" : leading(alarm, worstFirst);
  const opened = sortKey(opened_at);
  return digit + (consequences ? `${opened}.2.${opened}` : opened);
}

function leading({ isFirstOfFlood, priority }: FirstOut, worstFirst: boolean): string {
  if (isFirstOfFlood) return FLOOD;
  return worstFirst ? String(BELOW_ALL - (priority ?? 4)) : "";
}

/** The alarms in the order of their keys, as the page script has them. */
export function inRowOrder<T extends ShownAlarm>(alarms: readonly T[], worstFirst = false): T[] {
  const keyed = alarms.map((alarm) => ({ alarm, key: rowKey(alarm, worstFirst).split(".").map(Number) }));
  return keyed.toSorted((a, b) => descending(a.key, b.key)).map(({ alarm }) => alarm);
}

function descending(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (b[index] ?? -1) - (a[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Where a table has no room for all open alarms, those of a lower rank stay: a first-out before the critical ones (0) and
 * the others (1), for which nothing is said, and consequences last.
 */
export function rankOf({ first, consequences, isFirstOfFlood }: ShownAlarm): number | undefined {
  if (consequences || isFirstOfFlood) return -1;
  return first ? 2 : undefined;
}

/** What a row says of its place in the table. */
export function placeIn(alarm: ShownAlarm, worstFirst?: boolean) {
  return {
    "data-key": rowKey(alarm, worstFirst),
    "data-priority": alarm.priority,
    "data-rank": rankOf(alarm),
    "data-follows": alarm.first?.id,
  };
}
