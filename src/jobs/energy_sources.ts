import { yieldToLoop } from "../async/yield";
import { type EnergySource, INTERVAL, POWER } from "../domain/energy/source";
import type { CausedAlert } from "../domain/event";
import type { Machine } from "../domain/machine/machine";
import type { Point } from "../domain/machine/reading";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../domain/time_units";
import type { MetricSettings, ScopedSetting } from "../domain/machine/metric_settings";
import { chooseSource } from "../energy/choose_source";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { Store } from "../store/store";

/** The newest values by which a counter is known; of a machine that sends seldom, those of a week. */
const LOOK_BACK_MS = 3 * HOUR_MS;
const LOOK_FURTHER_MS = 7 * DAY_MS;
const ENOUGH_VALUES = 60;
/** Metrics from which roll-ups have energy before any source was chosen. */
const READ_UNCHOSEN = [POWER.metric, INTERVAL.metric];
/** Sources are looked for so often, and as soon as something was set of a metric. */
const EVERY_MS = 5 * MINUTE_MS;

export type EnergySourcesDeps = {
  store: {
    readings: Pick<Store["readings"], "latest" | "points">;
    energySources: Store["energySources"];
    events: Pick<Store["events"], "record">;
  };
  machineRegistry: Pick<MachineRegistry, "find">;
  metricSettings: MetricSettings;
};

/**
 * Reads the energy of machines from their counters as soon as they are known to count, and from what people
 * set of their metrics. A change is told as an event, keeps the roll-ups before it, and begins a new
 * baseline.
 */
export async function chooseEnergySources({
  store,
  machineRegistry,
  metricSettings,
}: EnergySourcesDeps): Promise<void> {
  for (const { machine_id, metrics, marked, at } of await store.readings.latest()) {
    const machine = machineRegistry.find(machine_id);
    if (!machine) continue;
    // A metric whose newest value is no good one is sent all the same.
    const names = [...Object.keys(metrics), ...Object.keys(marked ?? {})];
    const [current] = await store.energySources.list(machine_id);
    const source = await chooseSource({
      metrics: names,
      settingOf: (metric) => metricSettings.of(machine_id, metric),
      current,
      async pointsOf(metric) {
        await yieldToLoop();
        return newestPoints(store.readings, machine_id, metric, at);
      },
    });
    if (!source) continue;
    const isReadBefore = current !== undefined || READ_UNCHOSEN.some((name) => names.includes(name));
    // Where nothing told the energy, nothing is kept from before.
    const since = isReadBefore ? Math.floor(at / HOUR_MS) * HOUR_MS : 0;
    await store.energySources.change(machine_id, { ...source, since });
    await store.events.record([changed(machine, source, current?.metric ?? POWER.metric)]);
  }
}

/** Whether sources are to be looked for: from time to time, and when something else is set of metrics. */
export function sourcesDue(
  metricSettings: { entries(): readonly ScopedSetting[] },
  now: () => number,
): () => boolean {
  let last = { at: -Infinity, entries: "" };
  return () => {
    const next = { at: now(), entries: JSON.stringify(metricSettings.entries()) };
    if (next.entries === last.entries && next.at - last.at < EVERY_MS) return false;
    last = next;
    return true;
  };
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

function changed({ id, name }: Machine, { metric, kind }: EnergySource, before: string): CausedAlert {
  return {
    event_type: "system_alert",
    alert_type: "energy_source",
    severity: "info",
    machine_id: id,
    cause: { kind: "energy_source", machine: name, metric, source: kind },
    details: { metric, before },
  };
}
