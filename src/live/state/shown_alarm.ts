import { priorityOf } from "../../alarms/priority";
import type { Alarm } from "../../domain/alarm/alarm";
import { type Heard, type NewestValue, notKnownSince } from "../../domain/alarm/not_known";
import { goneAfter } from "../../domain/machine/freshness";
import { intervalOf, machineInterval } from "./intervals";
import type { AlarmGroups } from "./alarm_groups";
import type { Floods } from "./floods";
import type { MachineState } from "./machine_state";

/** An alarm as people and programs are shown it. */
export type ShownAlarm = Alarm & {
  /** Since when its metrics have sent no good value, so that nobody knows whether it still stands. */
  notKnownSince?: number;
  /** The first-out that it follows, while that stands. */
  first?: FirstOut;
  /** How many open alarms follow it, while it stands; absent when none does. */
  consequences?: number;
  /** A flood of alarms began with it, and goes on. */
  isFirstOfFlood?: true;
};
export type FirstOut = Pick<
  ShownAlarm,
  "id" | "machine_id" | "machine_name" | "opened_at" | "priority" | "isFirstOfFlood"
>;

/** @param state of the alarm's machine; undefined when nothing is known of that */
export function shownAlarm(alarm: Alarm, state: MachineState | undefined, now: number): ShownAlarm {
  if (!state) return alarm;
  const priority = priorityOf(alarm.severity, state.machine.is_critical);
  const since = notKnownSince(alarm, heardFrom(state), now);
  return since === undefined ? { ...alarm, priority } : { ...alarm, priority, notKnownSince: since };
}

/** The alarm with its place among the others that are open now. */
export function placed(alarm: ShownAlarm, groups: AlarmGroups, floods: Floods, now: number): ShownAlarm {
  const first = groups.firstOf(alarm);
  const consequences = groups.consequences(alarm);
  const isFirst = floods.isFirst(alarm.id, now);
  if (!first && consequences === 0 && !isFirst) return alarm;
  return {
    ...alarm,
    ...(first && { first: { ...first, ...(floods.isFirst(first.id, now) && { isFirstOfFlood: true }) } }),
    ...(consequences > 0 && { consequences }),
    ...(isFirst && { isFirstOfFlood: true }),
  };
}

/** What has come from a machine. */
export function heardFrom(state: MachineState): Heard {
  return { series: (metric) => newestOf(state, metric), machine: newestOfAll(state) };
}

function newestOf(state: MachineState, metric: string): NewestValue | undefined {
  const value = state.values.get(metric);
  if (!value || value.at === null) return undefined;
  // Only values that are not good are known of it, and since when that is so.
  const goodAt = value.goodAt ?? value.since;
  return { at: value.at, goodAt, goneAfterMs: goneAfter(intervalOf(state, value)) };
}

function newestOfAll(state: MachineState): NewestValue | undefined {
  const { at } = state;
  return at === null ? undefined : { at, goodAt: at, goneAfterMs: goneAfter(machineInterval(state)) };
}
