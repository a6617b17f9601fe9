import { areaOf } from "../../../views/board/area_key";
import type { Alarm } from "../../domain/alarm/alarm";
import type { MetricUpdated } from "../../domain/event";
import { goneAfter } from "../../domain/machine/freshness";
import type { Machine } from "../../domain/machine/machine";
import { MAX_SERIES, type Point } from "../../domain/machine/reading";
import {
  createMachineState,
  type MachineState,
  mainFirst,
  putAlarm,
  putIntervals,
  putTrend,
  putValue,
  type TileData,
  tileOf,
} from "./machine_state";
import { intervalOf } from "./intervals";
import { createAlarmGroups } from "./alarm_groups";
import { createFloods, type ShownFlood } from "./floods";
import { placed, type ShownAlarm, shownAlarm } from "./shown_alarm";
import type { Value } from "./value";

/** A screen is sent so many machines a second: in a larger plant each waits longer for its turn. */
const MACHINES_A_SECOND = 60;

/**
 * The newest that is known of every machine: pages and fragments are drawn from it. Times in epoch
 * milliseconds.
 */
export type PlantState = {
  putMachine(machine: Machine): void;
  /**
   * @returns the value's machine; undefined when that is unknown, or the value is older than what is known
   */
  putValue(event: MetricUpdated): Machine | undefined;
  /** Sets the trend of a machine's main metric, oldest first. */
  putTrend(machineId: string, points: readonly Point[]): void;
  /** Sets the usual time between the stored values of each metric, milliseconds. */
  putIntervals(machineId: string, intervals: Readonly<Record<string, number>>): void;
  /** @param hasOpened whether it has only just opened */
  putAlarm(alarm: Alarm, hasOpened?: boolean): void;
  /** Forgets everything: the database was put back to an older copy. */
  clear(): void;
  machine(id: string): Machine | undefined;
  machines(): Machine[];
  tile(machineId: string): TileData | undefined;
  /** The tiles of these machines (none named: of all), as far as they are in use. */
  tiles(machineIds?: readonly string[]): TileData[];
  /** The newest value of every metric of a machine, the main one first. */
  values(machineId: string): Value[];
  /** The open alarms of these machines (none named: of all), as they are shown. */
  openAlarms(now: number, machineIds?: readonly string[]): ShownAlarm[];
  /** An alarm with what is known of it now. */
  shown(alarm: Alarm, now: number): ShownAlarm;
  /** The first-out that an alarm follows, while it stands. */
  firstOf(alarm: Alarm, now: number): ShownAlarm | undefined;
  /** The floods of alarms that these machines (none named: all) have a part in. */
  floods(now: number, machineIds?: readonly string[]): ShownFlood[];
  /** Sum of the newest power_kw of every machine in use whose value is not gone; null when there is none. */
  powerKw(now: number): number | null;
};

/** @param maxSeries most values that are kept of a machine */
export function createPlantState(maxSeries = MAX_SERIES): PlantState {
  const states = new Map<string, MachineState>();
  const groups = createAlarmGroups();
  const floods = createFloods();
  const placedIn = (alarm: Alarm, state: MachineState | undefined, now: number) =>
    placed(shownAlarm(alarm, state, now), groups, floods, now);
  const slackMs = () => 1000 * Math.floor(states.size / MACHINES_A_SECOND);
  return {
    putMachine(machine) {
      states.set(machine.id, { ...(states.get(machine.id) ?? createMachineState(machine)), machine });
    },
    putValue(event) {
      const state = states.get(event.machine_id ?? "");
      return state && putValue(state, event, maxSeries) ? state.machine : undefined;
    },
    putTrend(machineId, points) {
      const state = states.get(machineId);
      if (state) putTrend(state, points);
    },
    putIntervals(machineId, intervals) {
      const state = states.get(machineId);
      if (state) putIntervals(state, intervals);
    },
    putAlarm(alarm, hasOpened = false) {
      const state = states.get(alarm.machine_id ?? "");
      if (state) putAlarm(state, alarm);
      groups.put(alarm);
      floods.put(alarm, state ? areaOf(state.machine) : null, hasOpened);
    },
    clear() {
      states.clear();
      groups.clear();
      floods.clear();
    },
    machine: (id) => states.get(id)?.machine,
    machines: () => [...states.values()].map(({ machine }) => machine),
    tile(machineId) {
      const state = states.get(machineId);
      return state && tileOf(state, slackMs());
    },
    tiles(machineIds = []) {
      const isWanted = (id: string) => machineIds.length === 0 || machineIds.includes(id);
      const shown = [...states.values()].filter(({ machine }) => machine.is_active && isWanted(machine.id));
      return shown.map((state) => tileOf(state, slackMs()));
    },
    values(machineId) {
      const state = states.get(machineId);
      return state ? mainFirst(state, slackMs()) : [];
    },
    openAlarms(now, machineIds = []) {
      const wanted =
        machineIds.length === 0 ? states.values() : machineIds.flatMap((id) => states.get(id) ?? []);
      return [...wanted].flatMap((state) =>
        [...state.alarms.values()].map((alarm) => placedIn(alarm, state, now)),
      );
    },
    shown: (alarm, now) => placedIn(alarm, states.get(alarm.machine_id ?? ""), now),
    firstOf(alarm, now) {
      const first = groups.firstOf(alarm);
      return first && placedIn(first, states.get(first.machine_id ?? ""), now);
    },
    floods(now, machineIds = []) {
      const all = floods.list(now);
      if (machineIds.length === 0) return all;
      const areas = new Set(
        machineIds.map((id) => states.get(id)?.machine).map((each) => each && areaOf(each)),
      );
      return all.filter(({ area }) => area !== null && areas.has(area));
    },
    powerKw(now) {
      const powers = [...states.values()].flatMap((state) => powerOf(state, now) ?? []);
      return powers.length === 0 ? null : powers.reduce((sum, power) => sum + power, 0);
    },
  };
}

/** The newest power of a machine in use, kW; undefined when it has none, or that is gone. */
function powerOf(state: MachineState, now: number): number | undefined {
  const power = state.values.get("power_kw");
  if (!power || !state.machine.is_active) return undefined;
  const isGone = now - (power.at ?? 0) >= goneAfter(intervalOf(state, power));
  return isGone ? undefined : (power.value ?? undefined);
}
