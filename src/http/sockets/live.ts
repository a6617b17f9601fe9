import { type Context, Hono } from "hono";
import { parseInstant } from "../../domain/plant_time";
import type { Live } from "../../live/live";
import type { PlantState } from "../../live/state/plant_state";
import type { Screens } from "../../live/state/screens";
import type { Store } from "../../store/store";
import { historyViewOf } from "../pages/history/history_view";
import { type AskedMachinesDeps, type Narrowing, onlyKnownMachines } from "../asked_machines";
import { query } from "../validation";
import { narrowingOf, pageAudience } from "./audience";
import { createCatchUp, pageQuery, sinceQuery } from "./catch_up";
import { clientInfoOf, reportInHeader } from "./client_report";
import { type PageClient, pageSockets, type PageSocketDeps } from "./page_socket";
import { onlyWithRoom } from "./selection_limit";
import { type AskSince, notUpgraded, type Sockets } from "./sockets";

type Deps = PageSocketDeps &
  AskedMachinesDeps & {
    live: Live;
    store: Pick<Store, "alarms">;
    plantState: Pick<PlantState, "shown" | "floods">;
    since: AskSince;
    sockets: Sockets;
    screens: Pick<Screens, "report" | "closed" | "flashDue">;
    /** The address of the client, past trusted proxies. */
    reader(c: Context): string;
    timezone: string;
    now(): number;
  };

/** The socket of every page, and the one URL that catching up and polling share. */
export function liveRoutes(deps: Deps) {
  const { sockets, screens, reader } = deps;
  const catchUp = createCatchUp(deps);
  const pageSocket = pageSockets(deps);
  const onlyKnown = onlyKnownMachines(deps, "machine");

  /** Takes the report that a polling page sends along. @returns the flash that it is to show, if any */
  function polled(c: Context): string {
    const report = reportInHeader(c);
    if (!report) return "";
    screens.report(report, clientInfoOf(c, reader(c)));
    return screens.flashDue(report.id);
  }

  return new Hono()
    .get(
      "/live",
      query(pageQuery),
      onlyKnown,
      onlyWithRoom(deps.live.audiences, (c) => clientOf(c, reader(c), deps).audience),
      sockets.upgrade((c) => pageSocket(clientOf(c, reader(c), deps))),
      notUpgraded,
    )
    .get("/live/since", query(sinceQuery), onlyKnown, async (c) => {
      c.header("Cache-Control", "no-store");
      const flash = polled(c);
      const { html, headers } = await catchUp(c.req.valid("query"));
      for (const [name, value] of Object.entries(headers)) c.header(name, value);
      return c.html(flash + html);
    });
}

/** A page of the past is sent all live news: its machines narrow its replay. */
function clientOf(c: Context, address: string, deps: AskedMachinesDeps): PageClient {
  const asked = pageQuery.parse({ ...c.req.query(), machine: c.req.queries("machine") });
  const { page } = asked;
  const isPast = page === "history";
  return {
    audience: pageAudience(deps, page, isPast ? {} : asked),
    replay: isPast ? replayOf(c, narrowingOf(deps, asked)) : undefined,
    from: clientInfoOf(c, address),
  };
}

/** The replay that an address asks for; undefined when it names no speed, or no moment that there is. */
function replayOf(c: Context, narrowing: Narrowing): PageClient["replay"] {
  const { speed, ...view } = historyViewOf(c, parseInstant(c.req.query("at")) ?? NaN, narrowing);
  return speed && !Number.isNaN(view.at) ? { ...view, speed } : undefined;
}
