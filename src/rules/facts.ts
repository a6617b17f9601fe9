import type { Machine } from "../domain/machine/machine";
import { own } from "../domain/own_property";
import { SECOND_MS } from "../domain/time_units";
import type { Facts } from "./compile";
import type { Heard, Known, RuleStates } from "./known";
import type { MachineIndex } from "./machine_index";
import { newWindow, noteInWindow, windowValue } from "./windows";

/** A value counts for so many of the intervals at which it comes. */
export const HELD_INTERVALS = 3;

/** Forgets rules and windows that are no longer of this machine; a rule's open alarm waits for a person. */
export function forgetOthers(states: RuleStates, { rules, windows }: MachineIndex) {
  const ids = new Set(rules.map(({ compiled }) => compiled.rule.id));
  for (const [id, { alarm }] of Object.entries(states.held))
    if (!ids.has(id) && alarm === undefined) delete states.held[id];
  const keys = new Set(windows.map(({ key }) => key));
  for (const key of Object.keys(states.windows ?? {})) if (!keys.has(key)) delete states.windows?.[key];
}

/** Notes the new values in windows, and how far apart they come. */
export function noteValues(
  states: RuleStates,
  { windows, companions }: MachineIndex,
  { at, metrics }: Heard,
) {
  for (const { key, metric, seconds } of windows) {
    const value = own(metrics, metric);
    if (value === undefined || !Number.isFinite(value)) continue;
    const kept = (states.windows ??= {});
    noteInWindow((kept[key] ??= newWindow(at, value)), at, value, seconds);
  }
  for (const metric of companions) {
    if (own(metrics, metric) === undefined) continue;
    const before = own((states.steps ??= {}), metric);
    const gap = before ? Math.max(0, at - before.at) : 0;
    // One that comes more seldom is believed after some values; a gap is none.
    states.steps[metric] = { at, step: before?.step ? Math.min(gap, 2 * before.step) : gap };
  }
}

/** What the rules of a machine are judged by at an instant. */
export function factsOf(known: Known, states: RuleStates, at: number, machine: Machine | undefined): Facts {
  const interval = (machine?.data_interval_seconds ?? 0) * SECOND_MS;
  const facts: Facts = {
    value(metric) {
      const newest = own(known.values, metric);
      if (newest?.value === undefined || newest.at === undefined) return undefined;
      const step = Math.max(interval, (states.steps && own(states.steps, metric)?.step) ?? 0);
      return newest.at >= at || at - newest.at <= HELD_INTERVALS * step ? newest.value : undefined;
    },
    mode: () => known.mode?.mode,
    window({ key, metric, seconds }, of) {
      const window = states.windows && own(states.windows, key);
      // One whose values have ceased says nothing of now.
      return window && facts.value(metric) !== undefined ? windowValue(window, of, at, seconds) : undefined;
    },
    has: () => true,
    machines: () => [],
  };
  return facts;
}
