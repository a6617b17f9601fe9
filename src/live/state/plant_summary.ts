import { type Condition, conditionOf, CONDITIONS } from "../../../views/shared/condition";
import type { TileData } from "./machine_state";

/** The machines in use, and how many of them are in each condition but "as expected"; each counts once. */
export type PlantSummary = { machines: number } & Record<Condition["kind"], number>;

type Kind = Condition["kind"];

export function summaryOf(tiles: readonly TileData[], now: number): PlantSummary {
  return countConditions(inUse(tiles).map((tile) => conditionOf(tile, now)?.kind));
}

/** The condition of each machine in use, by its id; undefined: as expected. */
export function conditionsOf(tiles: readonly TileData[], now: number): Map<string, Kind | undefined> {
  return new Map(inUse(tiles).map((tile) => [tile.machine.id, conditionOf(tile, now)?.kind]));
}

const inUse = (tiles: readonly TileData[]) => tiles.filter(({ machine }) => machine.is_active);

export function countConditions(kinds: Iterable<Kind | undefined>): PlantSummary {
  const none = Object.fromEntries(CONDITIONS.map((kind) => [kind, 0]));
  const summary = { machines: 0, ...none } as PlantSummary;
  for (const kind of kinds) {
    summary.machines += 1;
    if (kind) summary[kind] += 1;
  }
  return summary;
}
