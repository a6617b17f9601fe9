import type { MetricUpdated } from "../../domain/event";

/** Live values that have changed are drawn at this pace. */
export const LIVE_TICK_MS = 250;
const TURN_EVERY_MS = 500;
/** Past this many machines each has its turn once a second instead of twice (DESIGN, decision 3). */
const CALM_PAST_MACHINES = 24;
const CALM_TURN_EVERY_MS = 1_000;
/** What a slow page can swap in without a pause that a finger would feel. */
const MACHINES_A_FRAME = 15;

export type DueUpdate = [machineId: string, metrics: ReadonlySet<string>];

/** Whose values are drawn next: many machines are spread over the second, and one with many values does not crowd out others. */
export type UpdateScheduler = {
  valueChanged(event: MetricUpdated): void;
  has(machineId: string): boolean;
  /** A machine without a new value is to be drawn too. */
  add(machineId: string): void;
  remove(machineId: string): void;
  /**
   * The machines whose turn it is, with the metrics that have changed. To be asked once a tick.
   * @param machines how many take turns
   * @param isSeen what is new of another one is forgotten
   */
  next(machines: number, isSeen?: (machineId: string) => boolean): DueUpdate[];
};

/** @param tickMs how often it will be asked */
export function createUpdateScheduler(tickMs = LIVE_TICK_MS): UpdateScheduler {
  const changed = new Map<string, Set<string>>();
  const drawnAt = new Map<string, number>();
  let tick = 0;

  const of = (machineId: string) => {
    const metrics = changed.get(machineId) ?? new Set<string>();
    changed.set(machineId, metrics);
    return metrics;
  };

  return {
    valueChanged: ({ machine_id, metric }) => void of(machine_id ?? "").add(metric ?? ""),
    has: (machineId) => changed.has(machineId),
    add: (machineId) => void of(machineId),
    remove: (machineId) => void changed.delete(machineId),
    next(machines, isSeen = () => true) {
      tick += 1;
      for (const machineId of changed.keys()) if (!isSeen(machineId)) changed.delete(machineId);
      const between = (machines > CALM_PAST_MACHINES ? CALM_TURN_EVERY_MS : TURN_EVERY_MS) / tickMs;
      const isDue = (machineId: string) => tick - (drawnAt.get(machineId) ?? -between) >= between;
      const turn = [...changed].filter(([machineId]) => isDue(machineId)).slice(0, MACHINES_A_FRAME);
      for (const [machineId] of turn) {
        changed.delete(machineId);
        drawnAt.set(machineId, tick);
      }
      return turn;
    },
  };
}
