import { Hono } from "hono";
import { BoardPage } from "../../../views/board/board";
import { ErrorPage } from "../../../views/layout/error";
import { text } from "../../words/text";
import type { MachineRegistry } from "../../ingest/machine_registry";
import { askedMachines, type SiteConfig, pageContext } from "../page_context";
import { type BoardDeps, readBoard } from "./read_board";

type Deps = BoardDeps & { siteConfig: SiteConfig; machineRegistry: Pick<MachineRegistry, "find"> };

export function boardRoutes(deps: Deps) {
  const { siteConfig, machineRegistry } = deps;
  return new Hono().get("/", async (c) => {
    const asked = askedMachines(c, machineRegistry);
    if ("unknown" in asked) {
      // An empty board would look as if an unknown machine were fine.
      const site = pageContext(siteConfig, c, "plain", null);
      return c.html(<ErrorPage site={site} status={404} sentence={text.noSuchMachine(asked.unknown)} />, 404);
    }
    const site = pageContext(siteConfig, c, "board", "board", asked.ids);
    return c.html(<BoardPage site={site} {...await readBoard(deps, "board", asked.ids)} />);
  });
}
