import { type Alarm, isOpen, SEVERITIES, type Severity } from "../../domain/alarm/alarm";
import type { MetricUpdated } from "../../domain/event";
import type { Machine } from "../../domain/machine/machine";
import { unitOf } from "../../domain/machine/metric";
import type { Point } from "../../domain/machine/reading";
import { MINUTE_MS } from "../../domain/time_units";

/** The time that a trend covers, milliseconds. */
export const TREND_MS = 15 * MINUTE_MS;
/** The picture is 120 points wide: a point each 7.5 s is all that it can show. */
const TREND_STEP_MS = TREND_MS / 120;
const OTHERS_ON_TILE = 3;
/** Metrics that say little at a glance: shown on the machine's own page, not on its tile. */
const NOT_ON_TILE = /(_kwh|_count|_hz|_v|_factor)$/;

/** A metric's newest value, and the band in which it would be normal now (absent until that is learned). */
export type Value = {
  metric: string;
  value: number | null;
  unit: string;
  low?: number;
  high?: number;
  /** The time of reading: a sensor may fall silent while others of its machine go on. */
  at: number | null;
};

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
  if (typeof metric !== "string" || at < (state.values.get(metric)?.at ?? 0)) return false;
  const value: Value = {
    metric,
    value: event.value ?? null,
    unit: event.unit ?? unitOf(metric),
    low: event.low ?? undefined,
    high: event.high ?? undefined,
    at,
  };
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

export function tileOf(state: MachineState): TileData {
  const { machine, mode, at, values, trend, simulated, learned } = state;
  state.openAlarms ??= openAlarmsOf(state.alarms);
  const main = mainOf(values);
  const others = [...values.values()].filter((value) => value !== main && !NOT_ON_TILE.test(value.metric));
  return {
    machine,
    mode,
    at,
    main: main ?? { metric: "power_kw", value: null, unit: "kW", at: null },
    others: others.slice(0, OTHERS_ON_TILE),
    trend,
    ...state.openAlarms,
    simulated,
    learned,
  };
}

/** The newest value of every metric, the main one first. */
export function mainFirst(values: ReadonlyMap<string, Value>): Value[] {
  const main = mainOf(values);
  return main ? [main, ...[...values.values()].filter((value) => value !== main)] : [];
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
