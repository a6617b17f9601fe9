import { Hono } from "hono";
import { BoardPage } from "../../views/board";
import type { History } from "../history/history";
import type { Counters } from "../live/counters";
import type { Floor } from "../live/floor";
import { type House, machinesOf, ROWS_ON, siteFor } from "./pages";

type Deps = { house: House; history: Pick<History, "alarms">; floor: Floor; counters: Counters };

export function boardRoutes({ house, history, floor, counters }: Deps) {
  return new Hono().get("/", async (c) => {
    const machineIds = machinesOf(c, "board");
    // The cursor first: an event between the two is then sent again rather than lost.
    const site = siteFor(house, c, "board", "board");
    const alarms = await history.alarms.board(
      ROWS_ON.board ?? 0,
      machineIds.length > 0 ? machineIds : undefined,
    );
    const total = counters.total(machineIds);
    return c.html(
      <BoardPage
        site={site}
        figures={counters.figures()}
        tiles={floor.tiles(machineIds)}
        alarms={alarms}
        machineIds={machineIds}
        total={Math.max(total, alarms.length)}
      />,
    );
  });
}
