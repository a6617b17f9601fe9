import { type Context, Hono } from "hono";
import { ShiftsPage } from "../../../../views/settings/shifts";
import type { SiteChange } from "../../../domain/site/settings";
import { shiftsBetween } from "../../../domain/site/shifts";
import { DAY_MS } from "../../../domain/time_units";
import { Conflict } from "../../../store/errors";
import { byOf } from "../../access/identify";
import { refuse } from "../../error_response";
import { pageContext, type SiteConfig } from "../../page_context";
import { changeSite, type SiteChangeDeps } from "../../site_changes";
import { isForm, readForm } from "../../validation";
import { parseHolidays, parseShifts, type Refused } from "./shift_form";

const COMING_MS = 7 * DAY_MS;
const COMING_AT_MOST = 12;

type Deps = SiteChangeDeps & { siteConfig: SiteConfig };

/** The page on which people say when they work. It works without script. */
export function shiftPageRoutes(deps: Deps) {
  const { siteConfig, site } = deps;
  const url = `${siteConfig.base}/settings/shifts`;

  async function page(c: Context, refused?: Refused, status: 200 | 400 | 409 = 200) {
    await site.refresh();
    const context = { ...pageContext(siteConfig, c, "plain", "settings"), still: true };
    const set = site.set();
    const coming = shiftsBetween(site.inForce().shifts, context.now, context.now + COMING_MS);
    return c.html(
      <ShiftsPage
        site={context}
        action={url}
        values={site.values()}
        isSet={{
          shifts: set.shifts !== undefined || set.shift_timezone !== undefined,
          holidays: set.holidays !== undefined,
        }}
        given={site.environment.shifts}
        coming={coming.slice(0, COMING_AT_MOST)}
        refused={refused}
      />,
      status,
    );
  }

  return new Hono()
    .get("/", (c) => page(c))
    .post("/", async (c) => {
      if (!isForm(c)) return refuse(c, 415, "Send a form here; as JSON: PUT /api/v1/site");
      const form = await readForm(c);
      const asked = askedOf(form, site.environment.shifts !== undefined);
      if ("problem" in asked) return page(c, asked, 400);
      try {
        await changeSite(deps, asked.change, byOf(c));
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        return page(c, { problem: error.message }, 409);
      }
      const { theme } = pageContext(siteConfig, c, "plain", null);
      return c.redirect(url + (theme ? `?theme=${theme}` : ""), 303);
    });
}

function askedOf(form: Record<string, unknown>, isPinned: boolean): { change: SiteChange } | Refused {
  const isUsual = form.usual !== undefined;
  if (form.form === "holidays") return isUsual ? { change: { holidays: null } } : parseHolidays(form);
  if (!isUsual) return parseShifts(form, isPinned);
  return { change: { shift_timezone: null, ...(isPinned ? {} : { shifts: null }) } };
}
