import { Hono } from "hono";
import type { LogEntry, PathFacts } from "../../views/board_data";
import { DiagnosticsPage } from "../../views/diagnostics";
import type { History } from "../history/history";
import type { AnnouncedEvent, SystemAlert } from "../model/event";
import { type House, siteFor } from "./pages";

const LOG_LINES = 100;

type Deps = {
  house: House;
  history: Pick<History, "events">;
  facts(): Promise<PathFacts>;
  announceSoon(): void;
};

export function diagnosticsRoutes({ house, history, facts, announceSoon }: Deps) {
  return new Hono()
    .get("/", async (c) => {
      const site = siteFor(house, c, "diagnostics", "diagnostics");
      const [known, events] = await Promise.all([facts(), history.events.list({ limit: LOG_LINES })]);
      const log = events.toReversed().map(logEntry);
      return c.html(<DiagnosticsPage site={site} facts={known} log={log} />);
    })
    .post("/test-event", async (c) => {
      const test: SystemAlert = {
        event_type: "system_alert",
        alert_type: "test_event",
        severity: "info",
        message: "Test event: it was recorded, announced and drawn like any other",
      };
      await history.events.record([test]);
      announceSoon();
      return c.req.header("hx-request") ? c.body(null, 204) : c.redirect(`${house.base}/diagnostics`);
    });
}

/** A line of the past: how long it took to get here is no longer known. */
function logEntry(event: AnnouncedEvent): LogEntry {
  const origin = "origin" in event && typeof event.origin === "string" ? event.origin : "andon";
  return { event, latencyMs: null, origin };
}
