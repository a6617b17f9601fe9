import { Window } from "happy-dom";
import type { Alarm } from "../../src/domain/alarm/alarm";
import type { AnnouncedEvent } from "../../src/domain/event";
import { MACHINE_DEFAULTS, type Machine } from "../../src/domain/machine/machine";
import type { StageDiagnostics } from "../../src/live/state/diagnostics";
import type { Site } from "../../src/http/page_context";
import type { TileData } from "../../src/live/state/machine_state";
import type { ScreenLine } from "../../src/live/state/screens";

/** 10:00:04 in Berlin. */
export const NOW = Date.UTC(2026, 10, 23, 9, 0, 4);
export const ZONE = "Europe/Berlin";

/** A name that breaks markup, attributes and selectors where it is not escaped. */
export const HOSTILE = `<img src=x onerror="alert(1)">'&"]</td>`;

export const machine = (change: Partial<Machine> = {}): Machine => ({
  ...MACHINE_DEFAULTS,
  id: "c1",
  name: "Compressor-1",
  created_at: 0,
  updated_at: 0,
  ...change,
});

export const alarm = (change: Partial<Alarm> = {}): Alarm => ({
  id: "a1",
  machine_id: "c1",
  machine_name: "Compressor-1",
  machine_type: "compressor",
  state: "new",
  severity: "critical",
  anomaly_type: "power_anomaly",
  metric: "power_kw",
  value: 71.4,
  expected_value: 49.6,
  unit: "kW",
  deviation_percent: 44,
  deviation_sd: 9,
  score: 12.4,
  peak_score: 12.4,
  detection_method: "mewma",
  reason: null,
  origin: "live",
  opened_at: NOW - 4000,
  updated_at: NOW,
  cleared_at: null,
  resolved_at: null,
  acknowledged_at: null,
  acknowledged_by: null,
  note: null,
  ...change,
});

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
  simulated: true,
  nav: "board",
  cursor: "abc-17",
  socketUrl: "/plant/live?page=board",
  sinceUrl: "/plant/live/since?page=board",
  pollSeconds: 5,
  now: NOW,
  ...change,
});

export const figures = {
  powerKw: 203.9,
  energyTodayKwh: 1862,
  costToday: null,
  currency: "$",
  alarmsTenMinutes: 2,
  alarmLimit: 10,
  seenAfterMs: 80,
  answeredAfterMs: 21_000,
};

const since = (count: number) => ({ count, at: NOW - 2000 });

export const stageDiagnostics: StageDiagnostics = {
  readings: { taken: since(12_345), rejected: since(3), judged: since(12_300), waiting: 0 },
  events: {
    recorded: since(12),
    announced: since(10),
    received: since(10),
    drawn: { count: 0, at: null },
    outboxWaiting: 2,
    outboxOldestAt: NOW - 4000,
  },
  bus: { kind: "redis", ok: false, awaySince: NOW - 6000 },
  sockets: 2,
  unjudged: since(0),
  lastUnjudged: null,
  malformed: since(1),
  lastMalformed: HOSTILE,
  inboundFailed: since(4),
  lastInboundFailure: HOSTILE,
  deadLettered: since(1),
  lastDeadLetter: HOSTILE,
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
  link: "socket",
  lagMs: 12,
  heardAt: NOW - 1000,
  frameAt: NOW - 2000,
  state: "live",
  isFlashing: false,
  isOtherBuild: false,
  ...change,
});

const envelope = { event_id: "e1", id: "abc-17", published_at: new Date(NOW).toISOString() };

export const detected = (change: Record<string, unknown> = {}): AnnouncedEvent => ({
  ...envelope,
  event_type: "anomaly_detected",
  machine_id: "c1",
  metric: "power_kw",
  value: 71.4,
  severity: "critical",
  timestamp: envelope.published_at,
  ...change,
});

export const completed = (status: "completed" | "failed"): AnnouncedEvent => ({
  ...envelope,
  event_type: "training_completed",
  job_id: "j1",
  status,
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
