import { Hono } from "hono";
import { refuseConflict } from "../../error_response";
import { type ExpectationDeps, expectationRoutes } from "./expectations";
import { type ModelDeps, modelRoutes } from "./models";
import { type TrainDeps, trainRoutes } from "./train";

/** Energy baselines: training them, their versions, and what they expect. */
export function baselineRoutes(deps: TrainDeps & ModelDeps & ExpectationDeps) {
  return new Hono()
    .route("/", trainRoutes(deps))
    .route("/", modelRoutes(deps))
    .route("/", expectationRoutes(deps))
    .onError(refuseConflict);
}
