import type { Alarm } from "../domain/alarm/alarm";
import { MINUTE_MS } from "../domain/time_units";

/** An alarm that opens `CHATTERS_FROM` times within this span chatters. */
export const CHATTERING_WITHIN_MS = 10 * MINUTE_MS;
export const CHATTERS_FROM = 3;
/** The newest openings that are remembered of one alarm: more than a person would count. */
const OPENINGS_AT_MOST = 100;

/** An earlier alarm, with the instants at which it opened. */
export type Earlier = { alarm: Pick<Alarm, "id" | "state" | "repeats">; openings: readonly number[] };

/**
 * What becomes of an alarm that opens again: `returns` is the one that is new again in its place, undefined where every
 * earlier one is over; `chattering` says how often it opened in the last 10 min, where that is often.
 */
export type Return = {
  returns: string | undefined;
  repeats: number;
  chattering: number | undefined;
  openings: number[];
};

/**
 * Decides it. One that is normal again and that nobody has acknowledged returns, as ISA-18.2 has it; whatever somebody
 * has answered stays answered, and a new one begins.
 * @param earlier alarms of the same condition, the newest last
 */
export function returning(earlier: readonly Earlier[], at: number): Return {
  const isRecent = (opened: number) => opened > at - CHATTERING_WITHIN_MS && opened <= at;
  const recent = earlier.flatMap(({ openings }) => openings.filter(isRecent));
  const waiting = earlier.findLast(
    ({ alarm, openings }) => alarm.state === "cleared" && openings.some(isRecent),
  );
  const count = recent.length + 1;
  const own = waiting?.openings.filter(isRecent) ?? [];
  return {
    returns: waiting?.alarm.id,
    repeats: waiting ? (waiting.alarm.repeats ?? 0) + 1 : 0,
    chattering: count >= CHATTERS_FROM ? count : undefined,
    openings: [...own, at].slice(-OPENINGS_AT_MOST),
  };
}

/** Whether two alarms tell of the same condition. */
export function isSameCondition(
  one: Pick<Alarm, "machine_id" | "metric" | "anomaly_type" | "detection_method" | "cause">,
  other: typeof one,
): boolean {
  return (
    one.machine_id === other.machine_id &&
    one.metric === other.metric &&
    one.anomaly_type === other.anomaly_type &&
    one.detection_method === other.detection_method &&
    ruleOf(one) === ruleOf(other)
  );
}

/** The rule that somebody made, where one raised the alarm. */
const ruleOf = ({ cause }: Pick<Alarm, "cause">) => (cause?.kind === "rule" ? cause.rule_id : undefined);
