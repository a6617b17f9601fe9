import type { MetricUpdated } from "../../domain/event";

/** Live values that have changed are drawn at this pace. */
export const LIVE_TICK_MS = 250;
const UPDATE_EVERY_MS = 500;
/**
 * Past this many machines each is updated once a second instead of twice: sixty tiles at 2 Hz cost a tablet
 * half its time.
 */
const SLOWER_PAST_MACHINES = 24;
const SLOWER_UPDATE_EVERY_MS = 1_000;
/** A slow page can swap in this many without a pause that a finger would feel. */
export const MACHINES_A_FRAME = 15;

export type DueUpdate = [machineId: string, metrics: ReadonlySet<string>];

/**
 * Decides whose values are drawn next: many machines are spread over the second, and one with many values
 * does not crowd out others.
 */
export type UpdateScheduler = {
  onValue(event: MetricUpdated): void;
  has(machineId: string): boolean;
  /** Schedules a machine without a new value. */
  add(machineId: string): void;
  remove(machineId: string): void;
  /**
   * The machines that are due, with the metrics that have changed. To be asked once a tick.
   * @param machines the number of those that share the pace
   * @param isSeen updates of a machine that nobody sees are dropped
   */
  next(machines: number, isSeen?: (machineId: string) => boolean): DueUpdate[];
};

/** @param tickMs milliseconds between two calls of `next` */
export function createUpdateScheduler(tickMs = LIVE_TICK_MS): UpdateScheduler {
  const changed = new Map<string, Set<string>>();
  const drawnAt = new Map<string, number>();
  let tick = 0;

  const metricsOf = (machineId: string) => {
    const metrics = changed.get(machineId) ?? new Set<string>();
    changed.set(machineId, metrics);
    return metrics;
  };

  return {
    onValue: ({ machine_id, metric }) => void metricsOf(machine_id ?? "").add(metric ?? ""),
    has: (machineId) => changed.has(machineId),
    add: (machineId) => void metricsOf(machineId),
    remove: (machineId) => void changed.delete(machineId),
    next(machines, isSeen = () => true) {
      tick += 1;
      for (const machineId of changed.keys()) if (!isSeen(machineId)) changed.delete(machineId);
      const everyMs = machines > SLOWER_PAST_MACHINES ? SLOWER_UPDATE_EVERY_MS : UPDATE_EVERY_MS;
      const ticks = everyMs / tickMs;
      const isDue = (machineId: string) => tick - (drawnAt.get(machineId) ?? -ticks) >= ticks;
      const due = [...changed].filter(([machineId]) => isDue(machineId)).slice(0, MACHINES_A_FRAME);
      for (const [machineId] of due) {
        changed.delete(machineId);
        drawnAt.set(machineId, tick);
      }
      return due;
    },
  };
}
