import { AnomaliesPage } from "../../views/anomalies/anomalies";
import { BoardPage } from "../../views/board/board";
import { DiagnosticsPage } from "../../views/diagnostics/diagnostics";
import { DocsPage } from "../../views/docs/docs";
import { ErrorPage } from "../../views/layout/error";
import { MachinePage } from "../../views/machines/machine";
import { MachineFormPage } from "../../views/machines/machine_form";
import { MachinesPage } from "../../views/machines/machines";
import { areaTree } from "../../src/domain/site/areas";
import { AreasPage } from "../../views/settings/areas";
import { EnergySettingsPage } from "../../views/settings/energy";
import { SettingsPage } from "../../views/settings/settings";
import { ShiftsPage } from "../../views/settings/shifts";
import { AuditPage } from "../../views/settings/audit";
import { MetricSettingsPage } from "../../views/settings/metrics";
import { TrainingPage } from "../../views/training/training";
import { blank, chart, mark } from "./chart_sample";
import { job } from "./training_sample";
import {
  alarm,
  detected,
  figures,
  HOSTILE,
  machine,
  NOW,
  screenLine,
  site,
  tile,
  stageDiagnostics,
  summary,
} from "./views";

const hostile = machine({ id: HOSTILE, name: HOSTILE });
const rows = [
  alarm(),
  alarm({
    id: HOSTILE,
    machine_id: HOSTILE,
    machine_name: HOSTILE,
    metric: HOSTILE,
    reason: HOSTILE,
    unit: HOSTILE,
  }),
];
const main = { metric: HOSTILE, value: 1, unit: HOSTILE, at: NOW };

/** The board, with its site changed. */
export const board = (change = {}) => (
  <BoardPage
    site={site({ plantName: HOSTILE, answersAs: HOSTILE, ...change })}
    figures={figures}
    tiles={[tile(), tile({ machine: hostile, mode: HOSTILE, main, alarm: rows[1], simulated: true })]}
    summary={summary}
    alarms={rows}
    fill={50}
    machineIds={[]}
    total={9}
  />
);

/** The list of alarms, with its props changed. */
export const anomalies = (change = {}) => (
  <AnomaliesPage
    site={site({ nav: "anomalies" })}
    alarms={rows}
    filter={{ machine: HOSTILE, severity: "critical" }}
    machines={[hostile]}
    paging={{ offset: 200, size: 200, total: 540 }}
    {...change}
  />
);

export const diagnostics = (
  <DiagnosticsPage
    site={site({ nav: "diagnostics" })}
    diagnostics={stageDiagnostics}
    screens={{
      lines: [screenLine(), screenLine({ id: "zz99", name: HOSTILE, path: HOSTILE, browser: HOSTILE })],
      more: 3,
    }}
    latencies={{ drawn: [{ at: NOW - 60_000, count: 2, p50: 12, p99: 40, max: 41 }], lag: [] }}
    log={[{ event: detected({ machine_name: HOSTILE }), latencyMs: null, origin: HOSTILE }]}
  />
);

const api = {
  info: { title: HOSTILE },
  paths: {
    [HOSTILE]: {
      get: { summary: HOSTILE, parameters: [{ name: HOSTILE, in: "query" }], responses: { 200: {} } },
    },
  },
};

const hostileJob = job({ id: HOSTILE, machine_name: HOSTILE, message: HOSTILE });
const training = (
  <TrainingPage
    site={site({ nav: "training" })}
    machines={[hostile]}
    jobs={[
      { ...hostileJob, status: "running", step: "learning", progress_pct: 30 },
      { ...hostileJob, id: "j2", status: "failed", error: HOSTILE },
      { ...hostileJob, id: "j3", status: "completed", metrics: { r_squared: 0.9 } },
    ]}
    models={[
      {
        machineId: HOSTILE,
        machineName: HOSTILE,
        version: 2,
        heldOut: 0.7,
        training: 0.9,
        rmse: 1.5,
        rows: 720,
        formula: HOSTILE,
        trainedAt: NOW,
        verdict: "poor",
        kept: [HOSTILE],
        tried: [HOSTILE],
      },
    ]}
    refusal={HOSTILE}
  />
);

const hostileTile = tile({ machine: hostile, mode: HOSTILE, main, alarm: rows[1] });
const machines = <MachinesPage site={site({ nav: "machines" })} tiles={[tile(), hostileTile]} />;
const onePage = (
  <MachinePage
    site={site({ nav: "machines", theme: "dark" })}
    tile={hostileTile}
    values={[main]}
    chart={chart({ metric: HOSTILE, unit: HOSTILE, alarms: [mark({ sentence: HOSTILE })] })}
    alarms={rows}
    total={9}
    fill={20}
    fedBy={[HOSTILE]}
    feeds={[HOSTILE]}
  />
);
const hostileArea = {
  ...{ id: HOSTILE, name: HOSTILE, path: HOSTILE, parent_id: null, level: 1 },
  ...{ created_at: 0, updated_at: 0 },
};
const form = (
  <MachineFormPage
    site={site({ nav: "machines", still: true })}
    title={HOSTILE}
    action="/plant/machines/x"
    back="/plant/machines/x"
    values={{ ...blank, name: HOSTILE }}
    errors={{ name: HOSTILE }}
    areas={[hostileArea]}
  />
);
const unset = { label: "", unit: "", kind: "", decimals: "", low: "", high: "" };
const refused = { ...unset, metric: HOSTILE, scope: "plant", label: HOSTILE };
const metricSettings = (
  <MetricSettingsPage
    site={site({ nav: "settings", still: true })}
    action="/plant/settings/metrics"
    lines={[
      {
        ...{ metric: HOSTILE, named: HOSTILE, guessed: HOSTILE, label: HOSTILE, unit: HOSTILE },
        machines: [hostile],
        settings: [{ scope: `machine:${HOSTILE}`, typed: { ...unset, label: HOSTILE } }],
        free: ["plant", "type:pump"],
      },
    ]}
    machines={[hostile]}
    refused={{ typed: refused, problem: HOSTILE }}
  />
);
const span = { days: ["mon" as const], from: HOSTILE, to: HOSTILE };
const areas = (
  <AreasPage
    site={site({ nav: "settings", still: true })}
    action="/plant/settings/areas"
    areas={areaTree([hostileArea])}
    machines={[{ ...hostile, area: HOSTILE }]}
    refused={{ typed: { id: HOSTILE, name: HOSTILE, parent_id: HOSTILE }, problem: HOSTILE }}
  />
);
const shifts = (
  <ShiftsPage
    site={site({ nav: "settings", still: true })}
    action="/plant/settings/shifts"
    values={{
      shifts: [{ name: HOSTILE, ...span }],
      shift_timezone: "UTC",
      holidays: [{ date: "12-25", name: HOSTILE }],
    }}
    isSet={{ shifts: true, holidays: true }}
    given={HOSTILE}
    coming={[{ name: HOSTILE, date: "2026-11-23", from: 0, to: 1 }]}
    refused={{ problem: HOSTILE }}
  />
);
const energy = (
  <EnergySettingsPage
    site={site({ nav: "settings", still: true })}
    action="/plant/settings/energy"
    typed={{ currency: "EUR", peak_rate: HOSTILE, offpeak_rate: HOSTILE, peak_times: [span] }}
    pinned={{ currency: HOSTILE }}
    isSet
    problem={HOSTILE}
  />
);
const kiosk = board({ kiosk: { name: HOSTILE, pages: ["board", "anomalies"], everyMs: 30_000 } });

const audit = (
  <AuditPage
    site={site({ nav: "settings" })}
    filter={{ actor: HOSTILE, action: HOSTILE, subject: HOSTILE, from: HOSTILE }}
    entries={[
      {
        n: 7,
        at: new Date(NOW).toISOString(),
        actor: { kind: "person", id: HOSTILE, name: HOSTILE },
        address: HOSTILE,
        action: HOSTILE,
        subject: `machine:${HOSTILE}`,
        before: { [HOSTILE]: HOSTILE, opened_at: NOW },
        after: HOSTILE,
        hash: HOSTILE,
      },
    ]}
    isPaged
    hasOlder
    machineName={(id) => id}
  />
);

/** Every page, with hostile names in every place that takes a name. */
export const PAGES: [name: string, page: () => unknown][] = [
  ["board", board],
  ["anomalies", anomalies],
  ["training", () => training],
  ["machines", () => machines],
  ["machine", () => onePage],
  ["machine form", () => form],
  ["metric settings", () => metricSettings],
  [
    "settings",
    () => <SettingsPage site={site({ nav: "settings" })} given={{ PLANT_NAME: HOSTILE }} may={() => true} />,
  ],
  ["areas", () => areas],
  ["shifts", () => shifts],
  ["energy settings", () => energy],
  ["audit", () => audit],
  ["kiosk", () => kiosk],
  ["diagnostics", () => diagnostics],
  ["error", () => <ErrorPage site={site({ nav: null })} status={500} sentence={HOSTILE} />],
  ["docs", () => <DocsPage site={site({ nav: null })} document={api} documentUrl="/plant/openapi.json" />],
];
