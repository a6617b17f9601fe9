import { DAY_MS, DAY_SECONDS, MINUTE_MS } from "../domain/time_units";
import { MAX_SERIES, type Reading } from "../domain/machine/reading";
import type { Store } from "../store/store";

/** A series that nothing came of for so long gives up its place to a new one. */
const FORGOTTEN_AFTER_MS = 7 * DAY_MS;
/** Looked for so often at most: senders of ever new names cost no more. */
const FORGET_EVERY_MS = MINUTE_MS;
/** Readings that may not be rolled up yet. */
const UNROLLED_MS = 2 * MINUTE_MS;
const UNROLLED_AT_MOST = 1_000;
/** What other servers have taken in at the same moment is known too, up to so many times the bound. */
const HEARD_TIMES = 2;

type StoredReadings = Pick<Store["readings"], "rolledRows" | "between" | "newestStamps">;
type Series = { heardAt: Map<string, number>; forgotAt: number };

/** The series of each machine, and the bound on their number. Times in epoch milliseconds. */
export type KnownSeries = {
  /** Most series of a machine. */
  most: number;
  /**
   * Whether a value of this series is taken: the series is known, or there is room for it, which it then has.
   */
  admit(machineId: string, metric: string, now: number): boolean;
  /** Notes a value that another server took in. */
  hear(machineId: string, metric: string, now: number): void;
  /** Reads which series these machines have. One that cannot be read knows none. */
  load(readings: StoredReadings, machineIds: readonly string[], now: number): Promise<void>;
};

export function createKnownSeries(most = MAX_SERIES): KnownSeries {
  const machines = new Map<string, Series>();

  const seriesOf = (id: string) =>
    machines.get(id) ?? machines.set(id, { heardAt: new Map(), forgotAt: -Infinity }).get(id)!;

  function note({ heardAt }: Series, metric: string, at: number, bound: number): boolean {
    if (!heardAt.has(metric) && heardAt.size >= bound) return false;
    heardAt.set(metric, at);
    return true;
  }

  return {
    most,
    admit(machineId, metric, now) {
      const series = seriesOf(machineId);
      if (note(series, metric, now, most)) return true;
      if (now - series.forgotAt < FORGET_EVERY_MS) return false;
      series.forgotAt = now;
      for (const [known, at] of series.heardAt)
        if (now - at > FORGOTTEN_AFTER_MS) series.heardAt.delete(known);
      return note(series, metric, now, most);
    },
    hear: (machineId, metric, now) => void note(seriesOf(machineId), metric, now, HEARD_TIMES * most),
    async load(readings, machineIds, now) {
      const stamps = await readings.newestStamps();
      for (const id of machineIds) {
        const stored = await readStored(readings, id, stamps.get(id), now).catch(() => []);
        for (const { metric, at } of stored.slice(0, most)) note(seriesOf(id), metric, at, most);
      }
    },
  };
}

/** A stored series: how many values came of it, and when one did last. */
type StoredSeries = { metric: string; count: number; at: number };

/**
 * The series of a machine, those with the most values first: of too many, what is measured and not what
 * strayed in.
 */
async function readStored(
  readings: StoredReadings,
  machineId: string,
  newestAt: number | undefined,
  now: number,
): Promise<StoredSeries[]> {
  const found = new Map<string, StoredSeries>();
  function add(metric: string, count: number, at: number) {
    const known = found.get(metric);
    const lastAt = Math.max(known?.at ?? at, at);
    found.set(metric, { metric, count: (known?.count ?? 0) + count, at: Math.min(lastAt, now) });
  }
  const from = now - FORGOTTEN_AFTER_MS - DAY_MS;
  for (const { at, metrics } of await readings.rolledRows(machineId, DAY_SECONDS, from, now + DAY_MS))
    for (const metric in metrics) add(metric, metrics[metric]!.count, at + DAY_MS);
  for (const { at, metrics, marked } of await unrolled(readings, machineId, newestAt))
    for (const metric in { ...metrics, ...marked }) add(metric, 1, at);
  return [...found.values()].sort((a, b) => b.count - a.count || (a.metric < b.metric ? -1 : 1));
}

async function unrolled(
  readings: Pick<StoredReadings, "between">,
  machineId: string,
  newestAt: number | undefined,
): Promise<Reading[]> {
  if (newestAt === undefined) return [];
  return readings.between(machineId, newestAt - UNROLLED_MS, newestAt + 1, UNROLLED_AT_MOST);
}
