import { DAY_MS } from "../../domain/time_units";
import type { Activation } from "./activation";
import type { Period } from "./period";

/** An alarm that stands for longer is stale. */
export const STALE_MS = DAY_MS;

/** How many alarms had stood for more than 24 h at some time of the period, and on the day that had the most of them. */
export function worstStale(
  activations: readonly Activation[],
  { from, to, days }: Period,
): { count: number; worstDay: number } {
  const changes = new Array<number>(days.length + 1).fill(0);
  let count = 0;
  for (const { at, endedAt } of activations) {
    const staleFrom = Math.max(at + STALE_MS, from);
    const staleTo = Math.min(endedAt ?? to, to);
    if (staleFrom >= staleTo) continue;
    count++;
    changes[dayOf(days, staleFrom)]!++;
    changes[dayOf(days, staleTo - 1) + 1]!--;
  }
  let [worstDay, onDay] = [0, 0];
  for (const change of changes) {
    onDay += change;
    worstDay = Math.max(worstDay, onDay);
  }
  return { count, worstDay };
}

function dayOf(days: Period["days"], at: number): number {
  const day = days.findLastIndex(({ from }) => from <= at);
  return Math.max(0, day);
}
