import type { Comparison } from "../../domain/alarm/rule";
import type { Problem, Sort } from "../../rules/expression";
import { isolateName } from "../isolate_name";
import { counted } from "./formats";

const quoted = (text: string) => `“${isolateName(text)}”`;
const meant = (nearest: string | undefined) =>
  nearest === undefined ? "" : `. Did you mean ${quoted(nearest)}?`;

const SORT: Record<Sort | "same", string> = {
  number: "a number",
  truth: "true or false",
  text: "a text",
  same: "the same sort on both sides",
};
/** What somebody meant who wrote this. */
const HINT: Record<string, string> = {
  "=": ". To compare, write ==",
  "<>": ". Write != for “is not”",
  "=>": ". Write >=",
  "=<": ". Write <=",
  "&": ". Write && for “and”",
  "|": ". Write || for “or”",
  and: ". Write && for “and”",
  or: ". Write || for “or”",
  not: ". Write ! for “not”",
  ",": ". A decimal number has a point: 1.5",
};
const EXAMPLE: Record<string, string> = {
  sum: "sum(power_kw)",
  any: "any(power_kw > 10)",
  all: "all(power_kw > 10)",
  count: "count(power_kw > 10)",
};
const exampleOf = (name: string) => EXAMPLE[name] ?? `${name}(power_kw, "5m")`;

/** Why an expression cannot be judged, and what would be right. */
function problem(it: Problem): string {
  switch (it.kind) {
    case "unexpected": {
      const found =
        it.found === "" ? "The expression ends too early" : `${quoted(it.found)} is not expected here`;
      return `${found}${it.expected === undefined ? "" : `, but ${quoted(it.expected)}`}${HINT[it.found.toLowerCase()] ?? ""}`;
    }
    case "unterminated":
      return "A text has no end: it stands between quotation marks, on one line";
    case "too_big":
      return "The expression is too large: split it into several rules";
    case "refused":
      return `${quoted(it.what)} cannot be used in a rule: use values, comparisons, && || !, + - * / % and the functions below`;
    case "unknown_metric":
      return `No machine sends ${quoted(it.name)}${meant(it.nearest)}`;
    case "unknown_function":
      return `There is no function ${quoted(it.name)}${meant(it.nearest)}`;
    case "arguments":
      return `${it.name}() is written ${exampleOf(it.name)}`;
    case "window":
      return `${quoted(it.found)} is no span of 2 s to 1 h: write "30s", "5m" or "1h"`;
    case "sort":
      return `Expected ${SORT[it.wanted]}, this is ${SORT[it.found]}`;
    case "of_one_machine":
      return `${quoted(it.name)} is of one machine, and the rule is about an area: take it over its machines, as in sum(power_kw)`;
    case "no_area":
      return `${it.name}() is over the machines of an area: choose an area for this rule`;
    case "too_many_windows":
      return `A rule has at most ${it.most} windows`;
    case "constant":
      return "The rule asks for no value: name a metric, as in power_kw > 10";
  }
}

const machines = (count: number) => counted(count, { one: "machine", other: "machines" });
const times = (count: number) => counted(count, { one: "time", other: "times" });

/** The pages of the rules that people make. */
export const rules = {
  title: "Alarm rules",
  about: "A rule is an alarm that you define. It is checked with every value that concerns it.",
  none: "No rules yet. Add the first one.",
  add: "Add a rule",
  new: "New rule",
  edit: (name: string) => `Rule ${isolateName(name)}`,
  columns: ["Rule", "Where", "Alarm when", "Severity", "State"],
  severity: { warning: "Warning", critical: "Critical" },
  allOf: (type: string) => `Every machine of type ${type}`,
  area: (path: string) => `Area ${isolateName(path)}`,
  gone: "something that is no longer here",
  comparison: {
    above: "is above",
    at_least: "is at least",
    below: "is below",
    at_most: "is at most",
  } satisfies Record<Comparison, string>,
  when: (metric: string, comparison: string, limit: string) =>
    `${isolateName(metric)} ${comparison} ${limit}`,
  lasting: (what: string, span: string) => `${what}, for ${span}`,
  seconds: (seconds: number) =>
    seconds % 60 === 0
      ? counted(seconds / 60, { one: "minute", other: "minutes" })
      : counted(seconds, { one: "second", other: "seconds" }),
  state: {
    open: (count: number) => counted(count, { one: "open alarm", other: "open alarms" }),
    noData: (names: string, more: number) => `No data: ${names}${more > 0 ? ` and ${more} more` : ""}`,
    nowhere: "Concerns no machine",
    error: (message: string) => `Cannot be checked: ${message}`,
    quiet: "No alarm",
  },
  missing: (machine: string, metrics: string) => `${isolateName(machine)} (${isolateName(metrics)})`,
  field: {
    name: "Name",
    where: "Where",
    machines: "These machines",
    area: "Area, and all areas in it",
    type: "Every machine of a type",
    metric: "Metric",
    comparison: "Is",
    limit: "Limit",
    clears_at: "Clears at (empty: at the limit)",
    for_seconds: "For at least (seconds)",
    severity: "Severity",
    text: "What to say with the alarm",
    hours: "Only at these times",
    shift: "Only in the shift",
    always: "At any time",
    chooseArea: "Choose an area",
    expression: "Expression",
  },
  rule: "Rule",
  condition: "Alarm when",
  advanced: "Advanced: an expression",
  aboutExpression:
    "In place of the form above: an expression in CEL over the values of a machine, as in power_kw > 10 && temp_c < 40. " +
    'Over time: avg, min, max, rate (a minute), stddev, as in avg(power_kw, "5m"). Over the machines of an area: ' +
    "sum, avg, min, max, any, all, count, as in sum(power_kw) > 200. mode is the machine's mode. " +
    'A metric whose name has other signs: m["ENERGY.Power"].',
  aboutNoData:
    "A value that is missing or too old is no data: it opens no alarm and ends none. An alarm ends by a good value or a person.",
  save: "Save",
  test: "Back-test",
  delete: "Delete",
  deleteOf: (name: string) => `Delete ${isolateName(name)}`,
  cancel: "Cancel",
  /** A problem of an expression with its place. */
  at: (place: { line: number; column: number }, message: string) =>
    `line ${place.line}, column ${place.column}: ${message}`,
  problem,
  chooseWhere: "Where: choose at least one machine, an area or a type",
  unknownMachine: (word: string) => `There is no machine ${JSON.stringify(word)}`,
  unknownArea: (word: string) => `There is no area ${JSON.stringify(word)}`,
  unknownShift: (name: string) => `There is no shift ${JSON.stringify(name)}`,
  unknown: "There is no such rule any more",
  backTest: {
    title: "Back-test",
    would: (count: number, days: number, where: number) =>
      `Would have alarmed ${times(count)} in the last ${days} days, on ${machines(where)}.`,
    columns: ["Machine", "Began", "Ended"],
    goesOn: "still so",
    only: (shown: number, total: number) => `The newest ${shown} of ${total}:`,
    raw: (since: string) =>
      `Raw readings since ${since}; before that one-minute averages, which hide short peaks.`,
    rawOnly: "From raw readings.",
    rolledOnly: "From one-minute averages, which hide short peaks.",
    nothing: (machine: string) => `${isolateName(machine)} has sent nothing for it in this time.`,
    noData: (machine: string, percent: number) =>
      `No data for ${percent} % of the values of ${isolateName(machine)}.`,
    leftOut: (count: number) => `${machines(count)} more not tested.`,
    failed: (reason: string) => `The back-test failed: ${reason}`,
    busy: "Other back-tests are under way: try again in a minute",
    mark: (name: string) => `${isolateName(name)} would have alarmed`,
  },
};
