import { kindOf, type MetricSettings, rangeOf } from "../domain/machine/metric_settings";
import type { MachineRegistry } from "./machine_registry";
import { createIngestQueue } from "./queue";
import { createRefusals } from "./refusals";
import type { MetricKnowledge } from "./plausible";
import type { KnownMachines } from "./validate";

type InboxOptions = {
  machineRegistry: Pick<MachineRegistry, "find">;
  metricSettings: MetricSettings;
  now(): number;
};

/** Where readings come in: the queue, what is known when one arrives, and the count of what is not taken. */
export function createInbox({ machineRegistry, metricSettings, now }: InboxOptions) {
  const metrics = metricKnowledge(metricSettings);
  return {
    ingestQueue: createIngestQueue(),
    known: (): KnownMachines => ({ machine: machineRegistry.find, now: now(), metrics }),
    refusals: createRefusals(),
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
