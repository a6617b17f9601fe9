import { isGone } from "../../../views/shared/age";
import { type Alarm, isOpen, SEVERITIES } from "../../domain/alarm/alarm";
import type { MetricUpdated } from "../../domain/event";
import type { Machine } from "../../domain/machine/machine";
import { unitOf } from "../../domain/machine/metric";
import type { Point } from "../../domain/machine/reading";
import type { TileData, Value } from "../../../views/shared/board_data";

const TREND_MS = 15 * 60_000;
/** The picture is 120 points wide: a point each 7.5 s is all that it can show. */
const TREND_STEP_MS = TREND_MS / 120;
const OTHERS_ON_TILE = 3;
/** Metrics that say little at a glance: shown on the machine's own page, not on its tile. */
const NOT_ON_TILE = /(_kwh|_count|_hz|_v|_factor)$/;

/** What one machine does now, as its tile needs it. */
type MachineState = {
  machine: Machine;
  mode: string | null;
  at: number | null;
  values: Map<string, Value>;
  trend: Point[];
  alarms: Map<string, Alarm>;
  /** What its open alarms come to; undefined when they have changed since it was last asked. */
  trouble: Pick<TileData, "alarm" | "unanswered"> | undefined;
  simulated: boolean;
  /** Share of the learning done, 0 to 1. */
  learned: number;
};

/** The newest known of every machine: what pages and fragments draw tiles from. Times in epoch milliseconds. */
export type PlantState = {
  putMachine(machine: Machine): void;
  /** Takes a value in; the station's machine, or undefined when the machine is unknown or the value is stale. */
  putValue(event: MetricUpdated): Machine | undefined;
  /** Sets the trend of a machine's main metric, oldest first. */
  putTrend(machineId: string, points: readonly Point[]): void;
  putAlarm(alarm: Alarm): void;
  machine(id: string): Machine | undefined;
  machines(): Machine[];
  tile(machineId: string): TileData | undefined;
  tiles(machineIds?: readonly string[]): TileData[];
  /** The newest value of every metric of a machine, the main one first. */
  values(machineId: string): Value[];
  /** Sum of the newest power_kw of every machine in use whose value is not gone; null when there is none. */
  powerKw(now: number): number | null;
};

/** What the pages' views of the floor are drawn from; `now` in epoch milliseconds. */
export type PlantStateView = { plantState: PlantState; timezone: string; now(): number };

export function createPlantState(): PlantState {
  const stations = new Map<string, MachineState>();

  function tileOf(station: MachineState): TileData {
    const { machine, mode, at, values, trend, simulated, learned } = station;
    station.trouble ??= troubleOf(station.alarms);
    const main = mainOf(values);
    const others = [...values.values()].filter((value) => value !== main && !NOT_ON_TILE.test(value.metric));
    return {
      machine,
      mode,
      at,
      main: main ?? { metric: "power_kw", value: null, unit: "kW", at: null },
      others: others.slice(0, OTHERS_ON_TILE),
      trend,
      ...station.trouble,
      simulated,
      learned,
    };
  }

  return {
    putMachine(machine) {
      const empty = {
        mode: null,
        at: null,
        values: new Map(),
        trend: [],
        alarms: new Map(),
        trouble: undefined,
        simulated: false,
        learned: 1,
      };
      stations.set(machine.id, { ...(stations.get(machine.id) ?? empty), machine });
    },
    putValue(event) {
      const station = stations.get(event.machine_id ?? "");
      const at = Date.parse(event.timestamp);
      if (!station || typeof event.metric !== "string") return undefined;
      if (at < (station.values.get(event.metric)?.at ?? 0)) return undefined;
      station.learned = event.learned ?? station.learned;
      const value = { ...toValue(event, event.metric), at };
      station.values.set(event.metric, value);
      if (at >= (station.at ?? 0))
        Object.assign(station, { at, mode: event.mode ?? null, simulated: event.simulated === true });
      if (mainOf(station.values) === value && value.value !== null)
        addPoint(station.trend, { at, value: value.value });
      return station.machine;
    },
    putTrend(machineId, points) {
      const station = stations.get(machineId);
      if (station) station.trend = [...points];
    },
    putAlarm(alarm) {
      const station = stations.get(alarm.machine_id ?? "");
      if (!station) return;
      station.trouble = undefined;
      // What a detect call found lies in the past: it says nothing of what the machine does now.
      const isNow = alarm.state !== "cleared" && alarm.origin !== "detect";
      if (isOpen(alarm) && isNow) station.alarms.set(alarm.id, alarm);
      else station.alarms.delete(alarm.id);
    },
    machine: (id) => stations.get(id)?.machine,
    machines: () => [...stations.values()].map(({ machine }) => machine),
    tile(machineId) {
      const station = stations.get(machineId);
      return station && tileOf(station);
    },
    tiles(machineIds) {
      const wanted = (id: string) => !machineIds || machineIds.length === 0 || machineIds.includes(id);
      return [...stations.values()]
        .filter(({ machine }) => machine.is_active && wanted(machine.id))
        .map(tileOf);
    },
    values(machineId) {
      const values = stations.get(machineId)?.values ?? new Map<string, Value>();
      const main = mainOf(values);
      return main ? [main, ...[...values.values()].filter((value) => value !== main)] : [];
    },
    powerKw(now) {
      const powers = [...stations.values()].flatMap(({ machine, values }) => {
        const { value, at } = values.get("power_kw") ?? {};
        const isKnown = machine.is_active && !isGone(machine.data_interval_seconds, now - (at ?? 0));
        return isKnown && typeof value === "number" ? value : [];
      });
      return powers.length === 0 ? null : powers.reduce((sum, power) => sum + power, 0);
    },
  };
}

function toValue(event: MetricUpdated, metric: string): Omit<Value, "at"> {
  return {
    metric,
    value: event.value ?? null,
    unit: event.unit ?? unitOf(metric),
    low: event.low ?? undefined,
    high: event.high ?? undefined,
  };
}

/** The power where there is one, else what the machine sent first. */
function mainOf(values: ReadonlyMap<string, Value>): Value | undefined {
  return values.get("power_kw") ?? values.values().next().value;
}

function addPoint(trend: Point[], point: Point) {
  const before = trend.at(-2);
  if (before && point.at - before.at < TREND_STEP_MS) trend.pop();
  trend.push(point);
  while (trend[0] && trend[0].at < point.at - TREND_MS) trend.shift();
}

function troubleOf(alarms: ReadonlyMap<string, Alarm>): Pick<TileData, "alarm" | "unanswered"> {
  const unanswered = [...alarms.values()].filter(({ state }) => state === "new");
  return { alarm: worst(alarms.values()), unanswered: unanswered.map(({ severity }) => severity) };
}

function worst(alarms: Iterable<Alarm>): Alarm | null {
  const rank = ({ severity }: Alarm) => SEVERITIES.indexOf(severity);
  let found: Alarm | null = null;
  for (const alarm of alarms) {
    const ahead = found ? rank(alarm) - rank(found) || alarm.opened_at - found.opened_at : 1;
    if (ahead > 0) found = alarm;
  }
  return found;
}
