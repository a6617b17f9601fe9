import type { Alarm, AlarmState, Severity } from "../../src/domain/alarm/alarm";
import type { Cursor } from "../../src/domain/cursor";
import type { RecordedEvent } from "../../src/domain/event";
import type { Machine } from "../../src/domain/machine/machine";
import type { Point } from "../../src/domain/machine/reading";

/** The pages that the header links; null for a page that is not in it. */
export type NavPage = "board" | "anomalies" | "machines" | "training" | "history" | "diagnostics";

/** What every page is drawn with. URLs are complete (base path included), times epoch milliseconds. */
export type Site = {
  base: string;
  plantName: string;
  timezone: string;
  build: string;
  version: string;
  css: string;
  script: string;
  /** What only this page needs, after the script of every page. */
  pageScript?: string;
  /** The same for its style. */
  pageCss?: string;
  icon?: string;
  touchIcon?: string;
  manifest?: string;
  simulated: boolean;
  theme?: "dark" | "light";
  nav: NavPage | null;
  cursor: Cursor;
  socketUrl: string;
  sinceUrl: string;
  pollSeconds: number;
  now: number;
  /** When the event bus was lost, while it is away. */
  busAwaySince?: number;
  /** The name under which this browser answered last. */
  answersAs?: string;
  /** A page with a form to fill in, or that was asked to hold still: it does not refresh itself without script. */
  still?: boolean;
  /** Where it refreshes itself to without script, when that is not its own address. */
  nextUrl?: string;
  /** A page of the past: what it shows can no longer be answered. */
  past?: boolean;
  /** A screen that nobody operates: no navigation, and these pages in turn. */
  kiosk?: Kiosk;
};

/** What a kiosk is called, which pages it shows in turn, and how long each, in milliseconds. */
export type Kiosk = { name?: string; pages: readonly KioskPage[]; everyMs: number };
export const KIOSK_PAGES = ["board", "anomalies"] as const;
export type KioskPage = (typeof KIOSK_PAGES)[number];

/** A metric's newest value, and the band in which it would be normal now (absent until that is learned). */
export type Value = {
  metric: string;
  value: number | null;
  unit: string;
  low?: number;
  high?: number;
  /** When it was read: a sensor may fall silent while others of its machine go on. */
  at: number | null;
};

/** One machine on the board. `learned` is the share of the learning done, 0 to 1. */
export type TileData = {
  machine: Machine;
  mode: string | null;
  /** Time of the newest reading. */
  at: number | null;
  main: Value;
  others: Value[];
  /** The last quarter of an hour of the main metric, oldest first. */
  trend: Point[];
  /** The worst open alarm. */
  alarm: Alarm | null;
  /** How severe each of its open alarms is that nobody has acknowledged. */
  unanswered: Severity[];
  simulated: boolean;
  learned: number;
};

/** The figures over the board; null is "not known". */
export type KpiFigures = {
  powerKw: number | null;
  energyTodayKwh: number | null;
  costToday: number | null;
  currency: string;
  alarmsTenMinutes: number;
  alarmLimit: number;
  seenAfterMs: number | null;
  answeredAfterMs: number | null;
};

/** One line of the event log: how long the event took to reach this server's screens, and who sent it. */
export type LogEntry = { event: RecordedEvent; latencyMs: number | null; origin: string };

/** A time without link: `caughtUp` events came late, and whether any may be missing. Epoch milliseconds. */
export type Gap =
  | { kind: "link"; from: number; to: number; caughtUp: number; missing: boolean }
  /** The log began anew, so that what happened before cannot be asked for. */
  | { kind: "epoch"; at: number };

/** Spans of time up to now that a list of alarms may be narrowed to. */
export const LAST_SPANS = ["1h", "8h", "24h", "7d"] as const;
export type LastSpan = (typeof LAST_SPANS)[number];

/** What the alarm table is narrowed to. Times as a form has them, in plant time: "2026-11-23T10:00". */
export type AlarmFilter = {
  machine?: string;
  severity?: Severity;
  state?: AlarmState;
  from?: string;
  to?: string;
  last?: LastSpan;
};

/** How many since the server's start, and when the newest came; null: none yet. */
export type StageCount = { count: number; at: number | null };

/** How each stage of the path stands, for diagnostics. Null is "not known". */
export type StageDiagnostics = {
  /** Taken and rejected: from outside. Judged: also what is simulated. */
  readings: { taken: StageCount; rejected: StageCount; judged: StageCount; waiting: number };
  events: {
    recorded: StageCount;
    announced: StageCount;
    heard: StageCount;
    drawn: StageCount;
    outboxWaiting: number;
    outboxOldestAt: number | null;
  };
  bus: { kind: "local" | "redis"; ok: boolean; awaySince: number | null };
  sockets: number;
  /** Readings that the judge failed at: kept, and not judged. */
  unjudged: StageCount;
  lastUnjudged: string | null;
  malformed: StageCount;
  lastMalformed: string | null;
  /** Of what other programs add to `andon:in`: not recorded at once, and set aside because it never could be. */
  untaken: StageCount;
  lastUntaken: string | null;
  refused: StageCount;
  lastRefused: string | null;
  /** What programs said and nobody asked for. */
  ignored: StageCount;
  /** Minutes of history that the simulator has filled in, while it is at it. */
  backfill: { done: number; total: number } | null;
  startedAt: number;
};

/** A machine's active energy baseline. R² on held-out and on training rows; RMSE in kWh a row, time in epoch milliseconds. */
export type ModelSummary = {
  machineId: string;
  machineName: string;
  version: number | null;
  heldOut: number | null;
  training: number | null;
  rmse: number | null;
  rows: number | null;
  formula: string;
  trainedAt: number;
  /** Good enough to be believed. */
  isGood: boolean;
};
