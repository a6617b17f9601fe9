import type { Machine } from "../domain/machine/machine";
import type { Reading } from "../domain/machine/reading";
import { DAY_MS, HOUR_MS, HOUR_SECONDS, MINUTE_MS, SECOND_MS } from "../domain/time_units";
import type { Store } from "../store/store";
import type { MachineRegistry } from "./machine_registry";
import { metricName } from "./metric_name";
import { createUsualPower, type UsualPower } from "./usual_power";

/** How far back hours are read, and single values where hours are too few. */
const HOURS_BACK_MS = 14 * DAY_MS;
const VALUES_BACK_MS = 6 * HOUR_MS;
const MOST_VALUES = 1_000;
/** The store is read again: soon for what is asked for and not known, seldom for what is. */
const SOON_MS = 10 * SECOND_MS;
const UNKNOWN_AGAIN_MS = MINUTE_MS;
const KNOWN_AGAIN_MS = 6 * HOUR_MS;
/** Reading the store takes no longer at a time, so that a server of many machines starts all the same. */
const READING_MS = 2 * SECOND_MS;

type Deps = {
  store: { readings: Pick<Store["readings"], "rolledRows" | "between"> };
  machineRegistry: Pick<MachineRegistry, "find" | "all">;
  now(): number;
};

/** The power that machines without a rating usually draw, by which a value that cannot be true is known. */
export type LearnedMedians = {
  /** Undefined while too little is known; then it is looked for in the store. */
  median(machineId: string, metric: string): number | undefined;
  /** Notes values that were taken in. */
  note(readings: readonly Reading[]): void;
  /** Reads what is due from the store: what was learned before a restart, or comes in by another server. */
  read(): Promise<void>;
};

/** What is known of one machine, and when the store was read last; by metric. */
type Learned = { readAt: number; series: Map<string, UsualPower> };

export function createLearnedMedians({ store, machineRegistry, now }: Deps): LearnedMedians {
  const machines = new Map<string, Learned>();
  /** Machines of which something was asked that is not known. */
  const asked = new Set<string>();
  let reading: Promise<void> | undefined;

  const learnedOf = (id: string) =>
    machines.get(id) ?? machines.set(id, { readAt: -Infinity, series: new Map() }).get(id)!;

  function note(readings: readonly Reading[]) {
    let machine: Machine | undefined;
    for (const { machine_id, metrics } of readings) {
      if (machine?.id !== machine_id) machine = machineRegistry.find(machine_id);
      if (machine) noteValues(learnedOf(machine_id), machine, metrics);
    }
  }

  async function readDue() {
    const began = now();
    const due = machineRegistry
      .all()
      .filter((machine) => machine.is_active && isDue(machine, began))
      .sort((a, b) => Number(asked.has(b.id)) - Number(asked.has(a.id)));
    for (const machine of due) {
      if (now() - began > READING_MS) break;
      const learned = learnedOf(machine.id);
      learned.readAt = now();
      asked.delete(machine.id);
      // One that cannot be read now is read the next time.
      await readMachine(store, learned, machine, now()).catch(() => {});
    }
  }

  function isDue({ id, rated_power_kw }: Machine, at: number): boolean {
    if (rated_power_kw !== null && !asked.has(id)) return false;
    const { series, readAt } = learnedOf(id);
    const isKnown = series.size > 0 && series.values().every((usual) => usual.isKnownByHours());
    return at - readAt >= (isKnown ? KNOWN_AGAIN_MS : asked.has(id) ? SOON_MS : UNKNOWN_AGAIN_MS);
  }

  const read = () => (reading ??= readDue().finally(() => (reading = undefined)));

  function lookFor(id: string) {
    asked.add(id);
    if (now() - learnedOf(id).readAt >= SOON_MS) void read();
  }

  return {
    median(machineId, metric) {
      const usual = machines.get(machineId)?.series.get(metric)?.median();
      if (usual === undefined) lookFor(machineId);
      return usual;
    },
    note,
    read,
  };
}

/** Notes the values of those metrics for which a machine's rating says nothing. */
function noteValues(
  { series }: Learned,
  machine: Pick<Machine, "rated_power_kw">,
  metrics: Readonly<Record<string, number>>,
) {
  for (const metric in metrics)
    if (needsMedian(machine, metric)) usualOf(series, metric).note(metrics[metric]!);
}

/** Whether a rating says nothing of the plausible power of a metric. */
export function needsMedian({ rated_power_kw }: Pick<Machine, "rated_power_kw">, metric: string): boolean {
  const { isPower, kw } = metricName(metric);
  return isPower && (rated_power_kw === null || kw === undefined);
}

const usualOf = (series: Learned["series"], metric: string): UsualPower =>
  series.get(metric) ?? series.set(metric, createUsualPower(metric)).get(metric)!;

/** Reads what is stored of a machine: its hours; and of a series of which they are too few, single values. */
async function readMachine({ readings }: Deps["store"], { series }: Learned, machine: Machine, at: number) {
  const hours = await readings.rolledRows(machine.id, HOUR_SECONDS, at - HOURS_BACK_MS, at);
  const means = new Map<string, number[]>();
  for (const { metrics } of hours)
    for (const [metric, { mean }] of Object.entries(metrics))
      if (metricName(metric).isPower)
        if (means.get(metric)?.push(mean) === undefined) means.set(metric, [mean]);
  for (const [metric, each] of means) usualOf(series, metric).takeHours(each);
  if (series.size > 0 && series.values().every((usual) => usual.median() !== undefined)) return;
  const stored: Learned = { readAt: at, series: new Map() };
  for (const { metrics } of await readings.between(machine.id, at - VALUES_BACK_MS, at, MOST_VALUES))
    noteValues(stored, machine, metrics);
  for (const [metric, usual] of stored.series)
    if (usualOf(series, metric).median() === undefined) series.set(metric, usual);
}
