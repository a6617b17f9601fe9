import type { Alarm, Finding } from "../domain/alarm/alarm";
import type { Machine } from "../domain/machine/machine";
import type { AreaTree } from "../domain/site/areas";
import { own } from "../domain/own_property";
import { SECOND_MS } from "../domain/time_units";
import type { Facts } from "./compile";
import { HELD_INTERVALS } from "./facts";
import { type Held, heldFor, LOST, newHeld, next } from "./hold";
import type { Calendar } from "./hours";
import { findingOf } from "./judge";
import type { Known } from "./known";
import { remembered } from "./rules_of_machine";
import { type CompiledRule, concerns, type RuleSet } from "./rule_set";

/** Areas are judged every few seconds, whatever comes in between. */
const STEP_MS = 15 * SECOND_MS;
/** The state of such a rule is saved beside those of machines. */
const KEY = "rule:";

/** Judges the rules about areas as a whole, by the newest values of their machines. */
export type AreaJudge = {
  /** @returns the findings, each with the key of its saved state */
  judge(now: number): { key: string; finding: Finding }[];
  /** Ends the episode of an alarm that was resolved by hand. @returns its key, if it is of such a rule */
  drop(anomalyId: string): string | undefined;
  /** The states of these keys (of all) that have changed since they were last taken. */
  snapshot(keys?: Iterable<string>): Map<string, unknown>;
};

export type AreaJudgeDeps = {
  rules(): RuleSet;
  machines(): Iterable<Machine>;
  areas(): Pick<AreaTree, "within" | "path">;
  calendar(): Calendar;
  /** The newest good value of each series of a machine. */
  newest(machineId: string): Known["values"];
  newId(): string;
};

/** @param saved states by key, and the `open` alarms: what was resolved meanwhile is over */
export function createAreaJudge(
  deps: AreaJudgeDeps,
  saved: ReadonlyMap<string, unknown>,
  open: readonly Alarm[],
): AreaJudge {
  const states = restored(saved, open);
  const touched = new Set<string>();
  const inForce = remembered(deps.calendar);
  const steps = new Map<string, { at: number; step: number }>();

  function judgeOne(compiled: CompiledRule, now: number): { key: string; finding: Finding }[] {
    const { rule, test } = compiled;
    if (rule.scope.kind !== "area") return [];
    const key = KEY + rule.id;
    const before = states.get(key);
    const held = heldFor(before, rule.revision);
    states.set(key, held);
    const was = JSON.stringify({ ...before, at: 0 });
    const members = membersOf(deps, rule.scope, now, steps);
    const truth = test(areaFacts(members), held.alarm !== undefined);
    const for_ms = rule.for_seconds * SECOND_MS;
    const isInForce = truth === true && inForce(rule)(now);
    const change = next(held, { truth, at: now, for_ms, isInForce, step_ms: STEP_MS });
    const subject = { id: null, name: deps.areas().path(rule.scope.id) ?? null, type: null };
    const figure = () => ({ metric: compiled.uses.metrics[0] ?? null, value: null });
    const finding = findingOf(compiled, held, change, { subject, at: now, newId: deps.newId, figure });
    if (JSON.stringify({ ...held, at: 0 }) !== was) touched.add(key);
    return finding ? [{ key, finding }] : [];
  }

  return {
    judge: (now) =>
      deps.rules().rules.flatMap(({ compiled }) => (compiled?.uses.isOfArea ? judgeOne(compiled, now) : [])),
    drop(anomalyId) {
      for (const [key, held] of states) {
        if (held.alarm !== anomalyId) continue;
        states.set(key, newHeld(held.revision));
        touched.add(key);
        return key;
      }
      return undefined;
    },
    snapshot(keys = [...touched]) {
      const changed = [...keys].filter((key) => touched.delete(key));
      return new Map(changed.map((key) => [key, { ...states.get(key) }]));
    },
  };
}

function restored(saved: ReadonlyMap<string, unknown>, open: readonly Alarm[]): Map<string, Held> {
  const states = new Map<string, Held>();
  for (const [key, state] of saved) if (key.startsWith(KEY)) states.set(key, { ...(state as Held) });
  for (const [key, { alarm, revision }] of states)
    if (alarm !== undefined && !open.some(({ id }) => id === alarm)) states.set(key, newHeld(revision));
  for (const { id, machine_id, cause } of open) {
    if (machine_id !== null || cause?.kind !== "rule") continue;
    const key = KEY + cause.rule_id;
    const held = states.get(key) ?? newHeld(LOST);
    held.alarm ??= id;
    states.set(key, held);
  }
  return states;
}

type Members = readonly Facts[];

function membersOf(
  { machines, areas, newest }: AreaJudgeDeps,
  scope: CompiledRule["rule"]["scope"],
  now: number,
  steps: Map<string, { at: number; step: number }>,
): Members {
  const tree = areas();
  return [...machines()]
    .filter((machine) => concerns(scope, machine, tree))
    .map(({ id, data_interval_seconds }) => {
      const values = newest(id);
      return {
        has: (metric) => own(values, metric)?.value !== undefined,
        value(metric) {
          const { at, value } = own(values, metric) ?? {};
          if (at === undefined || value === undefined) return undefined;
          const step = stepOf(steps, `${id}|${metric}`, at);
          return now - at <=
            HELD_INTERVALS * Math.max(data_interval_seconds * SECOND_MS, step, STEP_MS / HELD_INTERVALS)
            ? value
            : undefined;
        },
        mode: () => undefined,
        window: () => undefined,
        machines: () => [],
      };
    });
}

/** How far apart the values of a series come; a gap counts no more than twice the step before it. */
function stepOf(steps: Map<string, { at: number; step: number }>, key: string, at: number): number {
  const before = steps.get(key);
  if (before?.at === at) return before.step;
  const gap = before ? Math.max(0, at - before.at) : 0;
  const step = before?.step ? Math.min(gap, 2 * before.step) : gap;
  steps.set(key, { at, step });
  return step;
}

function areaFacts(members: Members): Facts {
  return {
    value: () => undefined,
    mode: () => undefined,
    window: () => undefined,
    has: () => true,
    machines: () => members,
  };
}
