import {
  kindOf,
  mayCount,
  newMemory,
  noteValue,
  type SeriesKind,
  type SeriesMemory,
} from "../../domain/machine/series_kind";
import type { Kinds } from "../detector";

type Rolled = { at: number; metrics: Record<string, { low: number }> };

/**
 * The kinds that the names of a machine's metrics do not say, from its roll-ups: a counter is no lower in a
 * span than in the one before it, but after a reset.
 * @param rolled oldest first
 * @param setting the kind that somebody set for a metric
 */
export function rolledKinds(
  rolled: readonly Rolled[],
  setting: (metric: string) => SeriesKind | undefined,
): Kinds {
  const memories = new Map<string, SeriesMemory | undefined>();
  for (const { at, metrics } of rolled)
    for (const [metric, { low }] of Object.entries(metrics)) {
      const memory = memories.get(metric);
      if (memory) noteValue(memory, at, low);
      else memories.set(metric, mayCount(metric) ? newMemory(at, low) : undefined);
    }
  const kinds: Record<string, SeriesKind> = {};
  for (const [metric, memory] of memories) {
    const kind = kindOf(metric, memory, setting(metric));
    if (kind !== kindOf(metric)) kinds[metric] = kind;
  }
  return kinds;
}
