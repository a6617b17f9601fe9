import type { Alarm } from "../../domain/alarm/alarm";
import { type Heard, type NewestValue, notKnownSince } from "../../domain/alarm/not_known";
import { goneAfter } from "../../domain/machine/freshness";
import { intervalOf, machineInterval } from "./intervals";
import type { MachineState } from "./machine_state";

/** An alarm as people and programs are shown it. */
export type ShownAlarm = Alarm & {
  /** Since when its metrics have sent no good value, so that nobody knows whether it still stands. */
  notKnownSince?: number;
};

/** @param state of the alarm's machine; undefined when nothing is known of that */
export function shownAlarm(alarm: Alarm, state: MachineState | undefined, now: number): ShownAlarm {
  if (!state) return alarm;
  const since = notKnownSince(alarm, heardFrom(state), now);
  return since === undefined ? alarm : { ...alarm, notKnownSince: since };
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
