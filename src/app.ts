import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { anomaliesRoutes } from "./routes/anomalies";
import { anomalyRoutes } from "./routes/anomaly";
import { assetRoutes, type ServedAsset, workerRoute } from "./routes/assets";
import { baselineRoutes } from "./routes/baseline";
import { boardRoutes } from "./routes/board";
import { diagnosticsRoutes } from "./routes/diagnostics";
import { jsonOnly } from "./routes/door";
import { docsRoutes } from "./routes/docs";
import { answerErrors, drawnForPeople } from "./routes/errors";
import { eventRoutes } from "./routes/events";
import { noNulInAddress, sameOrigin, strictHeaders } from "./routes/guard";
import { type Dependencies, healthRoutes } from "./routes/health";
import { historyRoutes } from "./routes/history";
import { kioskRoutes } from "./routes/kiosk";
import { limitPageRoutes } from "./routes/limit_pages";
import { limitRoutes } from "./routes/limits";
import { liveRoutes } from "./routes/live";
import { machinePageRoutes } from "./routes/machine_pages";
import { machineRoutes } from "./routes/machines";
import { metricsRoutes } from "./routes/metrics";
import type { House } from "./routes/pages";
import { programRoutes } from "./routes/programs";
import { readingRoutes } from "./routes/readings";
import { refuse } from "./routes/refusal";
import { simulatorRoutes } from "./routes/simulator";
import { trainingRoutes } from "./routes/training";
import { trainingPageRoutes } from "./routes/training_page";
import { verdictRoutes } from "./routes/verdicts";

const BODY_AT_MOST_BYTES = 8 * 1024 * 1024;

/** Everything that the routes answer from. */
export type AppDeps = {
  house: House;
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
  Parameters<typeof verdictRoutes>[0] &
  Parameters<typeof programRoutes>[0] &
  Parameters<typeof boardRoutes>[0] &
  Parameters<typeof anomaliesRoutes>[0] &
  Parameters<typeof machinePageRoutes>[0] &
  Parameters<typeof limitPageRoutes>[0] &
  Parameters<typeof kioskRoutes>[0] &
  Parameters<typeof historyRoutes>[0] &
  Parameters<typeof diagnosticsRoutes>[0] &
  Parameters<typeof baselineRoutes>[0] &
  Parameters<typeof trainingRoutes>[0] &
  Parameters<typeof trainingPageRoutes>[0] &
  Parameters<typeof liveRoutes>[0] &
  Parameters<typeof eventRoutes>[0] & { simulator?: Parameters<typeof simulatorRoutes>[0] };

/** The whole of what Andon answers over HTTP, under its base path. Never listens. */
export function createApp(deps: AppDeps) {
  const { house } = deps;
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
    .route("/", docsRoutes(house, api));

  const site = new Hono()
    .route("/", healthRoutes(deps.health))
    .route("/assets", assetRoutes(deps.assets))
    .route("/", workerRoute(deps.worker))
    .on("GET", "*", compress({ encoding: "gzip" }))
    .route("/metrics", metricsRoutes(deps.facts))
    .route("/", liveRoutes(deps))
    .route("/", api)
    .route("/", pages);

  // Not strict: the board under a base path is asked for with and without a slash at the end.
  const app = new Hono({ strict: false })
    .use(
      strictHeaders,
      drawnForPeople(house),
      noNulInAddress,
      sameOrigin(deps.trusted),
      bodyLimit({ maxSize: BODY_AT_MOST_BYTES, onError: tooLarge }),
    )
    .route("/", healthRoutes(deps.health))
    .route(house.base || "/", site);

  answerErrors(app, deps);
  return app;
}

function apiRoutes(deps: AppDeps): Hono {
  const api = new Hono()
    .basePath("/api/v1")
    .route("/readings", readingRoutes(deps))
    .use(jsonOnly)
    .route("/machines", machineRoutes(deps))
    .route("/machines", limitRoutes(deps))
    .route("/anomaly", anomalyRoutes(deps))
    .route("/", verdictRoutes(deps))
    .route("/baseline", baselineRoutes(deps))
    .route("/training", trainingRoutes(deps))
    .route("/events", eventRoutes(deps))
    .route("/ws", programRoutes(deps))
    .get("/plant", (c) => c.json({ name: deps.house.plant.name, timezone: deps.house.plant.timezone }));
  return deps.simulator ? api.route("/simulator", simulatorRoutes(deps.simulator)) : api;
}

function tooLarge(c: Context) {
  return refuse(c, 413, "The body is larger than 8 MiB: send it in parts");
}
