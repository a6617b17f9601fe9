import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { anomaliesRoutes } from "./pages/anomalies/anomalies";
import { anomalyRoutes } from "./api/anomaly/anomaly";
import { assetRoutes, type ServedAsset, workerRoute } from "../assets/serve";
import { auditPageRoutes } from "./pages/settings/audit_pages";
import { auditRoutes } from "./api/audit";
import { baselineRoutes } from "./api/baseline/baseline";
import { boardRoutes } from "./pages/board";
import { diagnosticsRoutes } from "./pages/diagnostics";
import { requireJson } from "./validation";
import { docsRoutes } from "./pages/docs";
import { handleErrors, htmlErrors } from "./error_pages";
import { eventRoutes } from "./api/events";
import { rememberAddress } from "./access/by";
import { textInAddress, sameOrigin, strictHeaders } from "./security";
import { type Dependencies, healthRoutes } from "./api/health";
import { historyRoutes } from "./pages/history/history";
import { kioskRoutes } from "./pages/kiosk";
import { limitPageRoutes } from "./pages/machines/limit_pages";
import { limitRoutes } from "./api/limits";
import { liveRoutes } from "./sockets/live";
import { machinePageRoutes } from "./pages/machines/machine_pages";
import { machineRoutes } from "./api/machines";
import { metricPageRoutes } from "./pages/settings/metric_pages";
import { metricSettingRoutes } from "./api/metric_settings";
import { metricsRoutes } from "./api/metrics";
import { summaryOf } from "../live/state/plant_summary";
import type { SiteConfig } from "./page_context";
import { jsonStreamRoutes } from "./sockets/json_streams";
import { readingRoutes } from "./api/readings";
import { refuse } from "./error_response";
import { onlyServedNames } from "./served_names";
import { simulatorRoutes } from "./api/simulator";
import { trainingRoutes } from "./api/training";
import { trainingPageRoutes } from "./pages/training";
import { alarmFeedbackRoutes } from "./alarm_feedback";

const BODY_AT_MOST_BYTES = 8 * 1024 * 1024;

/** Everything that the routes need. */
export type AppDeps = {
  siteConfig: SiteConfig;
  assets: readonly ServedAsset[];
  worker: ServedAsset;
  health: Dependencies;
  trusted(c: Context): boolean;
  onError(error: unknown, path: string): void;
} & Parts;

type Parts = Parameters<typeof machineRoutes>[0] &
  Parameters<typeof readingRoutes>[0] &
  Parameters<typeof limitRoutes>[0] &
  Parameters<typeof anomalyRoutes>[0] &
  Parameters<typeof alarmFeedbackRoutes>[0] &
  Parameters<typeof jsonStreamRoutes>[0] &
  Parameters<typeof boardRoutes>[0] &
  Parameters<typeof anomaliesRoutes>[0] &
  Parameters<typeof machinePageRoutes>[0] &
  Parameters<typeof limitPageRoutes>[0] &
  Parameters<typeof metricPageRoutes>[0] &
  Parameters<typeof auditPageRoutes>[0] &
  Parameters<typeof kioskRoutes>[0] &
  Parameters<typeof historyRoutes>[0] &
  Parameters<typeof diagnosticsRoutes>[0] &
  Parameters<typeof baselineRoutes>[0] &
  Parameters<typeof trainingRoutes>[0] &
  Parameters<typeof trainingPageRoutes>[0] &
  Parameters<typeof liveRoutes>[0] &
  Parameters<typeof eventRoutes>[0] & { simulator?: Parameters<typeof simulatorRoutes>[0] };

/** All routes of Andon under its base path. Does not listen. */
export function createApp(deps: AppDeps) {
  const { siteConfig } = deps;
  const api = apiRoutes(deps);
  const pages = new Hono()
    .route("/", boardRoutes(deps))
    .route("/anomalies", anomaliesRoutes(deps))
    .route("/machines", machinePageRoutes(deps))
    .route("/machines", limitPageRoutes(deps))
    .route("/kiosk", kioskRoutes(deps))
    .route("/training", trainingPageRoutes(deps))
    .route("/history", historyRoutes(deps))
    .route("/diagnostics", diagnosticsRoutes(deps))
    .route("/settings/metrics", metricPageRoutes(deps))
    .route("/settings/audit", auditPageRoutes(deps))
    .route("/", docsRoutes(siteConfig, api));

  const site = new Hono()
    .route("/", healthRoutes(deps.health))
    .route("/assets", assetRoutes(deps.assets))
    .route("/", workerRoute(deps.worker))
    .on("GET", "*", compress({ encoding: "gzip" }))
    .route(
      "/metrics",
      metricsRoutes(deps.diagnostics, () => summaryOf(deps.plantState.tiles(), siteConfig.now())),
    )
    .route("/", liveRoutes(deps))
    .route("/", api)
    .route("/", pages);

  // Not strict: the board under a base path is requested with and without a trailing slash.
  const app = new Hono({ strict: false })
    .use(
      strictHeaders,
      htmlErrors(siteConfig),
      onlyServedNames(siteConfig, deps.trusted),
      textInAddress,
      rememberAddress(deps.reader),
      sameOrigin(deps.trusted),
      bodyLimit({ maxSize: BODY_AT_MOST_BYTES, onError: tooLarge }),
    )
    .route("/", healthRoutes(deps.health))
    .route(siteConfig.base || "/", site);

  handleErrors(app, deps);
  return app;
}

function apiRoutes(deps: AppDeps): Hono {
  const api = new Hono()
    .basePath("/api/v1")
    .route("/readings", readingRoutes(deps))
    .use(requireJson)
    .route("/machines", machineRoutes(deps))
    .route("/machines", limitRoutes(deps))
    .route("/metric-settings", metricSettingRoutes(deps))
    .route("/anomaly", anomalyRoutes(deps))
    .route("/", alarmFeedbackRoutes(deps))
    .route("/baseline", baselineRoutes(deps))
    .route("/training", trainingRoutes(deps))
    .route("/events", eventRoutes(deps))
    .route("/audit", auditRoutes(deps))
    .route("/ws", jsonStreamRoutes(deps))
    .get("/plant", (c) =>
      c.json({ name: deps.siteConfig.plant.name, timezone: deps.siteConfig.plant.timezone }),
    );
  return deps.simulator ? api.route("/simulator", simulatorRoutes(deps.simulator)) : api;
}

function tooLarge(c: Context) {
  return refuse(c, 413, "The body is larger than 8 MiB: send it in parts");
}
