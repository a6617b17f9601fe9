import type { UsedWindow } from "./check";
import type { InForce } from "./hours";
import type { CompiledRule } from "./rule_set";

/** A rule and the times in which it holds. */
export type TimedRule = { compiled: CompiledRule; isInForce: InForce };

/** The rules of one machine, found by what comes new. */
export type MachineIndex = {
  rules: readonly TimedRule[];
  /** The windows that its rules need. */
  windows: readonly UsedWindow[];
  /** The metrics that a rule asks for beside another: how often each comes says for how long it counts. */
  companions: readonly string[];
  /** The rules that values, or a mode, concern. */
  dueFor(heard: { metrics: Record<string, number>; hasMode: boolean }): readonly TimedRule[];
};

/** @param rules of one machine */
export function indexOf(rules: readonly TimedRule[]): MachineIndex {
  const byMetric = new Map<string, TimedRule[]>();
  const byMode = rules.filter(({ compiled }) => compiled.uses.usesMode);
  const windows = new Map<string, UsedWindow>();
  const companions = new Set<string>();
  for (const rule of rules) {
    const { metrics, windows: used, usesMode } = rule.compiled.uses;
    for (const metric of metrics) {
      const those = byMetric.get(metric);
      if (those) those.push(rule);
      else byMetric.set(metric, [rule]);
      if (metrics.length > 1 || usesMode) companions.add(metric);
    }
    for (const window of used) windows.set(window.key, window);
  }

  function dueFor({ metrics, hasMode }: Parameters<MachineIndex["dueFor"]>[0]): readonly TimedRule[] {
    let only: readonly TimedRule[] | undefined;
    let several: Set<TimedRule> | undefined;
    const add = (those: readonly TimedRule[]) => {
      if (!only) return void (only = those);
      several ??= new Set(only);
      for (const each of those) several.add(each);
    };
    for (const metric in metrics) {
      const those = byMetric.get(metric);
      if (those) add(those);
    }
    if (hasMode && byMode.length > 0) add(byMode);
    return several ? [...several] : (only ?? []);
  }

  return { rules, windows: [...windows.values()], companions: [...companions], dueFor };
}
