import type { PriorityClass } from "../../alarms/performance/figures";
import type { PeriodKind } from "../../alarms/performance/period";
import type { FigureKey } from "../../alarms/performance/targets";
import { isolateName } from "../isolate_name";
import { counted, duration } from "./formats";

const alarmsOf = (count: number) => counted(count, { one: "alarm", other: "alarms" });

/** How alarms perform, by ISA-18.2 and EEMUA 191. */
export const performance = {
  title: "Alarm performance",
  about:
    "How many alarms people get, and whether somebody can answer so many, beside the targets of ISA-18.2 and EEMUA 191. " +
    "The targets are for the alarms of one operator: choose the area that one operator looks after. An alarm counts each " +
    "time it calls: when it opens, comes back or gets worse. Suppressed alarms call nobody and are counted apart; findings " +
    "of the past are not counted.",
  aboutPriority: "Priorities: P1 is high, P2 is medium, P3 and P4 are low.",
  period: { day: "Day", week: "Week", month: "Month", year: "365 days" } satisfies Record<PeriodKind, string>,
  periodLabel: "Period",
  date: "Date",
  area: "Area",
  shift: "Shift",
  all: "All",
  apply: "Apply",
  earlier: "Earlier",
  later: "Later",
  periods: "Other periods",
  of: (first: string, last: string) => (first === last ? first : `${first} to ${last}`),
  export: "Export CSV",
  total: (count: number, suppressed: number) =>
    `${alarmsOf(count)}, and ${suppressed === 0 ? "none" : alarmsOf(suppressed)} suppressed`,
  nothing: "This period has not begun, or nobody was on shift in it.",
  figures: "Figures and targets",
  columns: ["Figure", "Value", "Target", "From", "Result"],
  figure: {
    per_10_min: "Alarms in 10 min, on average",
    per_10_min_worst: "Alarms in 10 min, at worst",
    per_hour: "Alarms in an hour, on average",
    per_hour_worst: "Alarms in an hour, at worst",
    per_day: "Alarms in 24 h, on average",
    per_day_worst: "Alarms in a day, at worst",
    flood_share: "Time in flood (from more than 10 alarms in 10 min until fewer than 5)",
    top_ten_share: "Share of the ten most frequent",
    stale_worst_day: "Stale (standing for more than 24 h), on the worst day",
    chattering: "Chattering (three times within 10 min)",
    fleeting: "Fleeting (normal again within 60 s)",
    priority_low: "Priority low (P3, P4)",
    priority_medium: "Priority medium (P2)",
    priority_high: "Priority high (P1)",
    acknowledge_median: "Time to acknowledge, median",
    acknowledge_90: "Time to acknowledge, 90 % within",
    suppressed: "Suppressed: called nobody",
    shelved: "Put aside while standing (shelved, out of service, maintenance)",
  } satisfies Record<FigureKey, string>,
  share: (percent: string) => `${percent} %`,
  time: (milliseconds: number) => duration(milliseconds),
  bound: { at_most: (value: string) => `at most ${value}`, at_least: (value: string) => `at least ${value}` },
  noTarget: "no target",
  met: "Met",
  notMet: "Not met",
  frequent: "Ten most frequent alarms",
  frequentColumns: ["Machine", "Alarm", "Count", "Share"],
  noMachine: "Plant",
  chatters: "chatters",
  inCatalogueOf: (alarm: string) => `In the catalogue: ${isolateName(alarm)}`,
  noAlarms: "No alarms in this period.",
  perHour: "Alarms per hour",
  perDay: "Alarms per day",
  bars: (title: string, most: number, target: number) =>
    `${title}: at most ${most}; the line is the target of ${target}`,
  barTitle: (when: string, count: number) => `${when}: ${alarmsOf(count)}`,
  priorities: "Priorities",
  prioritiesOf: (shares: string) =>
    `Shares of the priorities: ${shares}; the lines are the targets of 80, 15 and 5 %`,
  priority: { low: "low", medium: "medium", high: "high" } satisfies Record<PriorityClass, string>,
};
