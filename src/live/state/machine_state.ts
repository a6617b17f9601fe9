import { type Alarm, isOpen, type Severity } from "../../domain/alarm/alarm";
import type { Suppressed } from "../../domain/alarm/suppressed";
import { type Evidence, evidenceFor } from "../../domain/alarm/not_known";
import type { MetricUpdated } from "../../domain/event";
import type { Machine } from "../../domain/machine/machine";
import { gapsOf, goneAfter, likelyInterval } from "../../domain/machine/freshness";
import type { Point } from "../../domain/machine/reading";
import { MINUTE_MS } from "../../domain/time_units";
import { intervalOf, isJudged, machineInterval, mainOf, type Stopping, stoppingFirst } from "./intervals";
import { makeRoom } from "./make_room";
import { openAlarmsOf } from "./alarm_sum";
import { heardFrom } from "./shown_alarm";
import { nextValue, type Value, withUnitSet } from "./value";

/** The time that a trend covers, milliseconds. */
export const TREND_MS = 15 * MINUTE_MS;
/** The picture is 120 points wide: a point each 7.5 s is all that it can show. */
const TREND_STEP_MS = TREND_MS / 120;
/** The last gaps of a trend tell the usual interval of its metric. */
const TREND_GAPS = 8;
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
  /** The worst open alarm that is not suppressed. */
  alarm: Alarm | null;
  /** By what its worst suppressed alarm is, if it has any. */
  suppressed?: Suppressed;
  /** What is known of it, series by series. */
  evidence?: Evidence[];
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
  /** Whether the normal of any metric is known now, and the range of it. */
  hasBand: boolean;
  /** The judged series that goes without a value first: its newest one, and until when that holds. */
  stopping?: Stopping;
};

/** What a tile says of its open alarms. */
export type OpenAlarms = Pick<TileData, "alarm" | "unanswered" | "suppressed">;

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
 * @param maxSeries most values that are kept: a new series beyond it takes the place of the oldest value
 * @returns false for a value without metric, or one older than what is known of its metric, or than all of too many
 */
export function putValue(state: MachineState, event: MetricUpdated, maxSeries: number): boolean {
  const { metric } = event;
  const at = Date.parse(event.timestamp);
  if (typeof metric !== "string") return false;
  const before = state.values.get(metric);
  if (at < (before?.at ?? 0)) return false;
  if (!before && state.values.size >= maxSeries && !makeRoom(state.values, at)) return false;
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

/** Sets the trend of the main metric. */
export function putTrend(state: MachineState, points: readonly Point[]) {
  state.trend = [...points];
  const main = mainOf(state.values);
  if (main) main.storedMs ??= likelyInterval(gapsOf(points.slice(-TREND_GAPS).map(({ at }) => at)));
}

/** Sets the usual time between the stored values of each metric, milliseconds. */
export function putIntervals({ values }: MachineState, intervals: Readonly<Record<string, number>>) {
  for (const [metric, storedMs] of Object.entries(intervals)) {
    const value = values.get(metric);
    if (value) value.storedMs = storedMs;
  }
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
    evidence: state.openAlarms.alarm ? evidenceFor(state.openAlarms.alarm, heardFrom(state)) : [],
    goneAfterMs: goneAfter(machineInterval(state), slackMs),
    outside: longestOutside(values),
    hasBand: [...values.values()].some((value) => isJudged(value) && !value.isRangeUnknown),
    stopping: stoppingFirst(state, slackMs),
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

function longestOutside(values: ReadonlyMap<string, Value>): TileData["outside"] {
  let longest: TileData["outside"];
  for (const { metric, outsideSince } of values.values()) {
    if (outsideSince !== undefined && outsideSince < (longest?.since ?? Infinity))
      longest = { metric, since: outsideSince };
  }
  return longest;
}

function addPoint(trend: Point[], point: Point) {
  const before = trend.at(-2);
  if (before && point.at - before.at < TREND_STEP_MS) trend.pop();
  trend.push(point);
  while (trend[0] && trend[0].at < point.at - TREND_MS) trend.shift();
}
