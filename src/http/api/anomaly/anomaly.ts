import { Hono } from "hono";
import { refuseConflict } from "../../error_response";
import { type ActionDeps, actionRoutes } from "./actions";
import { type ListDeps, listRoutes } from "./lists";
import { type ManyDeps, manyRoutes } from "./many";
import { type ReportDeps, reportRoutes } from "./reports";

/** Alarms for programs, which call them anomalies. */
export function anomalyRoutes(deps: ReportDeps & ListDeps & ActionDeps & ManyDeps) {
  return new Hono()
    .route("/", reportRoutes(deps))
    .route("/", listRoutes(deps))
    .route("/", manyRoutes(deps))
    .route("/", actionRoutes(deps))
    .onError(refuseConflict);
}
