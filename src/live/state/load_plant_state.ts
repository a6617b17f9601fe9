import type { MetricUpdated } from "../../domain/event";
import { iso } from "../../domain/iso";
import type { Machine } from "../../domain/machine/machine";
import type { Reading } from "../../domain/machine/reading";
import { valuesOf } from "../../domain/machine/metric_updates";
import { own } from "../../domain/own_property";
import { DAY_MS, HOUR_MS } from "../../domain/time_units";
import type { Judging } from "../../judging/judging";
import type { LatestReading } from "../../store/readings/reading_store";
import type { Store } from "../../store/store";
import { TREND_MS } from "./machine_state";
import type { PlantState } from "./plant_state";

const OPEN_ALARMS_AT_MOST = 1_000;
/** A flood that began longer ago is said to have begun then, after a restart. */
const FLOOD_KNOWN_MS = 4 * HOUR_MS;
const RECENT_ALARMS_AT_MOST = 5_000;

type StoredState = {
  readings: Pick<Store["readings"], "latest" | "points">;
  alarms: Pick<Store["alarms"], "list">;
  calls: Pick<Store["calls"], "waiting">;
};

/** What the server that judges knows of machines: more than is stored with their readings. */
export type Judged = Pick<Judging, "band" | "learned" | "newest">;

/** A series that was heard longer ago than the newest reading of its machine is left out. */
const SERIES_KEPT_MS = DAY_MS;

/**
 * Puts machines with their newest values, trends and open alarms into the state of the plant.
 * @param now epoch milliseconds
 */
export async function loadPlantState(
  plantState: PlantState,
  { readings, alarms, calls }: StoredState,
  machines: readonly Machine[],
  now: number,
  judged?: Judged,
): Promise<void> {
  const wanted = new Set(machines.map(({ id }) => id));
  machines.forEach(plantState.putMachine);
  const latest = (await readings.latest()).filter(({ machine_id }) => wanted.has(machine_id));
  for (const reading of latest) {
    for (const value of valuesWith(reading, judged)) plantState.putValue(value);
    const { machine_id, intervals = {} } = reading;
    plantState.putIntervals(machine_id, intervals);
    const trend = await readings.points(machine_id, mainMetricOf(reading), now - TREND_MS, now);
    plantState.putTrend(machine_id, trend);
  }
  const machineIds = [...wanted];
  const limit = OPEN_ALARMS_AT_MOST;
  const open = await alarms.list({ machineIds, states: ["new", "acknowledged"], limit });
  const cleared = await alarms.list({ machineIds, states: ["cleared"], limit });
  for (const alarm of [...open, ...cleared]) plantState.putAlarm(alarm);
  for (const call of await calls.waiting()) plantState.putCall(call);
  // A flood is known by the alarms of before, whatever has become of them.
  const recent = await alarms.list({ from: now - FLOOD_KNOWN_MS, limit: RECENT_ALARMS_AT_MOST });
  for (const alarm of recent.toReversed()) plantState.putAlarm(alarm, true);
}

/** The newest values of a machine as they are judged, also of series that its newest readings do not name. */
function valuesWith(reading: LatestReading, judged: Judged | undefined): MetricUpdated[] {
  if (!judged) return valuesOf(reading, () => undefined, false);
  const { machine_id: id, at: newestAt, metrics, marked = {}, stamps = {} } = reading;
  const newest = judged.newest(id);
  const all = { ...reading, metrics: { ...metrics }, stamps: { ...stamps } };
  for (const [metric, { at, value }] of Object.entries(newest)) {
    if (at === undefined || value === undefined || at < newestAt - SERIES_KEPT_MS) continue;
    if (Object.hasOwn(metrics, metric) || Object.hasOwn(marked, metric)) continue;
    all.metrics[metric] = value;
    all.stamps[metric] = at;
  }
  const values = valuesOf(all, (metric) => judged.band(id, metric), false, judged.learned(id));
  return values.map((value) => {
    const since = value.quality && own(newest, value.metric ?? "")?.bad_since;
    return typeof since === "number" ? { ...value, since: iso(since) } : value;
  });
}

/** As `loadPlantState`, after the database was put back to an older copy: what is not in it is not shown either. */
export function reloadPlantState(...[plantState, ...from]: Parameters<typeof loadPlantState>): Promise<void> {
  plantState.clear();
  return loadPlantState(plantState, ...from);
}

function mainMetricOf({ metrics }: Pick<Reading, "metrics">): string {
  return "power_kw" in metrics ? "power_kw" : (Object.keys(metrics)[0] ?? "power_kw");
}
