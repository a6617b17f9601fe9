import type { ShownAlarm } from "../../src/live/state/shown_alarm";
import { areaPath } from "../../src/domain/site/areas_in_force";
import type { Machine } from "../../src/domain/machine/machine";
import type { Site } from "../../src/http/page_context";
import type { TileData } from "../../src/live/state/machine_state";
import type { Value } from "../../src/live/state/value";
import type { ChartData } from "../../src/http/pages/machines/chart";
import { CallLink } from "../calls/call_link";
import { Layout } from "../layout/layout";
import { machineUrl } from "./machines";
import { listUrl } from "../anomalies/alarm_filters";
import { AlarmTable, AlarmTotal, NameAndNote, MoreLine } from "../shared/alarm/alarm_table";
import { Chart } from "./chart";
import { MachineStatus } from "./parts/machine_status";
import { CHART_FORM, MachineValues } from "./parts/machine_values";
import { isolateName } from "../../src/words/isolate_name";
import { text } from "../../src/words/text";

const words = text.machines;

type MachineProps = {
  site: Site;
  tile: TileData;
  values: Value[];
  chart: ChartData;
  alarms: ShownAlarm[];
  /** The number of alarms of this machine; resolved ones fill the table up to `fill` rows. */
  total: number;
  fill: number;
  /** The names of the machines that feed it, and of those that it feeds. */
  fedBy: readonly string[];
  feeds: readonly string[];
};

/** One machine: its status, current values, a chart of one of them, its alarms and its details. */
export function MachinePage(props: MachineProps) {
  const { site, tile, values, chart, alarms, total, fill, fedBy, feeds } = props;
  const { machine } = tile;
  const url = machineUrl(site, machine.id);
  const { theme, timezone, now } = site;
  return (
    <Layout site={site} title={machine.name}>
      <section class="panel machine-head" aria-labelledby="machine-name">
        <header>
          <h2 id="machine-name">
            <bdi>{machine.name}</bdi>
          </h2>
          <MachineStatus tile={tile} timezone={timezone} now={now} />
          {site.may("configure") && (
            <a class="button" href={`${url}?edit=1${theme ? `&theme=${theme}` : ""}`}>
              {words.edit}
            </a>
          )}
          <a class="button" href={`${url}/limits${theme ? `?theme=${theme}` : ""}`}>
            {text.limits.edit}
          </a>
          {machine.is_active && <CallLink site={site} machineId={machine.id} />}
        </header>
      </section>
      <div class="machine-parts" data-machine-id={machine.id}>
        <section class="panel drawn" aria-labelledby="chart-title">
          <Chart chart={chart} url={url} theme={theme} timezone={timezone} now={now} />
        </section>
        <section class="panel read-now" aria-labelledby="values-title">
          <h2 id="values-title">{words.values}</h2>
          <form id={CHART_FORM} method="get" action={url} hx-get={url} hx-target="#chart" hx-swap="outerHTML">
            {theme && <input type="hidden" name="theme" value={theme} />}
          </form>
          <MachineValues machine={machine} values={values} timezone={timezone} now={now} />
        </section>
        <section class="panel alarmed" aria-labelledby="alarms-title">
          <header>
            <h2 id="alarms-title">{words.alarms}</h2>
            <NameAndNote site={site} />
          </header>
          <AlarmTable alarms={alarms} timezone={timezone} fill={fill} none={text.alarms.noneOfMachine} />
          <MoreLine count={total - alarms.length} href={listUrl(site, { machine: machine.id })} />
          <AlarmTotal machineId={machine.id} total={total} />
        </section>
        <section class="panel told" aria-labelledby="facts-title">
          <h2 id="facts-title">{words.facts}</h2>
          <Facts machine={machine} fedBy={fedBy} feeds={feeds} />
        </section>
      </div>
    </Layout>
  );
}

type FactsProps = { machine: Machine } & Pick<MachineProps, "fedBy" | "feeds">;

function Facts({ machine, fedBy, feeds }: FactsProps) {
  const names = (each: readonly string[]) => each.map(isolateName).join(", ") || null;
  const flag = (value: boolean) => (value ? words.yes : words.no);
  const facts: [name: string, value: string | null][] = [
    [words.field.type, words.type[machine.type]],
    [words.field.area, areaPath(machine.area)],
    [words.field.location, machine.location],
    [words.fact.factory_name, machine.factory_name],
    [words.fact.factory_location, machine.factory_location],
    [
      words.field.rated_power_kw,
      machine.rated_power_kw === null ? null : text.quantity(machine.rated_power_kw, ""),
    ],
    [words.fact.manufacturer, machine.manufacturer],
    [words.fact.model, machine.model],
    [words.field.data_interval_seconds, text.quantity(machine.data_interval_seconds, "")],
    [words.field.is_critical, flag(machine.is_critical)],
    [words.field.is_active, flag(machine.is_active)],
    [words.fact.fed_by, names(fedBy)],
    [words.fact.feeds, names(feeds)],
    [words.fact.aliases, names(machine.aliases)],
    [words.fact.description, machine.description],
    [words.fact.id, machine.id],
  ];
  return (
    <dl class="facts">
      {facts.map(
        ([name, value]) =>
          value !== null && (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
