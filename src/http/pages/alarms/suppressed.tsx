import { type Context, Hono } from "hono";
import type { Suppression } from "../../../alarms/suppression/suppression";
import { Conflict } from "../../../store/errors";
import { text } from "../../../words/text";
import { answeringAs } from "../../access/answering_as";
import { byOf } from "../../access/identify";
import { NOBODY } from "../../alarm_actions";
import { refuse } from "../../error_response";
import { pageContext } from "../../page_context";
import { suppressionOf } from "../../suppression_request";
import { isForm, pathId, readForm } from "../../validation";
import { typedText } from "../settings/site_form";
import { parsePlan, typedPlan } from "./suppression_form";
import { type PageDeps, suppressedPage } from "./suppressed_page";

/** What is suppressed, by whom, why and until when; and where machines are taken out of service. It works without script. */
export function suppressedRoutes(deps: PageDeps) {
  const { siteConfig, store, site } = deps;
  const { timezone } = siteConfig.plant;
  const url = `${siteConfig.base}/alarms/suppressed`;
  const page = suppressedPage(deps, url);

  function back(c: Context) {
    const { theme } = pageContext(siteConfig, c, "plain", null);
    return c.redirect(url + (theme ? `?theme=${theme}` : ""), 303);
  }

  async function whoAsks(c: Context, form: Record<string, unknown>) {
    const given = typedText(form, "by") || pageContext(siteConfig, c, "plain", null).answersAs;
    return answeringAs(c, given) ?? { by: NOBODY };
  }

  /** Ends one; `isAllowedKind` says of which kind it may be here. */
  async function end(c: Context, isAllowedKind: (kind: Suppression["kind"]) => boolean) {
    if (!isForm(c))
      return refuse(c, 415, "Send a form here; as JSON: DELETE /api/v1/alarms/suppressions/{id}");
    const form = await readForm(c);
    const found = (await store.suppressions.current()).find(({ id }) => id === pathId(c));
    // Somebody else, or time, was quicker: the page that follows says so.
    if (!found) return back(c);
    if (!isAllowedKind(found.kind)) return refuse(c, 409, text.suppression.problem.notShelved(found.id));
    try {
      await store.suppressions.end(found.id, await whoAsks(c, form), byOf(c), form.this_time !== undefined);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return page(c, { problem: error.message }, 409);
    }
    return back(c);
  }

  return new Hono()
    .get("/", (c) => page(c))
    .post("/", async (c) => {
      if (!isForm(c)) return refuse(c, 415, "Send a form here; as JSON: POST /api/v1/alarms/suppressions");
      const form = await readForm(c);
      const typed = typedPlan(form);
      const sent = parsePlan(typed, timezone);
      if ("problem" in sent) return page(c, { typed, ...sent }, 400);
      await site.refresh();
      const who = await whoAsks(c, form);
      const asked = suppressionOf(sent, deps, { ...who, at: siteConfig.now(), timezone });
      if ("problem" in asked) return page(c, { typed, ...asked }, 400);
      if ("unknown" in asked) return page(c, { typed, problem: text.suppression.problem.where }, 404);
      await store.suppressions.add(asked, byOf(c));
      return back(c);
    })
    .post("/:id/end", (c) => end(c, () => true))
    .post("/:id/unshelve", (c) => end(c, (kind) => kind === "shelved"));
}
