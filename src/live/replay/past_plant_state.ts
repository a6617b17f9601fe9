import type { Alarm } from "../../domain/alarm/alarm";
import type { Machine } from "../../domain/machine/machine";
import { valuesOf } from "../../domain/machine/metric_updates";
import type { PastMachine, Playback } from "../../store/playback/playback";
import { createPlantState, type PlantState } from "../state/plant_state";

/** The questions about the past that drawing it asks. */
export type Past = Playback & {
  /** Alarms that opened in [from, to), newest first. */
  opened(query: { machineIds: readonly string[]; from: number; to: number; limit: number }): Promise<Alarm[]>;
};

/** Of older readings only their minutes are stored: between two of them a machine was not silent. */
const PAST_INTERVAL_SECONDS = 30;

/**
 * Machines and alarms as they were at a moment. What was normal then is stored nowhere, so no band is drawn.
 */
export async function pastPlantState(
  past: Pick<Past, "machinesAt" | "alarmsAt">,
  machines: readonly Machine[],
  { at, machineIds, fill }: { at: number; machineIds: readonly string[]; fill: number },
): Promise<{ plantState: PlantState; alarms: Alarm[] }> {
  const [pastMachines, alarms] = await Promise.all([
    past.machinesAt(at, machineIds),
    past.alarmsAt(at, fill, machineIds),
  ]);
  const plantState = createPlantState();
  for (const machine of machines) {
    const interval = Math.max(machine.data_interval_seconds, PAST_INTERVAL_SECONDS);
    if (machineIds.length === 0 || machineIds.includes(machine.id))
      plantState.putMachine({ ...machine, data_interval_seconds: interval });
  }
  for (const machine of pastMachines) putMachine(plantState, machine);
  for (const alarm of alarms) plantState.putAlarm(alarm);
  return { plantState, alarms };
}

function putMachine(plantState: PlantState, { minutes, ...latest }: PastMachine) {
  for (const value of valuesOf(latest, () => undefined, false)) plantState.putValue(value);
  const [main] = plantState.values(latest.machine_id);
  if (!main) return;
  const points = [...minutes, latest].flatMap(({ at, metrics }) => {
    const value = Object.hasOwn(metrics, main.metric) ? metrics[main.metric] : undefined;
    return value === undefined ? [] : { at, value };
  });
  plantState.putTrend(latest.machine_id, points);
}
