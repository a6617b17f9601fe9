import { Hono } from "hono";
import { BoardPage } from "../../../views/board/board";
import { ErrorPage } from "../../../views/layout/error";
import { text } from "../../words/text";
import type { Store } from "../../store/store";
import type { KpiTracker } from "../../live/state/kpi_tracker";
import type { PlantState } from "../../live/state/plant_state";
import { askedMachines, type AskedMachinesDeps } from "../asked_machines";
import { summaryOf } from "../../live/state/plant_summary";
import { type SiteConfig, ROWS_ON, pageContext } from "../page_context";

type Deps = AskedMachinesDeps & {
  siteConfig: SiteConfig;
  store: Pick<Store, "alarms">;
  plantState: PlantState;
  kpis: KpiTracker;
};

export function boardRoutes(deps: Deps) {
  const { siteConfig, store, plantState, kpis } = deps;
  return new Hono().get("/", async (c) => {
    const asked = await askedMachines(c, deps);
    if ("unknown" in asked) {
      // An empty board would look as if an unknown machine were fine.
      const site = pageContext(siteConfig, c, "plain", null);
      return c.html(<ErrorPage site={site} status={404} sentence={text.noSuchMachine(asked.unknown)} />, 404);
    }
    const machineIds = asked.ids;
    // Take the cursor first: an event in between is then sent twice rather than lost.
    const site = pageContext(siteConfig, c, "board", "board", machineIds);
    const alarms = await store.alarms.board(ROWS_ON.board ?? 0, machineIds);
    const tiles = plantState.tiles(machineIds);
    return c.html(
      <BoardPage
        site={site}
        figures={kpis.figures()}
        tiles={tiles}
        summary={summaryOf(tiles, site.now)}
        alarms={alarms}
        machineIds={machineIds}
        total={Math.max(kpis.total(machineIds), alarms.length)}
      />,
    );
  });
}
