import type { Alarm } from "../../domain/alarm/alarm";
import { goOn, type MachineStates, stateOf } from "./state/machine_states";
import type { MachineState } from "./state/machine_state";

/** Of so many alarms that were closed last; they may be taken back for seconds only. */
const KEPT = 30;

/**
 * Keeps what closing an alarm is about to take from its machine.
 * @param isTaught the machine learns from it
 */
export function keepClosed(
  { closed }: MachineStates,
  anomalyId: string,
  { episode, implausible, series }: MachineState,
  isTaught = false,
) {
  const kept = structuredClone({ episode, implausible });
  if (kept.episode?.anomaly_id !== anomalyId) kept.episode = null;
  if (kept.implausible.episode?.anomaly_id !== anomalyId) kept.implausible.episode = null;
  closed.delete(anomalyId);
  closed.set(anomalyId, isTaught ? { ...kept, series: structuredClone(series) } : kept);
  if (closed.size > KEPT) closed.delete(closed.keys().next().value ?? "");
}

/**
 * Gives a machine back what closing an alarm took from it. Where that is not known any more, what the alarm is about is
 * known from the alarm itself.
 */
export function takeBack(states: MachineStates, alarm: Alarm) {
  if (alarm.machine_id === null) return;
  const state = stateOf(states, alarm.machine_id);
  const closed = states.closed.get(alarm.id);
  states.closed.delete(alarm.id);
  states.touched.add(alarm.machine_id);
  if (closed?.series) Object.assign(state.series, closed.series);
  if (alarm.state !== "new" && alarm.state !== "acknowledged") return;
  if (closed?.episode) state.episode ??= closed.episode;
  else if (closed?.implausible.episode) state.implausible = closed.implausible;
  else goOn(state, alarm);
}
