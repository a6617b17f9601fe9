import { yieldToLoop } from "../async/yield";
import type { EnergySource } from "../domain/energy/source";
import type { CausedAlert } from "../domain/event";
import type { Machine } from "../domain/machine/machine";
import type { Point } from "../domain/machine/reading";
import { DAY_MS, HOUR_MS } from "../domain/time_units";
import { counterSource, energyMetrics } from "../energy/choose_source";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { Store } from "../store/store";

/** The newest values by which a counter is known; of a machine that sends seldom, those of a week. */
const LOOK_BACK_MS = 3 * HOUR_MS;
const LOOK_FURTHER_MS = 7 * DAY_MS;
const ENOUGH_VALUES = 60;
const POWER = "power_kw";

export type EnergySourcesDeps = {
  store: {
    readings: Pick<Store["readings"], "latest" | "points">;
    energySources: Store["energySources"];
    events: Pick<Store["events"], "record">;
  };
  machineRegistry: Pick<MachineRegistry, "find">;
};

/**
 * Reads the energy of machines from their counters as soon as they are known to count. A machine keeps its
 * counter for as long as it sends it. A change is told as an event.
 */
export async function chooseEnergySources({ store, machineRegistry }: EnergySourcesDeps): Promise<void> {
  for (const { machine_id, metrics, at } of await store.readings.latest()) {
    const candidates = energyMetrics(Object.keys(metrics)).filter((metric) => metric !== "energy_kwh");
    const machine = machineRegistry.find(machine_id);
    if (!machine || candidates.length === 0) continue;
    const [current] = await store.energySources.list(machine_id);
    if (current && candidates.includes(current.metric)) continue;
    const source = await firstCounter(store, machine_id, candidates, at);
    if (!source) continue;
    // Where no power told the energy, nothing is kept from before.
    const since = current || POWER in metrics ? Math.floor(at / HOUR_MS) * HOUR_MS : 0;
    await store.energySources.change(machine_id, { ...source, since });
    await store.events.record([changed(machine, source, current?.metric ?? POWER)]);
  }
}

async function firstCounter(
  { readings }: EnergySourcesDeps["store"],
  machineId: string,
  metrics: readonly string[],
  newest: number,
): Promise<EnergySource | undefined> {
  for (const metric of metrics) {
    const source = counterSource(metric, await newestPoints(readings, machineId, metric, newest));
    await yieldToLoop();
    if (source) return source;
  }
  return undefined;
}

async function newestPoints(
  readings: Pick<Store["readings"], "points">,
  machineId: string,
  metric: string,
  newest: number,
): Promise<Point[]> {
  const points = await readings.points(machineId, metric, newest - LOOK_BACK_MS, newest + 1);
  return points.length >= ENOUGH_VALUES
    ? points
    : readings.points(machineId, metric, newest - LOOK_FURTHER_MS, newest + 1);
}

function changed({ id, name }: Machine, { metric }: EnergySource, before: string): CausedAlert {
  return {
    event_type: "system_alert",
    alert_type: "energy_source",
    severity: "info",
    machine_id: id,
    cause: { kind: "energy_source", machine: name, metric },
    details: { metric, before },
  };
}
