import { isSilent } from "../../../views/shared/age";
import { OUTSIDE_MS } from "../../domain/machine/quality";
import type { TileData } from "./machine_state";

/** The machines in use by what keeps them from being "as expected"; each counts once. */
export type PlantSummary = {
  machines: number;
  /** Those that send nothing. */
  silent: number;
  /** Those that are still learned. */
  unjudged: number;
  /** Those with a value that is not good, or has long been outside its normal range. */
  doubtful: number;
  alarmed: number;
};

export function summaryOf(tiles: readonly TileData[], now: number): PlantSummary {
  const summary = { machines: 0, silent: 0, unjudged: 0, doubtful: 0, alarmed: 0 };
  for (const tile of tiles) {
    if (!tile.machine.is_active) continue;
    summary.machines += 1;
    const standing = standingOf(tile, now);
    if (standing) summary[standing] += 1;
  }
  return summary;
}

function standingOf(tile: TileData, now: number): Exclude<keyof PlantSummary, "machines"> | undefined {
  const { alarm, learned, marked = [], outside } = tile;
  if (isSilent(tile, now)) return "silent";
  if (alarm) return "alarmed";
  if (learned < 1) return "unjudged";
  const isOutside = outside !== undefined && now - outside.since >= OUTSIDE_MS;
  return isOutside || marked.length > 0 ? "doubtful" : undefined;
}
