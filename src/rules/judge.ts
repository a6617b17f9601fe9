import type { Finding } from "../domain/alarm/alarm";
import type { Machine } from "../domain/machine/machine";
import { own } from "../domain/own_property";
import { SECOND_MS } from "../domain/time_units";
import type { Facts } from "./compile";
import { factsOf, forgetOthers, HELD_INTERVALS, noteValues } from "./facts";
import { type Held, heldFor, next } from "./hold";
import type { InForce } from "./hours";
import type { Heard, Known, RuleStates } from "./known";
import { type Figure, ruleGoesOn, ruleOpened, type RuleSubject } from "./rule_finding";
import type { CompiledRule } from "./rule_set";
import { type RuleSources, rulesOfMachines } from "./rules_of_machine";

/** Judges the rules of people. No clock and no I/O: time comes from the readings. */
export type RuleJudge = {
  /** Judges the rules that a reading of the present concerns; keeps what it remembers in `known.rules`. */
  observe(machineId: string, known: Known, heard: Heard): Finding[];
};

export type RuleJudgeDeps = RuleSources & { newId(): string };

/** A judge of the rules that are about single machines. */
export function createRuleJudge(deps: RuleJudgeDeps): RuleJudge {
  const rulesOf = rulesOfMachines(deps);
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
        const finding = judged({
          compiled,
          isInForce,
          facts,
          states,
          at: heard.at,
          machine,
          newId: deps.newId,
        });
        return finding ? [finding] : [];
      });
    },
  };
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
  const judgement = {
    truth,
    at,
    for_ms: rule.for_seconds * SECOND_MS,
    isInForce: truth === true && isInForce(at),
    step_ms,
  };
  return findingOf(compiled, held, next(held, judgement), {
    subject,
    at,
    newId,
    figure: () => figureOf(compiled, facts),
  });
}

type Found = {
  subject: RuleSubject;
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
  return metric === undefined
    ? { metric: null, value: null }
    : { metric, value: facts.value(metric) ?? null };
}
