import { type Context, Hono } from "hono";
import { AreasPage } from "../../../../views/settings/areas";
import { newArea } from "../../../domain/site/areas";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import type { By } from "../../../people/actor";
import { Conflict } from "../../../store/errors";
import { byOf } from "../../access/identify";
import { refuse } from "../../error_response";
import { pageContext, type SiteConfig } from "../../page_context";
import { areaChanges, type SiteChangeDeps } from "../../site_changes";
import { text } from "../../../words/text";
import { isForm, readForm } from "../../validation";
import { typedText } from "./site_form";

type Deps = SiteChangeDeps & {
  siteConfig: SiteConfig;
  machineRegistry: Pick<MachineRegistry, "all">;
};
/** An area as it was typed; without id a new one. */
export type TypedArea = { id: string; name: string; parent_id: string };
type Refused = { typed: TypedArea; problem: string };

const gone = (id: string) => text.areas.unknown(id);

/** The page on which people say what the plant consists of. It works without script. */
export function areaPageRoutes(deps: Deps) {
  const { siteConfig, site, machineRegistry } = deps;
  const areas = areaChanges(deps);
  const url = `${siteConfig.base}/settings/areas`;

  async function page(c: Context, refused?: Refused, status: 200 | 400 | 404 | 409 = 200) {
    await site.refresh();
    const context = { ...pageContext(siteConfig, c, "plain", "settings"), still: true };
    const machines = machineRegistry.all().filter(({ is_active }) => is_active);
    return c.html(
      <AreasPage site={context} action={url} areas={site.areas()} machines={machines} refused={refused} />,
      status,
    );
  }

  /** @returns what is wrong with it, if anything */
  async function save({ id, ...typed }: TypedArea, isRemoved: boolean, by: By) {
    if (isRemoved) return (await areas.remove(id, by)) ? undefined : gone(id);
    const asked = { name: typed.name, parent_id: typed.parent_id || null };
    const parsed = newArea.safeParse(asked);
    if (!parsed.success) return parsed.error.issues.map(({ message }) => message).join("; ");
    const saved = await (id ? areas.change(id, parsed.data, by) : areas.add(parsed.data, by));
    return saved ? undefined : gone(id);
  }

  return new Hono()
    .get("/", (c) => page(c))
    .post("/", async (c) => {
      if (!isForm(c)) return refuse(c, 415, "Send a form here; as JSON: POST /api/v1/areas");
      const form = await readForm(c);
      const [id, name, parent_id] = ["id", "name", "parent_id"].map((field) => typedText(form, field));
      const typed = { id: id ?? "", name: name ?? "", parent_id: parent_id ?? "" };
      try {
        const problem = await save(typed, form.remove !== undefined, byOf(c));
        if (problem) return await page(c, { typed, problem }, 400);
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        return page(c, { typed, problem: error.message }, 409);
      }
      const { theme } = pageContext(siteConfig, c, "plain", null);
      return c.redirect(url + (theme ? `?theme=${theme}` : ""), 303);
    });
}
