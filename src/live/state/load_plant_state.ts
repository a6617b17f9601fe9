import type { Store } from "../../store/store";
import type { PlantState } from "./plant_state";
import type { Machine } from "../../domain/machine/machine";
import { valuesOf } from "../../domain/machine/metric_updates";

const TREND_MS = 15 * 60_000;
const OPEN_ALARMS = 1_000;

/** Puts machines with their newest values, trends and open alarms on the floor. `now` in epoch milliseconds. */
export async function loadPlantState(
  plantState: PlantState,
  store: Store,
  machines: readonly Machine[],
  now: number,
) {
  const wanted = new Set(machines.map(({ id }) => id));
  machines.forEach(plantState.putMachine);
  const latest = (await store.readings.latest()).filter(({ machine_id }) => wanted.has(machine_id));
  for (const { machine_id, at, mode, metrics } of latest) {
    for (const value of valuesOf({ machine_id, at, mode, metrics }, () => undefined, false))
      plantState.putValue(value);
    const main = "power_kw" in metrics ? "power_kw" : (Object.keys(metrics)[0] ?? "power_kw");
    plantState.putTrend(machine_id, await store.readings.points(machine_id, main, now - TREND_MS, now));
  }
  const open = await store.alarms.list({
    machineIds: [...wanted],
    states: ["new", "acknowledged"],
    limit: OPEN_ALARMS,
  });
  open.forEach(plantState.putAlarm);
}
