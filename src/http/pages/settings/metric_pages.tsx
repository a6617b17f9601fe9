import { type Context, Hono } from "hono";
import { MetricSettingsPage } from "../../../../views/settings/metrics";
import type { Scope } from "../../../domain/machine/metric_settings";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import type { PlantState } from "../../../live/state/plant_state";
import { Conflict } from "../../../store/errors";
import { text } from "../../../words/text";
import { byOf } from "../../access/identify";
import { refuse } from "../../error_response";
import { type MetricSettingDeps, removeEntry, setEntry } from "../../metric_setting_change";
import { pageContext, type SiteConfig } from "../../page_context";
import { isForm, readForm } from "../../validation";
import { parseSetting, typedIn } from "./metric_form";
import { metricLines } from "./metric_lines";

const words = text.metricSettings;

type Deps = MetricSettingDeps & {
  siteConfig: SiteConfig;
  machineRegistry: Pick<MachineRegistry, "find" | "all">;
  plantState: Pick<PlantState, "values">;
};

type Refused = { typed: ReturnType<typeof typedIn>; problem: string };

/** The page on which people say what metrics are. It works without script. */
export function metricPageRoutes(deps: Deps) {
  const { siteConfig, machineRegistry, metricSettings, plantState } = deps;
  const url = `${siteConfig.base}/settings/metrics`;

  async function page(c: Context, refused?: Refused, status: 200 | 400 | 404 | 409 = 200) {
    await metricSettings.refresh();
    const site = { ...pageContext(siteConfig, c, "plain", "settings"), still: true };
    const machines = machineRegistry.all();
    const metricsOf = (id: string) => plantState.values(id).map(({ metric }) => metric);
    const sent = machines.map((machine) => ({ machine, metrics: metricsOf(machine.id) }));
    const lines = metricLines(sent, metricSettings.entries());
    return c.html(
      <MetricSettingsPage site={site} action={url} lines={lines} machines={machines} refused={refused} />,
      status,
    );
  }

  const saved = (c: Context, metric: string) => {
    const { theme } = pageContext(siteConfig, c, "plain", null);
    const query = new URLSearchParams({ metric, ...(theme && { theme }) });
    return c.redirect(`${url}?${query}`, 303);
  };

  return new Hono()
    .get("/", (c) => page(c))
    .post("/", async (c) => {
      // Any other body would parse as a form of empty fields.
      if (!isForm(c)) return refuse(c, 415, "Send a form here; as JSON: PUT /api/v1/metric-settings");
      const form = await readForm(c);
      const typed = typedIn(form);
      if (form.remove !== undefined) {
        await removeEntry(deps, typed.scope as Scope, typed.metric, byOf(c));
        return saved(c, typed.metric);
      }
      const parsed = parseSetting(typed);
      if ("problem" in parsed) return page(c, { typed, problem: parsed.problem }, 400);
      try {
        if (await setEntry(deps, parsed.entry, byOf(c))) return saved(c, typed.metric);
        return await page(c, { typed, problem: words.unknownScope }, 404);
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        return page(c, { typed, problem: error.message }, 409);
      }
    });
}
