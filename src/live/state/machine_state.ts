import { type Alarm, isOpen, SEVERITIES, type Severity } from "../../domain/alarm/alarm";
import type { MetricUpdated } from "../../domain/event";
import type { Machine } from "../../domain/machine/machine";
import { goneAfter } from "../../domain/machine/freshness";
import type { Point } from "../../domain/machine/reading";
import { HOUR_MS, MINUTE_MS } from "../../domain/time_units";
import { gapsOf, nextValue, type Value, withUnitSet } from "./value";

/** The time that a trend covers, milliseconds. */
export const TREND_MS = 15 * MINUTE_MS;
/** The picture is 120 points wide: a point each 7.5 s is all that it can show. */
const TREND_STEP_MS = TREND_MS / 120;
/** The last gaps of a trend tell the usual interval of its metric. */
const TREND_GAPS = 8;
/** A series that has sent nothing for so long while others of its machine did is given up. */
const GIVEN_UP_MS = HOUR_MS;
const OTHERS_ON_TILE = 3;
/** Metrics that say little at a glance: shown on the machine's own page, not on its tile. */
const NOT_ON_TILE = /(_kwh|_count|_hz|_v|_factor)$/;

/** One machine on the board. `learned` is the share of the learning done, 0 to 1. */
export type TileData = {
  machine: Machine;
  mode: string | null;
  /** Time of the newest reading. */
  at: number | null;
  main: Value;
  others: Value[];
  /** The last quarter of an hour of the main metric, oldest first. */
  trend: Point[];
  /** The worst open alarm. */
  alarm: Alarm | null;
  /** The severity of each open alarm that nobody has acknowledged. */
  unanswered: Severity[];
  simulated: boolean;
  learned: number;
  /** Without another reading it has no data after this time, milliseconds. */
  goneAfterMs?: number;
  /** The metric that has been outside its normal band for longest. */
  outside?: { metric: string; since: number };
  /** The values that are not good. */
  marked?: Value[];
};

type OpenAlarms = Pick<TileData, "alarm" | "unanswered">;

/** The newest that is known of one machine. Times in epoch milliseconds. */
export type MachineState = {
  machine: Machine;
  mode: string | null;
  at: number | null;
  values: Map<string, Value>;
  trend: Point[];
  alarms: Map<string, Alarm>;
  /** The sum of its open alarms; undefined when they have changed since it was last asked for. */
  openAlarms: OpenAlarms | undefined;
  simulated: boolean;
  learned: number;
};

/** The state of a machine that has sent nothing yet. */
export function createMachineState(machine: Machine): MachineState {
  return {
    machine,
    mode: null,
    at: null,
    values: new Map(),
    trend: [],
    alarms: new Map(),
    openAlarms: undefined,
    simulated: false,
    learned: 0,
  };
}

/**
 * Takes a value in. Mode, `simulated` and `learned` are those of the newest one; a value that does not say
 * how much is learned comes from a machine that has learned.
 * @returns false for a value without metric, or one older than what is known of its metric
 */
export function putValue(state: MachineState, event: MetricUpdated): boolean {
  const { metric } = event;
  const at = Date.parse(event.timestamp);
  if (typeof metric !== "string") return false;
  const before = state.values.get(metric);
  if (at < (before?.at ?? 0)) return false;
  const value = nextValue(event, metric, before);
  state.values.set(metric, value);
  if (at >= (state.at ?? 0)) {
    state.at = at;
    state.mode = event.mode ?? null;
    state.simulated = event.simulated === true;
    state.learned = event.learned ?? 1;
  }
  if (mainOf(state.values) === value && value.value !== null)
    addPoint(state.trend, { at, value: value.value });
  return true;
}

/**
 * Keeps an alarm as long as it is open. A detect call finds the past: that says nothing of what the machine
 * does now.
 */
export function putAlarm(state: MachineState, alarm: Alarm) {
  state.openAlarms = undefined;
  const isNow = alarm.state !== "cleared" && alarm.origin !== "detect";
  if (isOpen(alarm) && isNow) state.alarms.set(alarm.id, alarm);
  else state.alarms.delete(alarm.id);
}

/** Sets the trend of the main metric, whose usual interval it tells. */
export function putTrend(state: MachineState, points: readonly Point[]) {
  state.trend = [...points];
  const main = mainOf(state.values);
  if (main && !main.intervalMs) Object.assign(main, gapsOf(points.slice(-TREND_GAPS).map(({ at }) => at)));
}

/** @param slackMs how much longer a value holds than its interval says */
export function tileOf(state: MachineState, slackMs: number): TileData {
  const { machine, mode, at, values, trend, simulated, learned } = state;
  state.openAlarms ??= openAlarmsOf(state.alarms);
  const [main, ...rest] = mainFirst(state, slackMs);
  const others = rest.filter(({ metric }) => !NOT_ON_TILE.test(metric)).slice(0, OTHERS_ON_TILE);
  return {
    ...{ machine, mode, at, trend, simulated, learned, others },
    main: main ?? { metric: "power_kw", value: null, unit: "kW", at: null },
    ...state.openAlarms,
    goneAfterMs: goneAfter(machineInterval(state), slackMs),
    outside: longestOutside(values),
    marked: [...values.values()].filter(({ quality }) => quality !== undefined),
  };
}

/** The newest value of every metric, the main one first. */
export function mainFirst(state: MachineState, slackMs: number): Value[] {
  const main = mainOf(state.values);
  if (!main) return [];
  const all = [main, ...[...state.values.values()].filter((value) => value !== main)];
  return all.map((value) => ({
    ...withUnitSet(value, state.machine.id),
    goneAfterMs: goneAfter(intervalOf(state, value), slackMs),
  }));
}

/** The time between two values of a series; one that is too new for its own is as slow as the machine. */
export function intervalOf({ machine, values }: MachineState, value: Value): number {
  const declared = machine.data_interval_seconds * 1000;
  return value.intervalMs ?? Math.max(declared, mainOf(values)?.intervalMs ?? 0);
}

/**
 * The time between two readings of a machine: the interval of the series that come most often, of those whose own
 * one is known, if there are any. One that was given up long ago does not count.
 */
export function machineInterval(state: MachineState): number {
  const given = (state.at ?? 0) - GIVEN_UP_MS;
  const series = [...state.values.values()].filter(({ at }) => (at ?? 0) >= given);
  const known = series.flatMap(({ intervalMs }) => intervalMs ?? []);
  if (known.length > 0) return Math.min(...known);
  const expected = series.map((value) => intervalOf(state, value));
  return expected.length > 0 ? Math.min(...expected) : state.machine.data_interval_seconds * 1000;
}

function longestOutside(values: ReadonlyMap<string, Value>): TileData["outside"] {
  let longest: TileData["outside"];
  for (const { metric, outsideSince } of values.values()) {
    if (outsideSince !== undefined && outsideSince < (longest?.since ?? Infinity))
      longest = { metric, since: outsideSince };
  }
  return longest;
}

/** The power where there is one, else the metric that came first. */
function mainOf(values: ReadonlyMap<string, Value>): Value | undefined {
  return values.get("power_kw") ?? values.values().next().value;
}

function addPoint(trend: Point[], point: Point) {
  const before = trend.at(-2);
  if (before && point.at - before.at < TREND_STEP_MS) trend.pop();
  trend.push(point);
  while (trend[0] && trend[0].at < point.at - TREND_MS) trend.shift();
}

function openAlarmsOf(alarms: ReadonlyMap<string, Alarm>): OpenAlarms {
  const unanswered = [...alarms.values()].filter(({ state }) => state === "new");
  return { alarm: worst(alarms.values()), unanswered: unanswered.map(({ severity }) => severity) };
}

/** The most severe one; of equals the newest. */
function worst(alarms: Iterable<Alarm>): Alarm | null {
  const rank = ({ severity }: Alarm) => SEVERITIES.indexOf(severity);
  let found: Alarm | null = null;
  for (const alarm of alarms) {
    const ahead = found ? rank(alarm) - rank(found) || alarm.opened_at - found.opened_at : 1;
    if (ahead > 0) found = alarm;
  }
  return found;
}
