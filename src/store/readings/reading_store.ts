import type { Position } from "../../domain/machine/position";
import type { Mark, Point, Reading, RolledPoint, RollupSeconds } from "../../domain/machine/reading";
import type { Cover } from "./cover";

/** The newest value of each metric of a machine, and the instant and mode of its newest reading. */
export type LatestReading = {
  machine_id: string;
  at: number;
  mode: string | null;
  metrics: Record<string, number>;
  /** The instant of each value in `metrics` and `marked`; absent where all are of `at`. */
  stamps?: Record<string, number>;
  /** The metrics whose newest value is no good one. */
  marked?: Record<string, Mark>;
  /**
   * The usual time between the newest values of each metric, milliseconds; of those that came more than once.
   */
  intervals?: Record<string, number>;
};

/** A reading at its place in the order of storing. */
export type StoredReading = { reading: Reading; position: Position };

/**
 * What `record` has done: each machine's newest position before, and the readings in the order of storing.
 */
export type Recorded = { before: ReadonlyMap<string, Position>; stored: readonly StoredReading[] };

/** Some readings of a machine in the order of storing, and whether there may be more after them. */
export type StoredPage = { stored: StoredReading[]; hasMore: boolean };

/**
 * One roll-up row. `kwh` is the energy drawn in the `energy_ms` of the span for which it is known; null where
 * it is not known at all. `covered_ms` is how much of the span was read, from any metric.
 */
export type RolledRow = Cover & {
  at: number;
  kwh: number | null;
  metrics: Record<string, Omit<RolledPoint, "at">>;
};

/** Raw readings and their roll-ups. Times in epoch milliseconds, periods half open [from, to). */
export type ReadingStore = {
  /**
   * Records readings in one transaction; on disk when it resolves. The same machine, instant and metric again
   * replaces the value; a reading that only repeats what is stored is left out of the answer.
   */
  record(readings: Reading[]): Promise<Recorded>;
  /** The newest position of each machine. */
  newest(): Promise<Map<string, Position>>;
  /** The stamp of each machine's newest reading, epoch milliseconds. */
  newestStamps(): Promise<Map<string, number>>;
  latest(): Promise<LatestReading[]>;
  /** Raw readings of one machine, oldest first. */
  between(machineId: string, from: number, to: number, limit?: number): Promise<Reading[]>;
  /**
   * At most `limit` readings of a machine past a position (undefined: from the first), in the order of
   * storing.
   */
  past(machineId: string, position: Position | undefined, limit: number): Promise<StoredPage>;
  points(machineId: string, metric: string, from: number, to: number): Promise<Point[]>;
  rolled(
    machineId: string,
    metric: string,
    span: RollupSeconds,
    from: number,
    to: number,
  ): Promise<RolledPoint[]>;
  /** Roll-ups of every metric, oldest first; `metrics[name]` is absent where nothing was read. */
  rolledRows(machineId: string, span: RollupSeconds, from: number, to: number): Promise<RolledRow[]>;
  /** kWh drawn by each machine in the period, as far as it is rolled up. */
  energy(from: number, to: number): Promise<Map<string, number>>;
  count(): Promise<number>;
};
