import { type Context, Hono } from "hono";
import { type LogEntry, originOf } from "../../live/components/pages/event_log";
import type { StageDiagnostics } from "../../live/state/diagnostics";
import { DiagnosticsPage } from "../../../views/diagnostics/diagnostics";
import type { Latencies, LatencyHistogram } from "../../live/state/latency_histogram";
import { text } from "../../words/text";
import type { Store } from "../../store/store";
import type { Screens } from "../../live/state/screens";
import type { AnnouncedEvent, SystemAlert } from "../../domain/event";
import { cut } from "../../domain/text";
import { screenId } from "../../domain/screen";
import { readForm } from "../validation";
import { refuse } from "../error_response";
import { type SiteConfig, pageContext } from "../page_context";

const LOG_LINES = 100;

type Deps = {
  siteConfig: SiteConfig;
  store: Pick<Store, "events">;
  diagnostics(): Promise<StageDiagnostics>;
  screens: Pick<Screens, "list">;
  latencies: Record<keyof Latencies, Pick<LatencyHistogram, "minutes">>;
  /** Flashes a screen, whichever server has it; false when none is known to. */
  find(id: string): boolean;
};

export function diagnosticsRoutes({ siteConfig, store, diagnostics, screens, latencies, find }: Deps) {
  const back = (c: Context) =>
    c.req.header("hx-request") ? c.body(null, 204) : c.redirect(`${siteConfig.base}/diagnostics`, 303);

  return new Hono()
    .get("/", async (c) => {
      const site = pageContext(siteConfig, c, "diagnostics", "diagnostics");
      const [known, events] = await Promise.all([diagnostics(), store.events.list({ limit: LOG_LINES })]);
      const log = events.toReversed().map(logEntry);
      const hour = { drawn: latencies.drawn.minutes(), lag: latencies.lag.minutes() };
      return c.html(
        <DiagnosticsPage
          site={site}
          diagnostics={known}
          screens={screens.list()}
          latencies={hour}
          log={log}
        />,
      );
    })
    .post("/test-event", async (c) => {
      const test: SystemAlert = {
        event_type: "system_alert",
        alert_type: "test_event",
        severity: "info",
        message: text.diagnostics.tested,
      };
      await store.events.record([test]);
      return back(c);
    })
    .post("/find", async (c) => {
      const { screen } = await readForm(c);
      const id = screenId.safeParse(screen);
      if (!id.success || !find(id.data)) return refuse(c, 404, text.screens.noSuch(cut(String(screen), 40)));
      return back(c);
    });
}

/** A past event: its delay is no longer known. */
function logEntry(event: AnnouncedEvent): LogEntry {
  return { event, latencyMs: null, origin: originOf(event) };
}
