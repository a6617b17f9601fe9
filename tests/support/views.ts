import { Window } from "happy-dom";
import type { StageDiagnostics } from "../../src/live/state/diagnostics";
import type { Site } from "../../src/http/page_context";
import type { TileData } from "../../src/live/state/machine_state";
import { type PlantSummary, summaryOf } from "../../src/live/state/plant_summary";
import type { ScreenLine } from "../../src/live/state/screens";
import { machine, NOW } from "./builders";

export { alarm, completed, detected, machine, NOW } from "./builders";

export const ZONE = "Europe/Berlin";

/** A name that breaks markup, attributes and selectors where it is not escaped. */
export const HOSTILE = `<img src=x onerror="alert(1)">'&"]</td>`;

export const tile = (change: Partial<TileData> = {}): TileData => ({
  machine: machine(),
  mode: "running",
  at: NOW - 1000,
  main: { metric: "power_kw", value: 49.6, unit: "kW", low: 46, high: 53, at: NOW - 1000 },
  others: [{ metric: "pressure_bar", value: 6.1, unit: "bar", at: NOW - 1000 }],
  trend: [
    { at: NOW - 60_000, value: 48 },
    { at: NOW - 1000, value: 49.6 },
  ],
  alarm: null,
  unanswered: [],
  simulated: false,
  learned: 1,
  hasBand: true,
  ...change,
});

export const site = (change: Partial<Site> = {}): Site => ({
  base: "/plant",
  plantName: "Demo Manufacturing Plant",
  timezone: ZONE,
  build: "3f9c2a",
  version: "1.0.0",
  css: "/plant/assets/app.css",
  script: "/plant/assets/live.js",
  onDemandScript: "/plant/assets/on_demand.js",
  simulated: true,
  link: { bus: "ok", warning: null },
  nav: "board",
  cursor: "abc-17",
  socketUrl: "/plant/live?page=board",
  sinceUrl: "/plant/live/since?page=board",
  pollSeconds: 5,
  managingCss: "/plant/assets/managing.css",
  calls: { script: "/plant/assets/calls.js", css: "/plant/assets/calls.css" },
  noteTemplates: [],
  now: NOW,
  may: () => true,
  ...change,
});

export const figures = {
  powerKw: 203.9,
  energyTodayKwh: 1862,
  costToday: null,
  currency: "$",
  alarmsTenMinutes: 2,
  systemTenMinutes: 0,
  alarmLimit: 10,
  seenAfterMs: 80,
  answeredAfterMs: 21_000,
};

export const summary: PlantSummary = { ...summaryOf([], NOW), machines: 1 };

const since = (count: number) => ({ count, at: NOW - 2000 });

export const stageDiagnostics: StageDiagnostics = {
  readings: { taken: since(12_345), rejected: since(3), judged: since(12_300), waiting: 0 },
  refusals: {
    list: [
      {
        of: "value",
        machine: HOSTILE,
        metric: HOSTILE,
        reason: "text",
        count: 1234,
        example: HOSTILE,
        at: NOW - 2000,
      },
      { of: "reading", machine: null, metric: null, reason: "retired", count: 2, example: "x", at: NOW },
    ],
    counters: [],
  },
  events: {
    recorded: since(12),
    announced: since(10),
    received: since(10),
    drawn: { count: 0, at: null },
    outboxWaiting: 2,
    outboxOldestAt: NOW - 4000,
  },
  bus: { kind: "redis", ok: false, awaySince: NOW - 6000, awayReason: "WRONGPASS" },
  sockets: 2,
  unjudged: since(0),
  lastUnjudged: null,
  malformed: since(1),
  lastMalformed: HOSTILE,
  refusedMessages: [{ at: NOW - 2000, channel: "andon:in", reason: HOSTILE, example: HOSTILE }],
  inboundFailed: since(4),
  lastInboundFailure: HOSTILE,
  deadLettered: since(1),
  lastDeadLetter: HOSTILE,
  externalWaiting: 3,
  externalLost: since(2),
  lastExternalLoss: HOSTILE,
  ignored: { count: 0, at: null },
  backfill: { done: 40, total: 100 },
  startedAt: NOW - 90_000_000,
};

export const screenLine = (change: Partial<ScreenLine> = {}): ScreenLine => ({
  id: "k3f9aa",
  name: "Hall 2",
  path: "/kiosk",
  build: "3f9c2a",
  losses: 2,
  hidden: false,
  wake: null,
  sound: null,
  browser: "Chrome 140",
  address: "192.168.1.5",
  paired: null,
  link: "socket",
  lagMs: 12,
  heardAt: NOW - 1000,
  frameAt: NOW - 2000,
  state: "live",
  isFlashing: false,
  isOtherBuild: false,
  ...change,
});

/** Parses part of a page; rows get the table that they need. */
export function parse(markup: unknown) {
  const { document } = new Window();
  const html = String(markup);
  document.body.innerHTML = html.startsWith("<tr") ? `<table><tbody>${html}</tbody></table>` : html;
  return document.body;
}

/** Parses a whole page. */
export function parsePage(markup: unknown) {
  const { document } = new Window();
  document.write(String(markup));
  return document;
}
