import { type Context, Hono } from "hono";
import type { LogEntry, PathFacts } from "../../views/board_data";
import { DiagnosticsPage } from "../../views/diagnostics";
import type { Paces } from "../../views/screen_data";
import { text } from "../../views/text";
import type { History } from "../history/history";
import type { Hour } from "../live/hour";
import type { Screens } from "../live/screens";
import type { AnnouncedEvent, SystemAlert } from "../model/event";
import { cut } from "../model/text";
import { screenId } from "../model/screen";
import { formSent } from "./door";
import { refuse } from "./refusal";
import { type House, siteFor } from "./pages";

const LOG_LINES = 100;

type Deps = {
  house: House;
  history: Pick<History, "events">;
  facts(): Promise<PathFacts>;
  screens: Pick<Screens, "list">;
  paces: Record<keyof Paces, Pick<Hour, "minutes">>;
  /** Flashes a screen, whichever server has it; false when none is known to. */
  find(id: string): boolean;
  announceSoon(): void;
};

export function diagnosticsRoutes({ house, history, facts, screens, paces, find, announceSoon }: Deps) {
  const back = (c: Context) =>
    c.req.header("hx-request") ? c.body(null, 204) : c.redirect(`${house.base}/diagnostics`, 303);

  return new Hono()
    .get("/", async (c) => {
      const site = siteFor(house, c, "diagnostics", "diagnostics");
      const [known, events] = await Promise.all([facts(), history.events.list({ limit: LOG_LINES })]);
      const log = events.toReversed().map(logEntry);
      const hour = { drawn: paces.drawn.minutes(), lag: paces.lag.minutes() };
      return c.html(
        <DiagnosticsPage site={site} facts={known} screens={screens.list()} paces={hour} log={log} />,
      );
    })
    .post("/test-event", async (c) => {
      const test: SystemAlert = {
        event_type: "system_alert",
        alert_type: "test_event",
        severity: "info",
        message: text.diagnostics.tested,
      };
      await history.events.record([test]);
      announceSoon();
      return back(c);
    })
    .post("/find", async (c) => {
      const { screen } = await formSent(c);
      const id = screenId.safeParse(screen);
      if (!id.success || !find(id.data)) return refuse(c, 404, text.screens.noSuch(cut(String(screen), 40)));
      return back(c);
    });
}

/** A line of the past: how long it took to get here is no longer known. */
function logEntry(event: AnnouncedEvent): LogEntry {
  const origin = "origin" in event && typeof event.origin === "string" ? event.origin : "andon";
  return { event, latencyMs: null, origin };
}
