import { type Context, Hono } from "hono";
import { AlarmSettingsPage } from "../../../../views/settings/alarms";
import { byOf } from "../../access/identify";
import { refuse } from "../../error_response";
import { pageContext, type SiteConfig } from "../../page_context";
import { changeSite, type SiteChangeDeps } from "../../site_changes";
import { isForm, readForm } from "../../validation";
import { ALARM_FIELDS, parseAnswers, type TypedAnswers, typedAnswers, typedOf } from "./alarm_form";

type Deps = SiteChangeDeps & { siteConfig: SiteConfig };
type Refused = { typed: TypedAnswers; problem: string };

/** The page on which people say how long an acknowledgement holds, and which notes are offered. It works without script. */
export function alarmSettingsRoutes(deps: Deps) {
  const { siteConfig, site } = deps;
  const url = `${siteConfig.base}/settings/alarms`;

  async function page(c: Context, refused?: Refused) {
    await site.refresh();
    const context = { ...pageContext(siteConfig, c, "plain", "settings"), still: true };
    const set = site.set();
    return c.html(
      <AlarmSettingsPage
        site={context}
        action={url}
        typed={refused?.typed ?? typedOf(site.values())}
        isSet={ALARM_FIELDS.some((field) => set[field] !== undefined)}
        problem={refused?.problem}
      />,
      refused ? 400 : 200,
    );
  }

  return new Hono()
    .get("/", (c) => page(c))
    .post("/", async (c) => {
      if (!isForm(c)) return refuse(c, 415, "Send a form here; as JSON: PUT /api/v1/site");
      const form = await readForm(c);
      const parsed = parseAnswers(form);
      if ("problem" in parsed) return page(c, { typed: typedAnswers(form), ...parsed });
      await changeSite(deps, parsed.change, byOf(c));
      const { theme } = pageContext(siteConfig, c, "plain", null);
      return c.redirect(url + (theme ? `?theme=${theme}` : ""), 303);
    });
}
