import { areaOf } from "../../../views/board/area_key";
import { type Alarm, isSuppressed } from "../../domain/alarm/alarm";
import { createAlarmGroups } from "./alarm_groups";
import { createFloods, type ShownFlood } from "./floods";
import { type MachineState, putAlarm } from "./machine_state";
import { placed, type ShownAlarm, shownAlarm } from "./shown_alarm";

/** The part of the plant state that is about alarms. */
export type OpenAlarms = {
  /** @param hasOpened whether it has only just opened */
  putAlarm(alarm: Alarm, hasOpened?: boolean): void;
  /** The open alarms of these machines (none named: of all), as they are shown. */
  openAlarms(now: number, machineIds?: readonly string[]): ShownAlarm[];
  /** An alarm with what is known of it now. */
  shown(alarm: Alarm, now: number): ShownAlarm;
  /** The first-out that an alarm follows, while it stands. */
  firstOf(alarm: Alarm, now: number): ShownAlarm | undefined;
  /** The floods of alarms that these machines (none named: all) have a part in. */
  floods(now: number, machineIds?: readonly string[]): ShownFlood[];
  clear(): void;
};

/** @param states of the machines, by their ids; its alarms are put into them */
export function createOpenAlarms(states: ReadonlyMap<string, MachineState>): OpenAlarms {
  const groups = createAlarmGroups();
  const floods = createFloods();
  const stateOf = ({ machine_id }: Pick<Alarm, "machine_id">) => states.get(machine_id ?? "");
  const shown = (alarm: Alarm, now: number) =>
    placed(shownAlarm(alarm, stateOf(alarm), now), groups, floods, now);

  return {
    putAlarm(alarm, hasOpened = false) {
      const state = stateOf(alarm);
      if (state) putAlarm(state, alarm);
      groups.put(alarm);
      // What calls nobody floods nobody.
      floods.put(alarm, state ? areaOf(state.machine) : null, hasOpened && !isSuppressed(alarm));
    },
    openAlarms(now, machineIds = []) {
      const wanted =
        machineIds.length === 0 ? states.values() : machineIds.flatMap((id) => states.get(id) ?? []);
      return [...wanted].flatMap(({ alarms }) => [...alarms.values()].map((alarm) => shown(alarm, now)));
    },
    shown,
    firstOf(alarm, now) {
      const first = groups.firstOf(alarm);
      return first && shown(first, now);
    },
    floods(now, machineIds = []) {
      const all = floods.list(now);
      if (machineIds.length === 0) return all;
      const areas = new Set(machineIds.flatMap((id) => states.get(id)?.machine ?? []).map(areaOf));
      return all.filter(({ area }) => area !== null && areas.has(area));
    },
    clear() {
      groups.clear();
      floods.clear();
    },
  };
}
