import type { Alarm } from "../../../domain/alarm/alarm";
import type { MachineState } from "../state/machine_state";

/** The alarms of rules that people made, each beside that of the machine: `src/rules` opens and clears them. */
export const isRuleAlarm = ({ cause }: Pick<Alarm, "cause">) => cause?.kind === "rule";

type WithRules = Pick<MachineState, "rules">;

export function hasRuleAlarm({ rules }: WithRules, anomalyId: string): boolean {
  return rules !== undefined && Object.values(rules.held).some(({ alarm }) => alarm === anomalyId);
}

/** Ends the alarm of a rule by hand, if it is one: what goes on has to last anew. @returns whether it is */
export function dropRuleAlarm({ rules }: WithRules, anomalyId: string): boolean {
  const held = rules && Object.values(rules.held).find(({ alarm }) => alarm === anomalyId);
  if (!held) return false;
  delete held.alarm;
  delete held.changed;
  delete held.so_at;
  Object.assign(held, { since: null, lasted_ms: 0 });
  return true;
}

/** Drops the alarms that were resolved while nobody judged. */
export function dropResolvedRules(state: WithRules, open: readonly Alarm[]) {
  for (const { alarm } of Object.values(state.rules?.held ?? {}))
    if (alarm !== undefined && !open.some(({ id }) => id === alarm)) dropRuleAlarm(state, alarm);
}

/** Goes on with an open alarm of a rule whose state is lost. */
export function goOnWithRule(state: WithRules, { id, cause }: Alarm) {
  if (cause?.kind !== "rule") return;
  const { held } = (state.rules ??= { held: {} });
  const known = (held[cause.rule_id] ??= { revision: 0, since: null, lasted_ms: 0 });
  known.alarm ??= id;
}
