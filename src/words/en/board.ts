import { isolateName } from "../isolate_name";
import { counted, integer } from "./formats";

/** The board: its figures and the headings of its areas. */
export const board = {
  title: "Board",
  kpi: {
    label: "Key figures",
    power: "Plant power",
    energy: "Energy today",
    cost: "Cost today",
    alarms: "Alarms in 10 min",
    /** @param system system alerts, which no limit is for */
    alarmsOf: (limit: number, system: number) => `limit ${limit}${system > 0 ? `, + ${system} system` : ""}`,
    seen: "Time to display",
    answered: "Time to acknowledge",
  },
  tiles: "Machines",
  noMachines: "No machines yet. Add one and its tile appears here.",
  /** Heads the machines without an area, where others have one. */
  otherMachines: "Other machines",
  /** The sentence about all machines. */
  summary: {
    asExpected: "All machines are as expected.",
    silent: (count: number) => `${counted(count, { one: "machine sends", other: "machines send" })} nothing`,
    bad: (count: number) => `${integer(count)} with bad values`,
    missing: (count: number) => `${integer(count)} with missing values`,
    suppressed: (count: number) => `${integer(count)} with suppressed alarms`,
    outOfRange: (count: number) => `${integer(count)} outside their normal range`,
    suspended: (count: number) => `${integer(count)} offline, at fault or in maintenance`,
    unjudged: (count: number) => `${integer(count)} not judged yet`,
  },
  unacknowledged: (count: number, worst: string) => `${worst} · ${count} unacknowledged`,
};

/** A machine's tile, its gauge and its trend. */
export const tile = {
  noData: "no data",
  marked: {
    bad: (sent: string | undefined, since: string) =>
      sent ? `bad value “${isolateName(sent)}” since ${since}` : `bad value since ${since}`,
    implausible: (sent: string | undefined, since: string) => `implausible ${sent ?? "value"} since ${since}`,
  },
  missing: (metric: string, span: string) => `${metric}: no value for ${span}`,
  outside: (metric: string, span: string) => `${metric} outside its normal range for ${span}`,
  markedMetric: (metric: string, mark: string) => `${metric}: ${mark}`,
  trend: (label: string, range: string) => `${label}, last 15 minutes: ${range}`,
  trendRange: (low: string, high: string) => `${low} to ${high}`,
  trendNone: "no readings",
  inBand: (value: string, low: string, high: string) => `${value}, normal range ${low} to ${high}`,
  noBand: (value: string) => `${value}, normal range not learned yet`,
};
