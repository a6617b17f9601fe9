import { conditionOf } from "../../../views/shared/condition";
import { stoppedSince } from "../../domain/alarm/not_known";
import type { TileData } from "../state/machine_state";
import type { PlantState } from "../state/plant_state";

/**
 * Tells whose state has changed with or without a value: a machine that fell silent, one whose first value
 * came, a series that went bad. What was first seen is as the pages have it.
 * @returns asks for the ids of the machines that have changed since the last time, at most so many
 */
export function watchStates(plantState: Pick<PlantState, "tiles">, now: () => number) {
  const seen = new Map<string, string>();
  return (most: number): string[] => {
    const changed: string[] = [];
    for (const tile of plantState.tiles()) {
      const { id } = tile.machine;
      const state = stateOf(tile, now());
      const before = seen.get(id);
      if (before === state) continue;
      if (before !== undefined) {
        if (changed.length >= most) break;
        changed.push(id);
      }
      seen.set(id, state);
    }
    return changed;
  };
}

/** All that a tile shows besides its numbers. */
function stateOf(tile: TileData, now: number): string {
  const { main, others, marked = [], evidence = [] } = tile;
  const metrics = [main, ...others].map(({ metric }) => metric);
  const marks = marked.map(({ metric, quality }) => [metric, quality]);
  return JSON.stringify([
    ...[conditionOf(tile, now)?.kind, stoppedSince(evidence, now)],
    ...[metrics, marks],
  ]);
}
