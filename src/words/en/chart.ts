import { counted } from "./formats";

/** A metric in time. */
export const chart = {
  span: {
    "15m": "15 min",
    "1h": "1 h",
    "8h": "8 h",
    "24h": "24 h",
    "7d": "7 d",
    "30d": "30 d",
    "90d": "90 d",
  },
  spans: "Time range",
  moves: "Move and zoom",
  earlier: "Earlier",
  later: "Later",
  newest: "Now",
  closer: "Zoom in",
  wider: "Zoom out",
  lowest: "Lowest",
  highest: "Highest",
  mean: "Average",
  now: "Now",
  last: "Last",
  none: "No readings in this time range. Go earlier or zoom out.",
  title: (label: string, span: string) => `${label}, ${span}`,
  period: (from: string, to: string) => `${from} – ${to}`,
  normalNow: "Normal range now",
  expected: "Expected by the energy baseline",
  summary: (label: string, from: string, to: string, figures: string, alarms: number) =>
    `${label} from ${from} to ${to}: ${figures}; ${counted(alarms, { one: "alarm", other: "alarms" })}`,
  /** @param isNewest whether the last value is the present one */
  figures: (lowest: string, highest: string, mean: string, last: string, isNewest: boolean) =>
    `lowest ${lowest}, highest ${highest}, average ${mean}, ${isNewest ? "now" : "last"} ${last}`,
};
