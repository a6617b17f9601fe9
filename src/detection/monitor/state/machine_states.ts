import type { Alarm } from "../../../domain/alarm/alarm";
import { openEpisode } from "../episode";
import { contained, type Settings } from "../settings";
import { type MachineState, newMachineState } from "./machine_state";
import { restored } from "./saved_state";
import { dropEpisode } from "../update";

/** The state of every machine, and those that changed since they were last saved. */
export type MachineStates = { byId: Map<string, MachineState>; touched: Set<string> };

/**
 * Restores saved states. Open alarms decide over episodes: one without its alarm was resolved by hand, and an
 * alarm whose episode is lost still has to clear. A machine whose state cannot be read is a failure, and is
 * learned anew.
 */
export function restoreStates(
  saved: ReadonlyMap<string, unknown>,
  open: readonly Alarm[],
  settings: Pick<Settings, "detectors" | "onFailure">,
): MachineStates {
  const states: MachineStates = { byId: new Map(), touched: new Set() };
  for (const [id, each] of saved) {
    const state = contained(settings, id, () => restored(each, settings.detectors));
    if (state) states.byId.set(id, state);
  }
  const alarms = new Map(
    open.filter(({ origin }) => origin === "live").map((alarm) => [alarm.machine_id, alarm]),
  );
  for (const [id, state] of states.byId)
    if (state.episode && state.episode.anomaly_id !== alarms.get(id)?.id) dropEpisode(state);
  for (const [id, alarm] of alarms)
    if (id !== null)
      stateOf(states, id).episode ??= openEpisode(alarm, {
        since: alarm.opened_at,
        endedAt: null,
        involved: [],
      });
  return states;
}

/** The state of a machine, which begins when it is new. */
export function stateOf({ byId }: MachineStates, id: string): MachineState {
  let state = byId.get(id);
  if (!state) byId.set(id, (state = newMachineState()));
  return state;
}

/** Copies of these machines' states (of all) that changed since they were last taken. */
export function takeChanged(
  states: MachineStates,
  machineIds: Iterable<string> = [...states.touched],
): Map<string, MachineState> {
  const changed = [...machineIds].filter((id) => states.touched.delete(id));
  return new Map(changed.map((id) => [id, structuredClone(stateOf(states, id))]));
}
