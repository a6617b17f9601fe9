import { type Context, Hono } from "hono";
import { EnergySettingsPage } from "../../../../views/settings/energy";
import { Conflict } from "../../../store/errors";
import { byOf } from "../../access/identify";
import { refuse } from "../../error_response";
import { pageContext, type SiteConfig } from "../../page_context";
import { changeSite, type SiteChangeDeps } from "../../site_changes";
import { isForm, readForm } from "../../validation";
import { ENERGY_FIELDS, parseEnergy, type TypedEnergy, typedEnergy } from "./energy_form";

type Deps = SiteChangeDeps & { siteConfig: SiteConfig };
type Refused = { typed?: TypedEnergy; problem: string };

/** The page on which people say what energy costs. It works without script. */
export function energyPageRoutes(deps: Deps) {
  const { siteConfig, site } = deps;
  const url = `${siteConfig.base}/settings/energy`;

  async function page(c: Context, refused?: Refused, status: 200 | 400 | 409 = 200) {
    await site.refresh();
    const context = { ...pageContext(siteConfig, c, "plain", "settings"), still: true };
    const { peak_rate, offpeak_rate, ...values } = site.values();
    const usual = { ...values, peak_rate: String(peak_rate), offpeak_rate: String(offpeak_rate) };
    const set = site.set();
    return c.html(
      <EnergySettingsPage
        site={context}
        action={url}
        // A field that the environment sets is not sent: it is shown as it is.
        typed={{ ...usual, ...onlyFree(refused?.typed, site.environment) }}
        pinned={site.environment}
        isSet={ENERGY_FIELDS.some((field) => set[field] !== undefined)}
        problem={refused?.problem}
      />,
      status,
    );
  }

  return new Hono()
    .get("/", (c) => page(c))
    .post("/", async (c) => {
      if (!isForm(c)) return refuse(c, 415, "Send a form here; as JSON: PUT /api/v1/site");
      const form = await readForm(c);
      const parsed = parseEnergy(form, site.environment);
      if ("problem" in parsed) return page(c, { typed: typedEnergy(form), ...parsed }, 400);
      try {
        await changeSite(deps, parsed.change, byOf(c));
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        return page(c, { problem: error.message }, 409);
      }
      const { theme } = pageContext(siteConfig, c, "plain", null);
      return c.redirect(url + (theme ? `?theme=${theme}` : ""), 303);
    });
}

function onlyFree(typed: TypedEnergy | undefined, pinned: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(typed ?? {}).filter(([field]) => pinned[field] === undefined));
}
