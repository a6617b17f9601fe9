import type { Comparison, RuleScope } from "../../src/domain/alarm/rule";
import type { TypedSpan } from "../settings/form_parts";

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
  /** Without those that were left empty. */
  hours: readonly TypedSpan[];
};
