import { kindOf, type MetricSettings, rangeOf } from "../domain/machine/metric_settings";
import type { MachineRegistry } from "./machine_registry";
import { createIngestQueue } from "./queue";
import { createRefusals } from "./refusals";
import type { MetricKnowledge } from "./plausible";
import type { KnownMachines, Validated } from "./validate";

type InboxOptions = {
  machineRegistry: Pick<MachineRegistry, "find">;
  metricSettings: MetricSettings;
  now(): number;
  counters: { taken: { add(count: number): void }; rejected: { add(count: number): void } };
};

/** Where readings come in: the queue, what is known when one arrives, and the counts of what is and is not taken. */
export function createInbox({ machineRegistry, metricSettings, now, counters }: InboxOptions) {
  const metrics = metricKnowledge(metricSettings);
  const refusals = createRefusals();
  return {
    ingestQueue: createIngestQueue(),
    known: (): KnownMachines => ({ machine: machineRegistry.find, now: now(), metrics }),
    refusals,
    countTaken(validated: Pick<Validated, "readings" | "rejected" | "refusals">) {
      counters.taken.add(validated.readings.length);
      counters.rejected.add(validated.rejected.length);
      validated.refusals.forEach(refusals.add);
    },
  };
}

/** What people have set of metrics, as far as it decides what is plausible. */
function metricKnowledge(settings: MetricSettings): MetricKnowledge {
  return {
    range: (machineId, metric) => rangeOf(settings, machineId, metric),
    isCounter(machineId, metric) {
      const kind = kindOf(settings, machineId, metric);
      return kind && kind === "counter";
    },
  };
}
