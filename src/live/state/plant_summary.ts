import { type Condition, conditionOf, CONDITIONS } from "../../../views/shared/condition";
import type { TileData } from "./machine_state";

/** The machines in use, and how many of them are in each condition but "as expected"; each counts once. */
export type PlantSummary = { machines: number } & Record<Condition["kind"], number>;

export function summaryOf(tiles: readonly TileData[], now: number): PlantSummary {
  const none = Object.fromEntries(CONDITIONS.map((kind) => [kind, 0]));
  const summary = { machines: 0, ...none } as PlantSummary;
  for (const tile of tiles) {
    if (!tile.machine.is_active) continue;
    summary.machines += 1;
    const condition = conditionOf(tile, now);
    if (condition) summary[condition.kind] += 1;
  }
  return summary;
}
