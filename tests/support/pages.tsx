import { CataloguePage } from "../../views/alarms/catalogue";
import { GuidancePage } from "../../views/alarms/guidance_page";
import { ImportPage } from "../../views/alarms/import";
import { WhatToDoPage } from "../../views/alarms/what_to_do";
import { AnomaliesPage } from "../../views/anomalies/anomalies";
import { BoardPage } from "../../views/board/board";
import { USUAL_CALL_TYPES, typeOf } from "../../src/domain/call/call_type";
import { CallPage } from "../../views/calls/call_page";
import { NO_PLACE, type PlaceToCall } from "../../views/calls/place";
import { openCall } from "./calls";
import { DiagnosticsPage } from "../../views/diagnostics/diagnostics";
import { DocsPage } from "../../views/docs/docs";
import { ErrorPage } from "../../views/layout/error";
import { MachinePage } from "../../views/machines/machine";
import { MachineFormPage } from "../../views/machines/machine_form";
import { MachinesPage } from "../../views/machines/machines";
import type { Suppression } from "../../src/alarms/suppression/suppression";
import { areaTree } from "../../src/domain/site/areas";
import { AreasPage } from "../../views/settings/areas";
import { AlarmPage } from "../../views/anomalies/alarm";
import { AskManyPage } from "../../views/anomalies/many";
import { AlarmSettingsPage } from "../../views/settings/alarms";
import { EnergySettingsPage } from "../../views/settings/energy";
import { SettingsPage } from "../../views/settings/settings";
import { ShiftsPage } from "../../views/settings/shifts";
import { AuditPage } from "../../views/settings/audit";
import { MetricSettingsPage } from "../../views/settings/metrics";
import { SuppressedPage } from "../../views/alarms/suppressed";
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

const HOSTILE_CALL = openCall({
  ...{ id: HOSTILE, type: HOSTILE, state: "accepted", machine_id: HOSTILE },
  accepted: { at: NOW, by: HOSTILE, by_id: null },
});
const SHOWN_CALLS = [
  { call: openCall(), type: typeOf(openCall()), machine: "Press-1", area: "Hall 1" },
  { call: HOSTILE_CALL, type: typeOf(HOSTILE_CALL), machine: HOSTILE, area: HOSTILE },
];
const calling = (place: PlaceToCall) => (
  <CallPage
    site={site({ nav: null })}
    place={place}
    types={USUAL_CALL_TYPES.map((type) => ({ type, id: HOSTILE }))}
    calls={[openCall(), HOSTILE_CALL]}
    choices={{
      machines: [hostile],
      areas: areaTree([{ id: "x", name: HOSTILE, parent_id: null, created_at: 0, updated_at: 0 }]).all(),
    }}
  />
);

/** The board, with its site changed. */
export const board = (change = {}) => (
  <BoardPage
    site={site({ plantName: HOSTILE, answersAs: HOSTILE, ...change })}
    figures={figures}
    tiles={[tile(), tile({ machine: hostile, mode: HOSTILE, main, alarm: rows[1], simulated: true })]}
    summary={summary}
    alarms={rows}
    calls={SHOWN_CALLS}
    fill={50}
    machineIds={[]}
    total={9}
    suppressed={2}
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
    suppressed={0}
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

const UNDO = { act: "acknowledge", id: "a1", machine: HOSTILE, by: HOSTILE } as const;
const guided = {
  scope: { machine_id: HOSTILE, metric: HOSTILE },
  guidance: { cause: HOSTILE, consequence: HOSTILE, action: HOSTILE, within_minutes: 5 },
};
const alarms = site({ nav: "anomalies", still: true });
const catalogue = (
  <CataloguePage
    site={alarms}
    filter={{ machine: HOSTILE, area: HOSTILE, q: HOSTILE }}
    entries={[
      {
        ...{
          kind: "high",
          machine: hostile,
          metric: HOSTILE,
          limit: 8,
          modes: [HOSTILE],
          severity: "warning",
        },
        ...{ guidance: guided, changed: { at: NOW, by: HOSTILE } },
      },
      {
        kind: "learned",
        machine: hostile,
        metric: HOSTILE,
        severity: null,
        guidance: undefined,
        changed: undefined,
      },
    ]}
    paging={{ offset: 100, size: 100, total: 300 }}
    machines={[hostile]}
    areas={[hostileArea]}
    mayEdit
  />
);
const typedHostile = {
  cause: HOSTILE,
  consequence: "",
  action: HOSTILE,
  within_minutes: HOSTILE,
  link: HOSTILE,
};
const guidance = (
  <GuidancePage
    site={alarms}
    action="/plant/alarms/catalogue/guidance?machine=x"
    parts={[{ key: HOSTILE, name: HOSTILE, written: guided.guidance, typed: typedHostile, isNearest: true }]}
    problem={HOSTILE}
    mayEdit
  />
);
const preview = (
  <ImportPage
    site={alarms}
    action="/plant/alarms/catalogue/import"
    result={{
      ...{ kind: "preview", csv: HOSTILE, seen: HOSTILE, lines: 1, isChanged: true, count: 2 },
      changes: [{ scope: {}, of: "limit", field: "high", before: HOSTILE, after: null, about: HOSTILE }],
    }}
  />
);
const wrongImport = (
  <ImportPage
    site={alarms}
    action="/plant/alarms/catalogue/import"
    result={{
      ...{ kind: "wrong", csv: `</textarea>${HOSTILE}` },
      problems: [{ line: 2, column: HOSTILE, value: HOSTILE, problem: HOSTILE }],
    }}
  />
);
const hostilePlan: Suppression = {
  ...{
    id: HOSTILE,
    kind: "maintenance",
    machine_id: HOSTILE,
    area_id: null,
    metric: HOSTILE,
    anomaly_type: null,
    source: null,
  },
  ...{
    begins_at: NOW,
    until: null,
    weekly: span,
    timezone: "UTC",
    reason: HOSTILE,
    by: HOSTILE,
    by_id: null,
  },
  ...{
    created_at: NOW,
    skipped_until: null,
    begun_at: null,
    ended_at: null,
    ended_by: null,
    ended_by_id: null,
  },
};
const suppressed = (
  <SuppressedPage
    site={site({ nav: "anomalies", still: true })}
    action="/plant/alarms/suppressed"
    listed={[
      {
        suppression: hostilePlan,
        machine: HOSTILE,
        area: undefined,
        span: { from: NOW, to: NOW + 1 },
        alarms: 1,
      },
      { suppression: hostilePlan, machine: undefined, area: HOSTILE, span: undefined, alarms: 0 },
    ]}
    alarms={[alarm({ suppressed: { id: "s1", kind: "maintenance", until: NOW + 1, by: HOSTILE } })]}
    machines={[hostile]}
    areas={[hostileArea]}
    mayPlan
    mayShelve
    typed={{
      ...{ form: "weekly", where: HOSTILE, metric: HOSTILE, from: HOSTILE, until: HOSTILE, reason: HOSTILE },
      span: { days: [], from: HOSTILE, to: HOSTILE },
    }}
    problem={HOSTILE}
  />
);

/** Every page, with hostile names in every place that takes a name. */
export const PAGES: [name: string, page: () => unknown][] = [
  ["board", board],
  ["anomalies", anomalies],
  ["suppressed alarms", () => suppressed],
  ["training", () => training],
  ["machines", () => machines],
  ["machine", () => onePage],
  ["machine form", () => form],
  ["metric settings", () => metricSettings],
  ["settings", () => <SettingsPage site={site({ nav: "settings" })} given={{ PLANT_NAME: HOSTILE }} />],
  ["areas", () => areas],
  ["shifts", () => shifts],
  ["energy settings", () => energy],
  [
    "alarm settings",
    () => (
      <AlarmSettingsPage
        site={site({ nav: "settings", still: true })}
        action="/plant/settings/alarms"
        typed={{ critical: HOSTILE, warning: HOSTILE, notes: HOSTILE }}
        isSet
        problem={HOSTILE}
      />
    ),
  ],
  [
    "alarm",
    () => (
      <AlarmPage
        site={site({ nav: "anomalies", noteTemplates: [HOSTILE], undo: UNDO })}
        alarm={alarm({ id: "a1", machine_name: HOSTILE, assigned_to: HOSTILE, note: HOSTILE })}
        people={[{ id: "p1", name: HOSTILE }]}
        takesAnyName
      />
    ),
  ],
  [
    "many alarms",
    () => (
      <AskManyPage
        site={site({ nav: "anomalies" })}
        act="resolve_all"
        filter={{ machine: HOSTILE }}
        machines={[hostile]}
        areas={[]}
        answerable={{ count: 7, asOf: 77 }}
      />
    ),
  ],
  ["place of a call", () => calling(NO_PLACE)],
  ["call", () => calling({ kind: "machine", id: HOSTILE, name: HOSTILE })],
  ["audit", () => audit],
  ["alarm catalogue", () => catalogue],
  ["guidance", () => guidance],
  ["import preview", () => preview],
  ["refused import", () => wrongImport],
  ["what to do", () => <WhatToDoPage site={alarms} alarm={rows[1]} entry={guided} scope={HOSTILE} />],
  ["kiosk", () => kiosk],
  ["diagnostics", () => diagnostics],
  ["error", () => <ErrorPage site={site({ nav: null })} status={500} sentence={HOSTILE} />],
  ["docs", () => <DocsPage site={site({ nav: null })} document={api} documentUrl="/plant/openapi.json" />],
];
