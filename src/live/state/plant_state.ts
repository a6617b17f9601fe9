import type { MetricUpdated } from "../../domain/event";
import { goneAfter } from "../../domain/machine/freshness";
import type { Machine } from "../../domain/machine/machine";
import { MAX_SERIES, type Point } from "../../domain/machine/reading";
import {
  createMachineState,
  type MachineState,
  mainFirst,
  putIntervals,
  putTrend,
  putValue,
  type TileData,
  tileOf,
} from "./machine_state";
import { intervalOf } from "./intervals";
import { createOpenAlarms, type OpenAlarms } from "./open_alarms";
import { createOpenCalls, type OpenCalls } from "./open_calls";
import type { Value } from "./value";

/** A screen is sent so many machines a second: in a larger plant each waits longer for its turn. */
const MACHINES_A_SECOND = 60;

/**
 * The newest that is known of every machine: pages and fragments are drawn from it. Times in epoch
 * milliseconds.
 */
export type PlantState = OpenAlarms &
  Omit<OpenCalls, "clear"> & {
    putMachine(machine: Machine): void;
    /**
     * @returns the value's machine; undefined when that is unknown, or the value is older than what is known
     */
    putValue(event: MetricUpdated): Machine | undefined;
    /** Sets the trend of a machine's main metric, oldest first. */
    putTrend(machineId: string, points: readonly Point[]): void;
    /** Sets the usual time between the stored values of each metric, milliseconds. */
    putIntervals(machineId: string, intervals: Readonly<Record<string, number>>): void;
    /** Forgets everything: the database was put back to an older copy. */
    clear(): void;
    machine(id: string): Machine | undefined;
    machines(): Machine[];
    tile(machineId: string): TileData | undefined;
    /** The tiles of these machines (none named: of all), as far as they are in use. */
    tiles(machineIds?: readonly string[]): TileData[];
    /** The newest value of every metric of a machine, the main one first. */
    values(machineId: string): Value[];
    /** Sum of the newest power_kw of every machine in use whose value is not gone; null when there is none. */
    powerKw(now: number): number | null;
  };

/** @param maxSeries most values that are kept of a machine */
export function createPlantState(maxSeries = MAX_SERIES): PlantState {
  const states = new Map<string, MachineState>();
  const alarms = createOpenAlarms(states);
  const calls = createOpenCalls();
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
    ...alarms,
    ...calls,
    clear() {
      states.clear();
      alarms.clear();
      calls.clear();
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
