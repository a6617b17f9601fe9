import { type Context, Hono } from "hono";
import type { z } from "zod";
import { type ChartData, SPAN_NAMES, type SpanName } from "../../views/chart_data";
import { ErrorPage } from "../../views/error";
import { MachinePage } from "../../views/machine";
import { type FormErrors, type FormValues, MachineFormPage } from "../../views/machine_form";
import { MachinesPage, machineUrl } from "../../views/machines";
import { Chart } from "../../views/parts/chart";
import { text } from "../../views/text";
import { Conflict, type History } from "../history/history";
import type { Counters } from "../live/counters";
import type { Floor } from "../live/floor";
import { cut } from "../model/text";
import { type Machine, machineChange, newMachine } from "../model/machine";
import type { Directory } from "../readings/directory";
import type { Energy } from "./baseline";
import { chartOf } from "./chart";
import { formSent, pathId } from "./door";
import { formOf, parseForm, typedIn } from "./machine_form";
import { type House, ROWS_ON, siteFor } from "./pages";

const words = text.machines;
const METRIC_AT_MOST = 80;

type Deps = {
  house: House;
  history: Pick<History, "machines" | "readings" | "alarms" | "models">;
  directory: Directory;
  floor: Floor;
  counters: Counters;
  energy: Energy;
  onChange(machine: Machine): void;
};

/** The pages of machines: the list, each one, and the forms that register and change them. All work without script. */
export function machinePageRoutes(deps: Deps) {
  const { house, history, directory, floor, counters, onChange } = deps;

  const list = (c: Context) => {
    const site = siteFor(house, c, "machines", "machines");
    const tiles = directory.all().flatMap(({ id }) => floor.tile(id) ?? []);
    return c.html(<MachinesPage site={site} tiles={tiles} />);
  };

  async function one(c: Context, machine: Machine) {
    const site = siteFor(house, c, "machine", "machines", [machine.id]);
    const fill = ROWS_ON.machine ?? 0;
    const [alarms, chart] = await Promise.all([
      history.alarms.board(fill, [machine.id]),
      chartAsked(c, machine),
    ]);
    const tile = floor.tile(machine.id);
    if (!tile) return unknown(c, machine.name);
    return c.html(
      <MachinePage
        site={site}
        tile={tile}
        values={floor.values(machine.id)}
        chart={chart}
        alarms={alarms}
        total={Math.max(counters.total([machine.id]), alarms.length)}
        fill={fill}
      />,
    );
  }

  async function part(c: Context, machine: Machine) {
    const { base, theme, timezone, now } = siteFor(house, c, "plain", null);
    const chart = await chartAsked(c, machine);
    const url = machineUrl({ base }, machine.id);
    return c.html(<Chart chart={chart} url={url} theme={theme} timezone={timezone} now={now} />);
  }

  function chartAsked(c: Context, machine: Machine): Promise<ChartData> {
    const values = floor.values(machine.id);
    const asked = cut(c.req.query("metric") ?? "", METRIC_AT_MOST);
    const metric = asked || (values[0]?.metric ?? "power_kw");
    const value = values.find((value) => value.metric === metric);
    const span = spanNamed(c.req.query("span"));
    return chartOf(
      deps,
      machine,
      { metric, span, until: momentOf(c.req.query("until")) },
      value,
      house.now(),
    );
  }

  function unknown(c: Context, asked: string) {
    const site = siteFor(house, c, "plain", "machines");
    return c.html(<ErrorPage site={site} status={404} sentence={words.noSuch(asked)} />, 404);
  }

  type Form = { machine?: Machine; values: FormValues; errors?: FormErrors };

  function form(c: Context, { machine, values, errors = {} }: Form, status: 200 | 400 | 409 = 200) {
    const site = { ...siteFor(house, c, "plain", "machines"), still: true };
    const url = machine ? machineUrl(house, machine.id) : `${house.base}/machines`;
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
      directory.put(saved);
      onChange(saved);
      const theme = siteFor(house, c, "plain", null).theme;
      return c.redirect(machineUrl(house, saved.id) + (theme ? `?theme=${theme}` : ""), 303);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return form(c, { machine, values, errors: { name: error.message } }, 409);
    }
  }

  return new Hono()
    .get("/", (c) => {
      const machine = c.req.query("machine");
      if (machine) return c.redirect(`${house.base}/machines/${encodeURIComponent(machine)}`);
      return c.req.query("register") ? form(c, { values: formOf(undefined) }) : list(c);
    })
    .post("/", (c) => save(c, newMachine, history.machines.add))
    .get("/:id", (c) => {
      const machine = directory.find(pathId(c));
      if (!machine) return unknown(c, pathId(c));
      if (c.req.query("edit")) return form(c, { machine, values: formOf(machine) });
      return c.req.header("hx-request") === "true" ? part(c, machine) : one(c, machine);
    })
    .post("/:id", (c) => {
      const machine = directory.find(pathId(c));
      if (!machine) return unknown(c, pathId(c));
      return save(c, machineChange, (change) => history.machines.change(machine.id, change), machine);
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
