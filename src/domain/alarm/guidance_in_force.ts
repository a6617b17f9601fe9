import type { Alarm } from "./alarm";
import type { GuidanceEntry } from "./guidance";

/** What guidance is looked up by: an alarm, or one that may come. */
export type GuidanceSubject = {
  machine_id?: string | null;
  /** Asked for where nobody knows the machine. */
  machine_type?: string | null;
  metric?: string | null;
  rule?: string | null;
};

/** The guidance nearest to an alarm; undefined when nobody has written any for it. */
export type FindGuidance = (subject: GuidanceSubject) => GuidanceEntry | undefined;

let inForce: FindGuidance = () => undefined;

/** All alarms are shown with this guidance from now on. */
export function putGuidanceInForce(find: FindGuidance): void {
  inForce = find;
}

/** What to do about an alarm, as somebody wrote it; undefined when nobody has. */
export function guidanceFor(
  alarm: Pick<Alarm, "machine_id" | "machine_type" | "metric" | "cause">,
): GuidanceEntry | undefined {
  const { machine_id, machine_type, metric, cause } = alarm;
  return inForce({ machine_id, machine_type, metric, rule: ruleIn(cause) });
}

/** The rule that raised an alarm: its id where somebody made it, else the kind of the cause. */
function ruleIn(cause: Alarm["cause"]): string | undefined {
  if (!cause) return undefined;
  return "rule_id" in cause && typeof cause.rule_id === "string" ? cause.rule_id : cause.kind;
}
