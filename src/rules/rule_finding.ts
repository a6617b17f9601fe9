import { type Alarm, type Finding, JUST_OPENED } from "../domain/alarm/alarm";
import type { AlarmCause } from "../domain/alarm/cause";
import type { Rule } from "../domain/alarm/rule";
import { unitOf } from "../domain/machine/metric";
import type { CompiledRule } from "./rule_set";

/** The method of its alarms: it never changes. */
export const RULE_METHOD = "rule";
/** A rule has no degree. */
const SCORE = 1;

/** The machine of an alarm; of a rule about an area its path, without an id. */
export type RuleSubject = { id: string | null; name: string | null; type: string | null };
/** The metric that a rule is about first, and its value. */
export type Figure = { metric: string | null; value: number | null };

type Opening = { subject: RuleSubject; at: number; since: number; id: string };

/** The alarm that a rule opens. */
export function ruleOpened(
  { rule }: CompiledRule,
  figure: Figure,
  { subject, at, since, id }: Opening,
): Finding {
  const { metric, value } = figure;
  const alarm: Alarm = {
    id,
    machine_id: subject.id,
    machine_name: subject.name,
    machine_type: subject.type,
    state: "new",
    severity: rule.severity,
    anomaly_type: RULE_METHOD,
    metric,
    value,
    expected_value: limitOf(rule),
    unit: metric === null ? null : unitOf(metric, subject.id),
    deviation_percent: null,
    deviation_sd: null,
    score: SCORE,
    peak_score: SCORE,
    detection_method: RULE_METHOD,
    reason: null,
    cause: causeOf(rule, figure, since),
    origin: "live",
    opened_at: at,
    updated_at: at,
    ...JUST_OPENED,
  };
  return { kind: "opened", alarm };
}

/** What a changed rule says of an alarm that it had opened before. */
export function ruleGoesOn(
  { rule }: CompiledRule,
  figure: Figure,
  anomaly_id: string,
  at: number,
  since: number,
): Finding {
  return {
    kind: "worsened",
    anomaly_id,
    at,
    severity: rule.severity,
    ...figure,
    expected_value: limitOf(rule),
    deviation_percent: null,
    deviation_sd: null,
    score: SCORE,
    cause: causeOf(rule, figure, since),
  };
}

const limitOf = ({ condition }: Rule) => (condition.kind === "form" ? condition.limit : null);

function causeOf({ id, name, text, condition }: Rule, { metric, value }: Figure, since: number): AlarmCause {
  return {
    kind: "rule",
    rule_id: id,
    name,
    text,
    metric,
    value,
    ...(condition.kind === "form"
      ? { comparison: condition.comparison, limit: condition.limit }
      : { expression: condition.expression }),
    since,
  };
}
