import type { AlarmKind, BuiltInRule } from "../../domain/alarm/alarm_kind";
import { isolateName } from "../isolate_name";
import { counted, duration } from "./formats";

const MINUTE_MS = 60_000;

/** What to do about an alarm. */
export const guidance = {
  title: "What to do",
  of: (machine: string) => `What to do about the alarm on ${isolateName(machine)}`,
  do: (action: string, within?: string) =>
    `${within === undefined ? "Do" : `Do ${within}`}: ${isolateName(action)}`,
  within: (minutes: number) => `within ${duration(minutes * MINUTE_MS)}`,
  time: "Time to act",
  field: {
    cause: "Likely cause",
    consequence: "If nobody acts",
    action: "Action",
    within_minutes: "Within (minutes)",
    link: "Link",
  },
  none: "Nobody has written yet what to do about this alarm.",
  gone: "There is no such alarm any more.",
  from: (scope: string) => `Written for: ${scope}`,
  scope: {
    limit: (machine: string, metric: string) => `${metric} of ${isolateName(machine)}`,
    machine: (machine: string) => `every alarm of ${isolateName(machine)}`,
    rule: (rule: string) => `the rule ${isolateName(rule)}`,
    kind: (kind: string) => `every alarm of the kind: ${kind}`,
    typeMetric: (type: string, metric: string) => `${metric} of every machine of type ${type}`,
    metric: (metric: string) => `${metric} of every machine`,
    type: (type: string) => `every alarm of a machine of type ${type}`,
  },
  rule: {
    limit: "outside a limit",
    rate: "changes too fast",
    flat: "does not change",
    silence: "no value",
    deviation: "away from what was learned",
    implausible: "cannot be true",
    fault: "reports mode fault",
    idle_power: "idle outside its shift",
    peak_power: "peak power",
  } satisfies Record<BuiltInRule, string>,
};

/** The list of every alarm that can occur. */
export const alarmCatalogue = {
  title: "Alarm catalogue",
  about:
    "Every alarm that can occur, with what raises it and what to do about it. Where several texts are written for an " +
    "alarm, the nearest one is shown: of the metric on this machine, of the machine, of the rule, of the metric on this " +
    "type of machines, of the metric, of the type.",
  kind: {
    high: "Above its limit",
    low: "Below its limit",
    rate: "Changes too fast",
    flat: "Does not change",
    series_silence: "No value",
    learned: "Away from what was learned",
    implausible: "Cannot be true",
    silence: "No reading at all",
    fault: "Reports mode fault",
    idle_power: "Idle outside its shift, and draws power",
    peak_power: "The plant draws too much in peak hours",
  } satisfies Record<AlarmKind, string>,
  plant: "Plant",
  columns: ["Machine", "Alarm", "Limit", "Delay", "Dead-band", "Priority", "What to do", "Last change"],
  learnedLimit: "learned",
  asItComes: "as it comes",
  perMinute: (quantity: string) => `${quantity} a minute`,
  minutes: (minutes: number) => duration(minutes * MINUTE_MS),
  range: (low: string, high: string) => `${low} to ${high}`,
  atOnce: "at once",
  usualDeadBand: "2 % of the limit",
  clearsAt: (quantity: string) => `clears at ${quantity}`,
  onlyIn: (modes: string) => `only in ${isolateName(modes)}`,
  byDistance: "Warning or critical",
  write: "Write what to do",
  writeFor: (alarm: string) => `Write what to do: ${isolateName(alarm)}`,
  never: "never changed",
  by: (name: string) => `by ${isolateName(name)}`,
  somebody: "somebody not signed in",
  none: "No alarms match.",
  search: "Search",
  searchHint: "machine, metric or alarm",
  machine: "Machine",
  area: "Area",
  all: "All",
  apply: "Apply",
  reset: "Show all",
  shown: (from: number, to: number, total: number) => `${from}–${to} of ${total}`,
  earlier: "Back",
  later: "Next",
  pages: "Pages of the catalogue",
  export: "Export CSV",
  import: "Import CSV",
  save: "Save",
  remove: "Remove",
  cancel: "Back to the catalogue",
  notSaved: (problem: string) => `Not saved: ${problem}`,
  mayNot: "Only an engineer can change this.",
  nearest: "shown with this alarm",
  shownNow: (line: string, scope: string) => `Shown with this alarm: ${line} (written for: ${scope})`,
};

/** Limits and guidance from a file. */
export const catalogueImport = {
  title: "Import the alarm catalogue",
  about:
    "Export the CSV, change it in a spreadsheet, and bring it back here. The whole file is checked first; then you see what " +
    "would change, and nothing is changed before you say so.",
  rules:
    "A line says all that is set for its alarms: an empty cell is not set. Lines and columns that the file does not have " +
    "change nothing. A machine is named by its name or id.",
  file: "CSV file",
  text: "Or paste it here",
  check: "Check",
  wrong: (count: number) =>
    `Nothing was changed: ${counted(count, { one: "cell is wrong", other: "cells are wrong" })}`,
  problemColumns: ["Line", "Column", "Value", "What is wrong"],
  line: (line: number) => String(line),
  same: (lines: number) =>
    `Nothing would change: the ${counted(lines, { one: "line says", other: "lines say" })} what is set already.`,
  would: (count: number) => `${counted(count, { one: "change", other: "changes" })}, not made yet`,
  changeColumns: ["For", "Field", "Before → after"],
  change: (before: string, after: string) => `${before} → ${after}`,
  apply: (count: number) => `Make ${counted(count, { one: "change", other: "changes" })}`,
  more: (count: number) => `and ${counted(count, { one: "more change", other: "more changes" })}`,
  changedSince:
    "Something was changed since you looked: these are the changes now. Look at them again before you make them.",
  done: (count: number) => `${counted(count, { one: "change was made", other: "changes were made" })}.`,
  limit: "Limit",
  guidance: "What to do",
  empty: "Choose a file, or paste its text",
};
