import { firstsOf } from "../../live/state/floods";
import { callsFor } from "../../live/state/calls_for";
import type { KpiTracker } from "../../live/state/kpi_tracker";
import type { PlantState } from "../../live/state/plant_state";
import { summaryOf } from "../../live/state/plant_summary";
import type { Store } from "../../store/store";
import { ROWS_ON } from "../page_context";

export type BoardDeps = {
  store: Pick<Store, "alarms">;
  plantState: Pick<PlantState, "tiles" | "shown" | "floods" | "calls" | "machine">;
  kpis: Pick<KpiTracker, "figures" | "total" | "suppressed">;
};

/**
 * All that the board shows now of these machines (none: all). Take the cursor first: an event in between is then sent
 * twice rather than lost.
 * @param now epoch milliseconds
 */
export async function readBoard(
  { store, plantState, kpis }: BoardDeps,
  page: "board" | "kiosk",
  machineIds: readonly string[],
  now: number,
) {
  const fill = ROWS_ON[page] ?? 0;
  const floods = plantState.floods(now, machineIds);
  const alarms = await store.alarms.board(fill, machineIds, firstsOf(floods));
  const tiles = plantState.tiles(machineIds);
  return {
    figures: kpis.figures(),
    tiles,
    summary: summaryOf(tiles, now),
    alarms: alarms.map((alarm) => plantState.shown(alarm, now)),
    floods,
    calls: callsFor(plantState, machineIds),
    fill,
    machineIds,
    total: Math.max(kpis.total(machineIds), alarms.length),
    suppressed: kpis.suppressed(machineIds),
  };
}
