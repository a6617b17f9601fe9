/** The kinds of alarms that can occur: of a metric, of a machine, of the plant. */
export const ALARM_KINDS = [
  "high",
  "low",
  "rate",
  "flat",
  "series_silence",
  "learned",
  "implausible",
  "silence",
  "fault",
  "idle_power",
  "peak_power",
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** The built-in rule that raises alarms of a kind, as their cause names it: guidance can be written for it. */
export const RULE_OF_KIND = {
  high: "limit",
  low: "limit",
  rate: "rate",
  flat: "flat",
  series_silence: "silence",
  learned: "deviation",
  implausible: "implausible",
  silence: "silence",
  fault: "fault",
  idle_power: "idle_power",
  peak_power: "peak_power",
} as const satisfies Record<AlarmKind, string>;
export type BuiltInRule = (typeof RULE_OF_KIND)[AlarmKind];
