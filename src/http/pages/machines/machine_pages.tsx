import { type Context, Hono } from "hono";
import { type ChartData, chartOf } from "./chart";
import { SPAN_NAMES, type SpanName } from "../../../domain/machine/chart_span";
import { MachinePage } from "../../../../views/machines/machine";
import { MachinesPage, machineUrl } from "../../../../views/machines/machines";
import { Chart } from "../../../../views/machines/chart";
import { cut } from "../../../domain/text";
import type { Machine } from "../../../domain/machine/machine";
import type { Energy } from "../../../energy/analysis";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import type { KpiTracker } from "../../../live/state/kpi_tracker";
import type { PlantState } from "../../../live/state/plant_state";
import type { Store } from "../../../store/store";
import { pageContext, ROWS_ON, type SiteConfig } from "../../page_context";
import { pathId } from "../../validation";
import { type FormDeps, formRoutes, showForm } from "./machine_forms";
import { machineForm } from "./machine_form";
import { unknownMachinePage } from "./unknown_machine";

const METRIC_AT_MOST = 80;

type Deps = FormDeps & {
  siteConfig: SiteConfig;
  store: Pick<Store, "machines" | "readings" | "alarms" | "models">;
  machineRegistry: MachineRegistry;
  plantState: PlantState;
  kpis: KpiTracker;
  energy: Energy;
};

/** The machine list, each machine's page, and the forms that register and change machines. All work without script. */
export function machinePageRoutes(deps: Deps) {
  const { siteConfig, machineRegistry } = deps;
  return new Hono()
    .get("/", (c) => {
      const machine = c.req.query("machine");
      if (machine) return c.redirect(`${siteConfig.base}/machines/${encodeURIComponent(machine)}`);
      return c.req.query("register")
        ? showForm(c, deps, { values: machineForm(undefined) })
        : listPage(c, deps);
    })
    .get("/:id", (c) => {
      const machine = machineRegistry.find(pathId(c));
      if (!machine) return unknownMachinePage(c, siteConfig, pathId(c));
      if (c.req.query("edit"))
        return showForm(c, deps, { machine, values: machineForm(machine, nameIn(machineRegistry)) });
      return c.req.header("hx-request") === "true"
        ? chartPart(c, deps, machine)
        : machinePage(c, deps, machine);
    })
    .route("/", formRoutes(deps));
}

function listPage(c: Context, { siteConfig, machineRegistry, plantState }: Deps) {
  const site = pageContext(siteConfig, c, "machines", "machines");
  const tiles = machineRegistry.all().flatMap(({ id }) => plantState.tile(id) ?? []);
  return c.html(<MachinesPage site={site} tiles={tiles} />);
}

async function machinePage(c: Context, deps: Deps, machine: Machine) {
  const { siteConfig, store, plantState, kpis } = deps;
  const site = pageContext(siteConfig, c, "machine", "machines", { ids: [machine.id] });
  const fill = ROWS_ON.machine ?? 0;
  const [alarms, chart] = await Promise.all([
    store.alarms.board(fill, [machine.id]),
    chartAsked(c, deps, machine),
  ]);
  const tile = plantState.tile(machine.id);
  if (!tile) return unknownMachinePage(c, siteConfig, machine.name);
  return c.html(
    <MachinePage
      site={site}
      tile={tile}
      values={plantState.values(machine.id)}
      chart={chart}
      alarms={alarms.map((alarm) => plantState.shown(alarm, site.now))}
      total={Math.max(kpis.total([machine.id]), alarms.length)}
      fill={fill}
      fedBy={machine.fed_by.map(nameIn(deps.machineRegistry))}
      feeds={deps.machineRegistry
        .all()
        .flatMap((each) => (each.fed_by.includes(machine.id) ? each.name : []))}
    />,
  );
}

const nameIn = (machines: MachineRegistry) => (id: string) => machines.find(id)?.name ?? id;

/** The chart alone, for htmx. */
async function chartPart(c: Context, deps: Deps, machine: Machine) {
  const { base, theme, timezone, now } = pageContext(deps.siteConfig, c, "plain", null);
  const chart = await chartAsked(c, deps, machine);
  const url = machineUrl({ base }, machine.id);
  return c.html(<Chart chart={chart} url={url} theme={theme} timezone={timezone} now={now} />);
}

function chartAsked(c: Context, deps: Deps, machine: Machine): Promise<ChartData> {
  const values = deps.plantState.values(machine.id);
  const asked = cut(c.req.query("metric") ?? "", METRIC_AT_MOST);
  const metric = asked || (values[0]?.metric ?? "power_kw");
  const value = values.find((value) => value.metric === metric);
  const view = { metric, span: spanNamed(c.req.query("span")), until: momentOf(c.req.query("until")) };
  const { now, plant } = deps.siteConfig;
  return chartOf({ ...deps, timezone: plant.timezone }, machine, view, value, now());
}

function spanNamed(asked: string | undefined): SpanName {
  return SPAN_NAMES.find((name) => name === asked) ?? "1h";
}

/** An instant in a link; an unreadable one, or one before 1970, means now. */
function momentOf(asked: string | undefined): number | undefined {
  const at = Date.parse(asked ?? "");
  return at > 0 ? at : undefined;
}
