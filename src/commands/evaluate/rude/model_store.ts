import type { Reading } from "../../../domain/machine/reading";
import { own } from "../../../domain/own_property";
import { type Newest, placeReadings, type Values } from "../../../store/readings/storing_order";

/** Stored readings in memory, placed as the database places them. */
export type ModelStore = {
  /** Stores readings of any machines; those that are new, in the order of storing. */
  record(readings: readonly Reading[]): Reading[];
  value(machineId: string, at: number, metric: string): number | undefined;
  /** The sum of the good values of a metric. */
  sum(machineId: string, metric: string): number;
};

type Kept = { newest: Newest | undefined; instants: Map<number, Values> };

export function createModelStore(): ModelStore {
  const machines = new Map<string, Kept>();

  function recordOf(id: string, readings: readonly Reading[]): Reading[] {
    const kept = machines.get(id) ?? { newest: undefined, instants: new Map() };
    machines.set(id, kept);
    const placed = placeReadings(readings, kept.newest, kept.instants);
    kept.newest = placed.newest;
    for (const [at, values] of placed.instants) kept.instants.set(at, values);
    return placed.stored.map(({ reading }) => reading);
  }

  const metricsAt = (id: string, at: number) => machines.get(id)?.instants.get(at)?.metrics ?? {};
  return {
    record(readings) {
      const ids = [...new Set(readings.map(({ machine_id }) => machine_id))];
      return ids.flatMap((id) =>
        recordOf(id, ids.length === 1 ? readings : readings.filter(({ machine_id }) => machine_id === id)),
      );
    },
    value: (id, at, metric) => own(metricsAt(id, at), metric),
    sum(id, metric) {
      let sum = 0;
      for (const { metrics } of machines.get(id)?.instants.values() ?? []) sum += own(metrics, metric) ?? 0;
      return sum;
    },
  };
}
