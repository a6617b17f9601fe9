import { Hono } from "hono";
import { BoardPage } from "../../views/board";
import { ErrorPage } from "../../views/error";
import { text } from "../../views/text";
import type { History } from "../history/history";
import type { Counters } from "../live/counters";
import type { Floor } from "../live/floor";
import type { Directory } from "../readings/directory";
import { askedMachines, type House, ROWS_ON, siteFor } from "./pages";

type Deps = {
  house: House;
  history: Pick<History, "alarms">;
  directory: Pick<Directory, "find">;
  floor: Floor;
  counters: Counters;
};

export function boardRoutes({ house, history, directory, floor, counters }: Deps) {
  return new Hono().get("/", async (c) => {
    const asked = askedMachines(c, directory);
    if ("unknown" in asked) {
      // An empty board would say that all is well with a machine that nobody knows.
      const site = siteFor(house, c, "plain", null);
      return c.html(<ErrorPage site={site} status={404} sentence={text.noSuchMachine(asked.unknown)} />, 404);
    }
    const machineIds = asked.ids;
    // The cursor first: an event between the two is then sent again rather than lost.
    const site = siteFor(house, c, "board", "board", machineIds);
    const alarms = await history.alarms.board(ROWS_ON.board ?? 0, machineIds);
    return c.html(
      <BoardPage
        site={site}
        figures={counters.figures()}
        tiles={floor.tiles(machineIds)}
        alarms={alarms}
        machineIds={machineIds}
        total={Math.max(counters.total(machineIds), alarms.length)}
      />,
    );
  });
}
