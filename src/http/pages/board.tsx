import { Hono } from "hono";
import { BoardPage } from "../../../views/board/board";
import { ErrorPage } from "../../../views/layout/error";
import { askedOfPage, type AskedMachinesDeps, notFound } from "../asked_machines";
import { type SiteConfig, pageContext } from "../page_context";
import { type BoardDeps, readBoard } from "./read_board";

type Deps = BoardDeps & AskedMachinesDeps & { siteConfig: SiteConfig };

export function boardRoutes(deps: Deps) {
  const { siteConfig } = deps;
  return new Hono().get("/", async (c) => {
    const asked = await askedOfPage(c, deps);
    if ("unknown" in asked) {
      // An empty board would look as if an unknown machine were fine.
      const site = pageContext(siteConfig, c, "plain", null);
      return c.html(<ErrorPage site={site} status={404} sentence={notFound(asked)} />, 404);
    }
    const site = pageContext(siteConfig, c, "board", "board", asked);
    const { area } = asked;
    return c.html(
      <BoardPage site={site} area={area?.path} {...await readBoard(deps, "board", asked.ids, site.now)} />,
    );
  });
}
