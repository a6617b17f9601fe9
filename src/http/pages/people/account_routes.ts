import { Hono } from "hono";
import { pairRoutes } from "../pair";
import { answerRoutes } from "./answer";
import { companySignInRoutes } from "./company_sign_in";
import { devicePageRoutes } from "./devices";
import { meRoutes } from "./me";
import { oneUseLinkRoutes } from "./one_use_link";
import { peoplePageRoutes } from "./people";
import { signInRoutes } from "./sign_in";
import { tokenPageRoutes } from "./tokens";

export type AccountDeps = Parameters<typeof meRoutes>[0] &
  Parameters<typeof answerRoutes>[0] &
  Parameters<typeof signInRoutes>[0] &
  Parameters<typeof companySignInRoutes>[0] &
  Parameters<typeof oneUseLinkRoutes>[0] &
  Parameters<typeof peoplePageRoutes>[0] &
  Parameters<typeof pairRoutes>[0] &
  Parameters<typeof devicePageRoutes>[0] &
  Parameters<typeof tokenPageRoutes>[0];

/** The pages on which people sign in and out, are let in, answer at a shared tablet, and pair screens. */
export function accountRoutes(deps: AccountDeps) {
  return new Hono()
    .route("/", signInRoutes(deps))
    .route("/", companySignInRoutes(deps))
    .route("/", oneUseLinkRoutes(deps))
    .route("/answer", answerRoutes(deps))
    .route("/kiosk/pair", pairRoutes(deps))
    .route("/settings/me", meRoutes(deps))
    .route("/settings/people", peoplePageRoutes(deps))
    .route("/settings/tokens", tokenPageRoutes(deps))
    .route("/settings/devices", devicePageRoutes(deps));
}
