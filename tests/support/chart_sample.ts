import type { AlarmMark, ChartData } from "../../src/http/pages/machines/chart";
import type { FormValues } from "../../views/machines/machine_form";
import { NOW } from "./views";

const HOUR_MS = 3_600_000;

/** An hour of power that rises from 40 to 60 kW in three columns, a quarter, a half and three quarters in. */
export const chart = (change: Partial<ChartData> = {}): ChartData => ({
  machineId: "c1",
  metric: "power_kw",
  unit: "kW",
  span: "1h",
  from: NOW - HOUR_MS,
  to: NOW,
  isNewest: true,
  columns: [0.25, 0.5, 0.75].map((part, index) => ({
    at: NOW - HOUR_MS * (1 - part),
    mean: 40 + 10 * index,
    low: 38 + 10 * index,
    high: 42 + 10 * index,
  })),
  last: { at: NOW - HOUR_MS / 4, value: 60 },
  gapMs: HOUR_MS,
  band: null,
  expected: [],
  alarms: [],
  ...change,
});

export const mark = (change: Partial<AlarmMark> = {}): AlarmMark => ({
  id: "a1",
  from: NOW - HOUR_MS / 2,
  to: null,
  severity: "critical",
  sentence: "Power 71.4 kW, expected 49.6",
  isOfMetric: true,
  ...change,
});

export const blank: FormValues = {
  name: "",
  aliases: "",
  type: "other",
  area: "",
  location: "",
  fed_by: "",
  rated_power_kw: "",
  data_interval_seconds: "10",
  is_active: "true",
  is_critical: "",
};
