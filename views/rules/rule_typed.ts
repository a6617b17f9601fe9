import type { Comparison, RuleScope } from "../../src/domain/alarm/rule";
import type { Weekday } from "../../src/domain/site/weekly";

/** A rule as it was typed; "" is not set. */
export type RuleTyped = {
  name: string;
  where: RuleScope["kind"];
  machines: readonly string[];
  area: string;
  type: string;
  metric: string;
  comparison: Comparison;
  limit: string;
  clears_at: string;
  for_seconds: string;
  severity: string;
  text: string;
  expression: string;
  shift: string;
  days: readonly Weekday[];
  from: string;
  to: string;
};
