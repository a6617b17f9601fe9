import type { Machine } from "../../domain/machine/machine";
import type { Reading } from "../../domain/machine/reading";
import { valuesOf } from "../../domain/machine/metric_updates";
import type { Store } from "../../store/store";
import { TREND_MS } from "./machine_state";
import type { PlantState } from "./plant_state";

const OPEN_ALARMS_AT_MOST = 1_000;

type StoredState = {
  readings: Pick<Store["readings"], "latest" | "points">;
  alarms: Pick<Store["alarms"], "list">;
};

/**
 * Puts machines with their newest values, trends and open alarms into the state of the plant.
 * @param now epoch milliseconds
 */
export async function loadPlantState(
  plantState: PlantState,
  { readings, alarms }: StoredState,
  machines: readonly Machine[],
  now: number,
): Promise<void> {
  const wanted = new Set(machines.map(({ id }) => id));
  machines.forEach(plantState.putMachine);
  const latest = (await readings.latest()).filter(({ machine_id }) => wanted.has(machine_id));
  for (const reading of latest) {
    for (const value of valuesOf(reading, () => undefined, false)) plantState.putValue(value);
    const { machine_id } = reading;
    const trend = await readings.points(machine_id, mainMetricOf(reading), now - TREND_MS, now);
    plantState.putTrend(machine_id, trend);
  }
  const open = await alarms.list({
    machineIds: [...wanted],
    states: ["new", "acknowledged"],
    limit: OPEN_ALARMS_AT_MOST,
  });
  open.forEach(plantState.putAlarm);
}

/** As `loadPlantState`, after the database was put back to an older copy: what is not in it is not shown either. */
export function reloadPlantState(...[plantState, ...from]: Parameters<typeof loadPlantState>): Promise<void> {
  plantState.clear();
  return loadPlantState(plantState, ...from);
}

function mainMetricOf({ metrics }: Pick<Reading, "metrics">): string {
  return "power_kw" in metrics ? "power_kw" : (Object.keys(metrics)[0] ?? "power_kw");
}
