import type { Finding } from "../domain/alarm/alarm";
import type { Machine } from "../domain/machine/machine";
import type { AreaTree } from "../domain/site/areas";
import { own } from "../domain/own_property";
import { SECOND_MS } from "../domain/time_units";
import type { Facts } from "./compile";
import { type Held, heldFor, next } from "./hold";
import { type Calendar, type InForce, inForceOf } from "./hours";
import { type CompiledRule, concerns, type RuleSet } from "./rule_set";
import { type Figure, ruleGoesOn, ruleOpened } from "./rule_finding";
import { type MachineIndex, indexOf } from "./machine_index";
import { newWindow, noteInWindow, windowValue, type WindowState } from "./windows";
import { windowKey } from "./functions";

/** A value counts for so many of the intervals at which it comes. */
const HELD_INTERVALS = 3;

/** What is kept of the rules of a machine with its state; plain JSON. */
export type RuleStates = {
  /** By rule. */
  held: Record<string, Held>;
  /** By `windowKey`. */
  windows?: Record<string, WindowState>;
  /** How far apart the last two values of a metric were, milliseconds; of those that a rule asks for beside others. */
  steps?: Record<string, { at: number; step: number }>;
};

/** The part of a reading that is new. */
export type Heard = { at: number; metrics: Record<string, number>; hasMode: boolean };
/** What is known of a machine. */
export type Known = {
  rules?: RuleStates;
  values: Record<string, { at?: number; value?: number }>;
  mode?: { mode: string };
};

/** Judges the rules of people. No clock and no I/O: time comes from the readings. */
export type RuleJudge = {
  /** Judges the rules that a reading of the present concerns; keeps what it remembers in `known.rules`. */
  observe(machineId: string, known: Known, heard: Heard): Finding[];
};

export type RuleJudgeDeps = {
  rules(): RuleSet;
  machine(id: string): Machine | undefined;
  areas(): Pick<AreaTree, "within">;
  calendar(): Calendar;
  newId(): string;
};

/** A judge of the rules that are about single machines. */
export function createRuleJudge(deps: RuleJudgeDeps): RuleJudge {
  const rulesOf = indexed(deps);
  return {
    observe(machineId, known, heard) {
      const found = rulesOf(machineId);
      const { index } = found;
      if (index.rules.length === 0 && !known.rules) return [];
      const states = (known.rules ??= { held: {} });
      if (found.isNew) forgetOthers(states, index);
      found.isNew = false;
      noteValues(states, index, heard);
      const due = index.dueFor(heard);
      if (due.length === 0) return [];
      const machine = deps.machine(machineId);
      const facts = factsOf(known, states, heard.at, machine);
      return due.flatMap(({ compiled, isInForce }) => {
        const finding = judged({ compiled, isInForce, facts, states, at: heard.at, machine, newId: deps.newId });
        return finding ? [finding] : [];
      });
    },
  };
}

/** The rules of a machine, and what they were found by. `isNew`: nobody has judged by them yet. */
type Indexed = {
  index: MachineIndex;
  isNew: boolean;
  version: number;
  machine: Machine | undefined;
  tree: unknown;
  shifts: unknown;
};

/** The rules of each machine, found again when the rules, the machine or the site are other ones. */
function indexed({ rules, machine, areas, calendar }: RuleJudgeDeps): (machineId: string) => Indexed {
  const byMachine = new Map<string, Indexed>();
  const inForce = remembered(calendar);
  let within: { tree: unknown } & Pick<AreaTree, "within"> = { tree: undefined, within: () => new Set() };
  return (machineId) => {
    const [set, found, tree, { shifts }] = [rules(), machine(machineId), areas(), calendar()];
    const before = byMachine.get(machineId);
    if (before?.version === set.version && before.machine === found && before.tree === tree && before.shifts === shifts)
      return before;
    if (within.tree !== tree) within = { tree, ...eachOnce(tree) };
    const mine = set.rules.flatMap(({ rule, compiled }) =>
      compiled && !compiled.uses.isOfArea && found && concerns(rule.scope, found, within)
        ? [{ compiled, isInForce: inForce(rule) }]
        : [],
    );
    const fresh = { index: indexOf(mine), isNew: true, version: set.version, machine: found, tree, shifts };
    byMachine.set(machineId, fresh);
    return fresh;
  };
}

/** The areas within each, found once: a hundred rules may be about one area. */
function eachOnce(tree: Pick<AreaTree, "within">): Pick<AreaTree, "within"> {
  const known = new Map<string, ReadonlySet<string>>();
  return {
    within(id) {
      const ids = known.get(id) ?? tree.within(id);
      known.set(id, ids);
      return ids;
    },
  };
}

/** One calendar question for all machines of a rule. */
export function remembered(calendar: () => Calendar): (rule: CompiledRule["rule"]) => InForce {
  const known = new Map<string, { revision: number; shifts: unknown; isInForce: InForce }>();
  return (rule) => {
    const times = calendar();
    const before = known.get(rule.id);
    if (before?.revision === rule.revision && before.shifts === times.shifts) return before.isInForce;
    const isInForce = inForceOf(rule, times);
    known.set(rule.id, { revision: rule.revision, shifts: times.shifts, isInForce });
    return isInForce;
  };
}

/** Forgets rules and windows that are no longer of this machine; a rule's open alarm waits for a person. */
function forgetOthers(states: RuleStates, { rules, windows }: MachineIndex) {
  const ids = new Set(rules.map(({ compiled }) => compiled.rule.id));
  for (const [id, { alarm }] of Object.entries(states.held))
    if (!ids.has(id) && alarm === undefined) delete states.held[id];
  const keys = new Set(windows.map(({ metric, seconds }) => windowKey(metric, seconds)));
  for (const key of Object.keys(states.windows ?? {})) if (!keys.has(key)) delete states.windows?.[key];
}

function noteValues(states: RuleStates, { windows, companions }: MachineIndex, { at, metrics }: Heard) {
  for (const { metric, seconds } of windows) {
    const value = own(metrics, metric);
    if (value === undefined || !Number.isFinite(value)) continue;
    const key = windowKey(metric, seconds);
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

function factsOf(known: Known, states: RuleStates, at: number, machine: Machine | undefined): Facts {
  const interval = (machine?.data_interval_seconds ?? 0) * SECOND_MS;
  const facts: Facts = {
    value(metric) {
      const newest = own(known.values, metric);
      if (newest?.value === undefined || newest.at === undefined) return undefined;
      const step = Math.max(interval, (states.steps && own(states.steps, metric)?.step) ?? 0);
      return newest.at >= at || at - newest.at <= HELD_INTERVALS * step ? newest.value : undefined;
    },
    mode: () => known.mode?.mode,
    window(metric, seconds, of) {
      const window = states.windows && own(states.windows, windowKey(metric, seconds));
      // One whose values have ceased says nothing of now.
      return window && facts.value(metric) !== undefined ? windowValue(window, of, at, seconds) : undefined;
    },
    has: () => true,
    machines: () => [],
  };
  return facts;
}

type Judged = {
  compiled: CompiledRule;
  isInForce: InForce;
  facts: Facts;
  states: RuleStates;
  at: number;
  machine: Machine | undefined;
  newId(): string;
};

function judged({ compiled, isInForce, facts, states, at, machine, newId }: Judged): Finding | undefined {
  const { rule, test } = compiled;
  const held = (states.held[rule.id] = heldFor(own(states.held, rule.id), rule.revision));
  const subject = { id: machine?.id ?? null, name: machine?.name ?? null, type: machine?.type ?? null };
  const truth = test(facts, held.alarm !== undefined);
  const step_ms = HELD_INTERVALS * (machine?.data_interval_seconds ?? 0) * SECOND_MS;
  const judgement = { truth, at, for_ms: rule.for_seconds * SECOND_MS, isInForce: truth === true && isInForce(at), step_ms };
  return findingOf(compiled, held, next(held, judgement), { subject, at, newId, figure: () => figureOf(compiled, facts) });
}

type Found = {
  subject: Parameters<typeof ruleOpened>[2]["subject"];
  at: number;
  newId(): string;
  figure(): Figure;
};

/** The finding of a change, which `held` remembers. */
export function findingOf(
  compiled: CompiledRule,
  held: Held,
  change: ReturnType<typeof next>,
  { subject, at, newId, figure }: Found,
): Finding | undefined {
  const since = held.since ?? at;
  if (change === "opens") {
    const id = newId();
    held.alarm = id;
    delete held.changed;
    return ruleOpened(compiled, figure(), { subject, at, since, id });
  }
  const { alarm } = held;
  if (alarm === undefined || change === undefined) return undefined;
  if (change === "clears") {
    delete held.alarm;
    delete held.changed;
    return { kind: "cleared", anomaly_id: alarm, at };
  }
  if (!held.changed) return undefined;
  delete held.changed;
  return ruleGoesOn(compiled, figure(), alarm, at, since);
}

/** The first metric of a rule, and its newest value. */
function figureOf({ uses }: CompiledRule, facts: Facts): Figure {
  const [metric] = uses.metrics;
  return metric === undefined ? { metric: null, value: null } : { metric, value: facts.value(metric) ?? null };
}
