import { Hono } from "hono";
import { cataloguePageRoutes } from "./catalogue_pages";
import { guidancePageRoutes } from "./guidance_pages";
import { catalogueImportRoutes } from "./import_pages";
import { performancePageRoutes } from "./performance_pages";
import { rulePageRoutes } from "./rule_pages";
import { suppressedRoutes } from "./suppressed";
import { whatToDoRoutes } from "./what_to_do";

export type AlarmPageDeps = Parameters<typeof suppressedRoutes>[0] &
  Parameters<typeof whatToDoRoutes>[0] &
  Parameters<typeof guidancePageRoutes>[0] &
  Parameters<typeof performancePageRoutes>[0] &
  Parameters<typeof rulePageRoutes>[0];

/** The pages about how alarms are managed. */
export function alarmPageRoutes(deps: AlarmPageDeps) {
  return new Hono()
    .route("/suppressed", suppressedRoutes(deps))
    .route("/what-to-do", whatToDoRoutes(deps))
    .route("/catalogue/guidance", guidancePageRoutes(deps))
    .route("/catalogue", cataloguePageRoutes(deps))
    .route("/catalogue/import", catalogueImportRoutes(deps))
    .route("/performance", performancePageRoutes(deps))
    .route("/rules", rulePageRoutes(deps));
}
