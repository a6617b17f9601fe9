import { type Context, Hono } from "hono";
import type { z } from "zod";
import type { ChartData } from "./chart";
import { SPAN_NAMES, type SpanName } from "../../../domain/machine/chart_span";
import { ErrorPage } from "../../../../views/layout/error";
import { MachinePage } from "../../../../views/machines/machine";
import { type FormErrors, type FormValues, MachineFormPage } from "../../../../views/machines/machine_form";
import { MachinesPage, machineUrl } from "../../../../views/machines/machines";
import { Chart } from "../../../../views/machines/chart";
import { text } from "../../../words/text";
import type { Store } from "../../../store/store";
import type { KpiTracker } from "../../../live/state/kpi_tracker";
import type { PlantState } from "../../../live/state/plant_state";
import { cut } from "../../../domain/text";
import { type Machine, machineChange, newMachine } from "../../../domain/machine/machine";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import type { Energy } from "../../api/baseline";
import { chartOf } from "./chart";
import { formSent, pathId } from "../../validation";
import { formOf, parseForm, typedIn } from "./machine_form";
import { type SiteConfig, ROWS_ON, siteFor } from "../../page_context";
import { Conflict } from "../../../store/errors";

const words = text.machines;
const METRIC_AT_MOST = 80;

type Deps = {
  siteConfig: SiteConfig;
  store: Pick<Store, "machines" | "readings" | "alarms" | "models">;
  machineRegistry: MachineRegistry;
  plantState: PlantState;
  kpis: KpiTracker;
  energy: Energy;
  onChange(machine: Machine): void;
};

/** The pages of machines: the list, each one, and the forms that register and change them. All work without script. */
export function machinePageRoutes(deps: Deps) {
  const { siteConfig, store, machineRegistry, plantState, kpis, onChange } = deps;

  const list = (c: Context) => {
    const site = siteFor(siteConfig, c, "machines", "machines");
    const tiles = machineRegistry.all().flatMap(({ id }) => plantState.tile(id) ?? []);
    return c.html(<MachinesPage site={site} tiles={tiles} />);
  };

  async function one(c: Context, machine: Machine) {
    const site = siteFor(siteConfig, c, "machine", "machines", [machine.id]);
    const fill = ROWS_ON.machine ?? 0;
    const [alarms, chart] = await Promise.all([
      store.alarms.board(fill, [machine.id]),
      chartAsked(c, machine),
    ]);
    const tile = plantState.tile(machine.id);
    if (!tile) return unknown(c, machine.name);
    return c.html(
      <MachinePage
        site={site}
        tile={tile}
        values={plantState.values(machine.id)}
        chart={chart}
        alarms={alarms}
        total={Math.max(kpis.total([machine.id]), alarms.length)}
        fill={fill}
      />,
    );
  }

  async function part(c: Context, machine: Machine) {
    const { base, theme, timezone, now } = siteFor(siteConfig, c, "plain", null);
    const chart = await chartAsked(c, machine);
    const url = machineUrl({ base }, machine.id);
    return c.html(<Chart chart={chart} url={url} theme={theme} timezone={timezone} now={now} />);
  }

  function chartAsked(c: Context, machine: Machine): Promise<ChartData> {
    const values = plantState.values(machine.id);
    const asked = cut(c.req.query("metric") ?? "", METRIC_AT_MOST);
    const metric = asked || (values[0]?.metric ?? "power_kw");
    const value = values.find((value) => value.metric === metric);
    const span = spanNamed(c.req.query("span"));
    return chartOf(
      deps,
      machine,
      { metric, span, until: momentOf(c.req.query("until")) },
      value,
      siteConfig.now(),
    );
  }

  function unknown(c: Context, asked: string) {
    const site = siteFor(siteConfig, c, "plain", "machines");
    return c.html(<ErrorPage site={site} status={404} sentence={words.noSuch(asked)} />, 404);
  }

  type Form = { machine?: Machine; values: FormValues; errors?: FormErrors };

  function form(c: Context, { machine, values, errors = {} }: Form, status: 200 | 400 | 409 = 200) {
    const site = { ...siteFor(siteConfig, c, "plain", "machines"), still: true };
    const url = machine ? machineUrl(siteConfig, machine.id) : `${siteConfig.base}/machines`;
    return c.html(
      <MachineFormPage
        site={site}
        title={machine ? words.editOf(machine.name) : words.register}
        action={url}
        back={url}
        values={values}
        errors={errors}
      />,
      status,
    );
  }

  /** Saves what a form says, or shows it again with the reasons. */
  async function save<S extends z.ZodType>(
    c: Context,
    schema: S,
    write: (fields: z.output<S>) => Promise<Machine | undefined>,
    machine?: Machine,
  ) {
    const values = typedIn(await formSent(c));
    const parsed = parseForm(schema, values);
    if ("errors" in parsed) return form(c, { machine, values, errors: parsed.errors }, 400);
    try {
      const saved = await write(parsed.fields);
      if (!saved) return unknown(c, machine?.name ?? values.name);
      machineRegistry.put(saved);
      onChange(saved);
      const theme = siteFor(siteConfig, c, "plain", null).theme;
      return c.redirect(machineUrl(siteConfig, saved.id) + (theme ? `?theme=${theme}` : ""), 303);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return form(c, { machine, values, errors: { name: error.message } }, 409);
    }
  }

  return new Hono()
    .get("/", (c) => {
      const machine = c.req.query("machine");
      if (machine) return c.redirect(`${siteConfig.base}/machines/${encodeURIComponent(machine)}`);
      return c.req.query("register") ? form(c, { values: formOf(undefined) }) : list(c);
    })
    .post("/", (c) => save(c, newMachine, store.machines.add))
    .get("/:id", (c) => {
      const machine = machineRegistry.find(pathId(c));
      if (!machine) return unknown(c, pathId(c));
      if (c.req.query("edit")) return form(c, { machine, values: formOf(machine) });
      return c.req.header("hx-request") === "true" ? part(c, machine) : one(c, machine);
    })
    .post("/:id", (c) => {
      const machine = machineRegistry.find(pathId(c));
      if (!machine) return unknown(c, pathId(c));
      return save(c, machineChange, (change) => store.machines.change(machine.id, change), machine);
    });
}

function spanNamed(asked: string | undefined): SpanName {
  return SPAN_NAMES.find((name) => name === asked) ?? "1h";
}

/** A moment in a link; one that cannot be read, or of before 1970, is now. */
function momentOf(asked: string | undefined): number | undefined {
  const at = Date.parse(asked ?? "");
  return at > 0 ? at : undefined;
}
