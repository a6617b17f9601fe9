import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { authorize, type AuthorizeDeps } from "./access/authorize";
import { type Cookies, createCookies } from "./access/cookies";
import { heldSockets } from "./access/held_sockets";
import type { AccessSettings } from "./access/site_access";
import { type AccountDeps, accountRoutes } from "./pages/people/account_routes";
import { type AlarmPageDeps, alarmPageRoutes } from "./pages/alarms/alarm_pages";
import { anomaliesRoutes } from "./pages/anomalies/anomalies";
import { anomalyRoutes } from "./api/anomaly/anomaly";
import { assetRoutes, type ServedAsset, workerRoute } from "../assets/serve";
import { areaRoutes } from "./api/areas";
import { auditPageRoutes } from "./pages/settings/audit_pages";
import { auditRoutes } from "./api/audit";
import { performanceRoutes } from "./api/alarms/performance";
import { ruleRoutes } from "./api/alarms/rules";
import { baselineRoutes } from "./api/baseline/baseline";
import { boardRoutes } from "./pages/board";
import { callPageRoutes } from "./pages/calls/call_page";
import { callRoutes } from "./api/calls";
import { catalogueRoutes } from "./api/catalogue";
import { diagnosticsRoutes } from "./pages/diagnostics";
import { requireJson } from "./validation";
import { docsRoutes } from "./pages/docs";
import { handleErrors, htmlErrors } from "./error_pages";
import { eventRoutes } from "./api/events";
import { textInAddress, sameOrigin, strictHeaders } from "./security";
import { type Dependencies, healthRoutes } from "./api/health";
import { historyRoutes } from "./pages/history/history";
import { kioskRoutes } from "./pages/kiosk";
import { limitPageRoutes } from "./pages/machines/limit_pages";
import { limitRoutes } from "./api/limits";
import { liveRoutes } from "./sockets/live";
import { machinePageRoutes } from "./pages/machines/machine_pages";
import { machineRoutes } from "./api/machines";
import { alarmSettingsRoutes } from "./pages/settings/alarm_pages";
import { areaPageRoutes } from "./pages/settings/area_pages";
import { energyPageRoutes } from "./pages/settings/energy_pages";
import { settingsRoutes } from "./pages/settings/settings_pages";
import { shiftPageRoutes } from "./pages/settings/shift_pages";
import { metricPageRoutes } from "./pages/settings/metric_pages";
import { metricSettingRoutes } from "./api/metric_settings";
import { metricsRoutes } from "./api/metrics";
import { summaryOf } from "../live/state/plant_summary";
import type { SiteConfig } from "./page_context";
import { jsonStreamRoutes } from "./sockets/json_streams";
import { personRoutes } from "./api/people";
import { tokenRoutes } from "./api/tokens";
import { deviceRoutes } from "./api/devices";
import { readingRoutes } from "./api/readings";
import { refuse } from "./error_response";
import { onlyServedNames } from "./served_names";
import { siteRoutes } from "./api/site";
import { simulatorRoutes } from "./api/simulator";
import { type SuppressionDeps, suppressionRoutes } from "./api/suppressions";
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
  access: AccessSettings;
  trusted(c: Context): boolean;
  onError(error: unknown, path: string): void;
} & Parts;

type Parts = Parameters<typeof machineRoutes>[0] &
  Omit<AuthorizeDeps, "cookies" | "base"> &
  Omit<AccountDeps & Parameters<typeof personRoutes>[0], "cookies"> &
  Parameters<typeof readingRoutes>[0] &
  Parameters<typeof limitRoutes>[0] &
  Parameters<typeof anomalyRoutes>[0] &
  Parameters<typeof alarmFeedbackRoutes>[0] &
  SuppressionDeps &
  Parameters<typeof callRoutes>[0] &
  AlarmPageDeps &
  Parameters<typeof jsonStreamRoutes>[0] &
  Parameters<typeof boardRoutes>[0] &
  Parameters<typeof anomaliesRoutes>[0] &
  Parameters<typeof machinePageRoutes>[0] &
  Parameters<typeof limitPageRoutes>[0] &
  Parameters<typeof metricPageRoutes>[0] &
  Parameters<typeof areaRoutes>[0] &
  Parameters<typeof areaPageRoutes>[0] &
  Parameters<typeof shiftPageRoutes>[0] &
  Parameters<typeof siteRoutes>[0] &
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
  const cookies = createCookies(siteConfig.base, deps.access.isTls, deps.trusted);
  const sockets = heldSockets({ ...deps, cookies });
  const api = apiRoutes({ ...deps, cookies, sockets });
  const pages = new Hono()
    .route("/", boardRoutes(deps))
    .route("/anomalies", anomaliesRoutes(deps))
    .route("/alarms", alarmPageRoutes(deps))
    .route("/machines", machinePageRoutes(deps))
    .route("/machines", limitPageRoutes(deps))
    .route("/call", callPageRoutes(deps))
    .route("/kiosk", kioskRoutes(deps))
    .route("/training", trainingPageRoutes(deps))
    .route("/history", historyRoutes(deps))
    .route("/diagnostics", diagnosticsRoutes(deps))
    .route("/settings", settingsRoutes(deps))
    .route("/settings/metrics", metricPageRoutes(deps))
    .route("/settings/areas", areaPageRoutes(deps))
    .route("/settings/shifts", shiftPageRoutes(deps))
    .route("/settings/energy", energyPageRoutes(deps))
    .route("/settings/alarms", alarmSettingsRoutes(deps))
    .route("/", accountRoutes({ ...deps, cookies }))
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
    .route("/", liveRoutes({ ...deps, sockets }))
    .route("/", api)
    .route("/", pages);

  // Not strict: the board under a base path is requested with and without a trailing slash.
  const app = new Hono({ strict: false })
    .use(
      strictHeaders,
      htmlErrors(siteConfig),
      onlyServedNames(siteConfig, deps.trusted),
      textInAddress,
      sameOrigin(deps.trusted, cookies.isEncrypted),
      authorize({ ...deps, cookies, base: siteConfig.base }),
      bodyLimit({ maxSize: BODY_AT_MOST_BYTES, onError: tooLarge }),
    )
    .route("/", healthRoutes(deps.health))
    .route(siteConfig.base || "/", site);

  handleErrors(app, deps);
  return app;
}

function apiRoutes(deps: AppDeps & { cookies: Cookies }): Hono {
  const api = new Hono()
    .basePath("/api/v1")
    .route("/readings", readingRoutes(deps))
    .route("/alarms/catalogue", catalogueRoutes(deps))
    .use(requireJson)
    .route("/machines", machineRoutes(deps))
    .route("/machines", limitRoutes(deps))
    .route("/metric-settings", metricSettingRoutes(deps))
    .route("/areas", areaRoutes(deps))
    .route("/site", siteRoutes(deps))
    .route("/anomaly", anomalyRoutes(deps))
    .route("/alarms/performance", performanceRoutes(deps))
    .route("/alarms/rules", ruleRoutes(deps))
    .route("/", alarmFeedbackRoutes(deps))
    .route("/alarms", suppressionRoutes(deps))
    .route("/calls", callRoutes(deps))
    .route("/baseline", baselineRoutes(deps))
    .route("/training", trainingRoutes(deps))
    .route("/events", eventRoutes(deps))
    .route("/audit", auditRoutes(deps))
    .route("/ws", jsonStreamRoutes(deps))
    .route("/people", personRoutes(deps))
    .route("/tokens", tokenRoutes(deps))
    .route("/devices", deviceRoutes(deps))
    .get("/plant", (c) =>
      c.json({ name: deps.siteConfig.plant.name, timezone: deps.siteConfig.plant.timezone }),
    );
  return deps.simulator ? api.route("/simulator", simulatorRoutes(deps.simulator)) : api;
}

function tooLarge(c: Context) {
  return refuse(c, 413, "The body is larger than 8 MiB: send it in parts");
}
