import type { MetricUpdated } from "../domain/event";
import { kindOf, type MetricSettings, rangeOf } from "../domain/machine/metric_settings";
import { MINUTE_MS } from "../domain/time_units";
import type { Store } from "../store/store";
import { createKnownSeries } from "./known_series";
import { createLearnedMedians, type LearnedMedians, needsMedian } from "./learned_medians";
import type { MachineRegistry } from "./machine_registry";
import { createIngestQueue, type IngestQueue } from "./queue";
import { createRefusals } from "./refusals";
import type { MetricKnowledge } from "./plausible";
import type { KnownMachines } from "./validate";

type InboxOptions = {
  machineRegistry: Pick<MachineRegistry, "find" | "all">;
  metricSettings: MetricSettings;
  store: { readings: Pick<Store["readings"], "rolledRows" | "between" | "newestStamps"> };
  now(): number;
  /** Most series of a machine. */
  maxSeries?: number;
};

const READ_EVERY_MS = MINUTE_MS;

/**
 * Where readings come in: the queue, what is known when one arrives, and the count of what is not taken.
 * Resolves when it knows what was learned before.
 */
export async function createInbox({ machineRegistry, metricSettings, store, now, maxSeries }: InboxOptions) {
  const series = createKnownSeries(maxSeries);
  const ids = machineRegistry.all().map(({ id }) => id);
  await series.load(store.readings, ids, now());
  const medians = createLearnedMedians({ store, machineRegistry, now });
  await medians.read();
  // Another server may take in the readings of a machine, until they come here. It keeps no process alive.
  setInterval(() => void medians.read(), READ_EVERY_MS).unref();
  const metrics = metricKnowledge(metricSettings, medians);
  return {
    ingestQueue: noting(createIngestQueue(), medians),
    known: (): KnownMachines => ({ machine: machineRegistry.find, now: now(), metrics, series }),
    refusals: createRefusals(),
    maxSeries: series.most,
    /** A value was announced, perhaps by another server: the next one of its series may come in here. */
    onAnnounced({ machine_id, metric }: Pick<MetricUpdated, "machine_id" | "metric">) {
      const machine = machineRegistry.find(machine_id ?? "");
      if (machine && metric) series.hear(machine.id, metric, now());
      if (machine && metric && needsMedian(machine, metric)) medians.median(machine.id, metric);
    },
  };
}

/** The queue, which tells the medians of what is taken. */
function noting(queue: IngestQueue, { note }: Pick<LearnedMedians, "note">): IngestQueue {
  return {
    ...queue,
    [Symbol.asyncIterator]: () => queue[Symbol.asyncIterator](),
    enqueue(readings) {
      const answer = queue.enqueue(readings);
      if (answer.kind === "taken") note(readings);
      return answer;
    },
  };
}

/** What people have set of metrics, and what is learned of them, as far as it decides what is plausible. */
function metricKnowledge(
  settings: MetricSettings,
  { median }: Pick<LearnedMedians, "median">,
): MetricKnowledge {
  return {
    median,
    range: (machineId, metric) => rangeOf(settings, machineId, metric),
    isCounter(machineId, metric) {
      const kind = kindOf(settings, machineId, metric);
      return kind && kind === "counter";
    },
  };
}
