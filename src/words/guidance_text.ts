import type { Alarm } from "../domain/alarm/alarm";
import type { Guidance, GuidanceScope } from "../domain/alarm/guidance";
import { guidanceFor } from "../domain/alarm/guidance_in_force";
import { cut } from "../domain/text";
import { text } from "./text";

const words = text.guidance;
/** Two lines of a tile, after the time to act. */
const LINE_AT_MOST = 60;

/** What to do about an alarm in one line, "Do within 15 min: check the belt"; undefined when nobody wrote it. */
export function guidanceLine(
  alarm: Pick<Alarm, "machine_id" | "machine_type" | "metric" | "cause">,
): string | undefined {
  const guidance = guidanceFor(alarm)?.guidance;
  return guidance && lineOf(guidance);
}

/** The same of guidance; undefined when it names no action. */
export function lineOf({ action, within_minutes }: Guidance): string | undefined {
  if (action === undefined) return undefined;
  const [first = ""] = action.split("\n");
  const line =
    first.length < action.length || first.length > LINE_AT_MOST ? `${cut(first, LINE_AT_MOST)}…` : first;
  // The time first: a narrow tile cuts the end.
  return words.do(line, within_minutes === undefined ? undefined : words.within(within_minutes));
}

/** The alarms that guidance is for. @param machineName the name of a machine, by its id */
export function guidanceScopeText(
  { machine_id, machine_type, metric, rule }: GuidanceScope,
  machineName: (id: string) => string | undefined,
): string {
  const { scope } = words;
  const type = machine_type && text.machines.type[machine_type];
  if (machine_id !== undefined) {
    const machine = machineName(machine_id) ?? machine_id;
    return metric === undefined
      ? scope.machine(machine)
      : scope.limit(machine, text.metric(metric, machine_id));
  }
  if (rule !== undefined) return isBuiltIn(rule) ? scope.kind(words.rule[rule]) : scope.rule(rule);
  if (metric === undefined) return scope.type(type ?? text.unknown);
  return type === undefined ? scope.metric(text.metric(metric)) : scope.typeMetric(type, text.metric(metric));
}

const isBuiltIn = (rule: string): rule is keyof typeof words.rule => Object.hasOwn(words.rule, rule);
