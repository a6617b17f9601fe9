import type { Rule } from "../domain/alarm/rule";
import type { Finding } from "../domain/alarm/alarm";
import type { Machine } from "../domain/machine/machine";
import { createAreaJudge } from "./area_judge";
import type { Calendar } from "./hours";
import { createRuleJudge } from "./judge";
import type { Known } from "./known";
import { checkRule, type RuleSet } from "./rule_set";

/** A value set of the past: a reading, or the means of a minute. */
export type PastRow = {
  machine_id: string;
  at: number;
  metrics: Record<string, number>;
  mode: string | null;
};
/** When it would have been an alarm; `to` is null where it still is. */
export type PastAlarm = { machine_id: string | null; from: number; to: number | null };
/** `judged` counts the values that the rule was judged with, `no_data` those that it could not be judged by. */
export type Replayed = { alarms: PastAlarm[]; judged: Record<string, { values: number; no_data: number }> };

export type Replay = {
  /** Rows in order of time. @param seconds how far apart they come at least */
  observe(rows: readonly PastRow[], seconds: number): void;
  end(): Replayed;
};

type ReplayDeps = { rule: Rule; machines: readonly Machine[]; calendar: Calendar };

/** Judges a rule by rows of the past, in the very way in which it is judged live. */
export function replayRule(deps: ReplayDeps): Replay {
  const checked = checkRule(deps.rule);
  const set: RuleSet = { version: 1, rules: [checked] };
  return checked.compiled?.uses.isOfArea ? ofArea(deps, set) : ofMachines(deps, set);
}

function ofMachines({ rule, machines, calendar }: ReplayDeps, set: RuleSet): Replay {
  const byId = new Map(machines.map((machine) => [machine.id, machine]));
  const known = new Map<string, Known>(machines.map(({ id }) => [id, { values: {} }]));
  const alarms = collect();
  const judged: Replayed["judged"] = {};
  const only: RuleSet = {
    ...set,
    rules: set.rules.map(({ compiled, ...rest }) => ({
      ...rest,
      compiled: compiled && { ...compiled, rule: onThese(rule, machines) },
      rule: onThese(rule, machines),
    })),
  };
  const judge = createRuleJudge({
    rules: () => only,
    machine: (id) => byId.get(id),
    areas: () => NOWHERE,
    calendar: () => calendar,
    newId: alarms.newId,
  });
  return {
    observe(rows, seconds) {
      for (const { machine_id: id, at, metrics, mode } of rows) {
        const machine = byId.get(id);
        const state = known.get(id);
        if (!machine || !state) continue;
        if (machine.data_interval_seconds < seconds)
          byId.set(id, { ...machine, data_interval_seconds: seconds });
        for (const [metric, value] of Object.entries(metrics)) state.values[metric] = { at, value };
        const hasMode = mode !== null;
        if (hasMode) state.mode = { mode: mode.toLowerCase() };
        alarms.take(judge.observe(id, state, { at, metrics, hasMode }), id);
        const held = state.rules?.held[rule.id];
        if (held?.at !== at) continue;
        const count = (judged[id] ??= { values: 0, no_data: 0 });
        count.values++;
        if (held.no_data) count.no_data++;
      }
    },
    end: () => ({ alarms: alarms.all(), judged }),
  };
}

/** The area as a whole, once for each instant. */
function ofArea({ rule, machines, calendar }: ReplayDeps, set: RuleSet): Replay {
  const id = rule.scope.kind === "area" ? rule.scope.id : "";
  const values = new Map<string, Known["values"]>();
  const alarms = collect();
  let step = 0;
  const within = new Set([id]);
  const judge = createAreaJudge(
    {
      rules: () => set,
      machines: () =>
        machines.map((machine) => ({
          ...machine,
          area: id,
          data_interval_seconds: Math.max(step, machine.data_interval_seconds),
        })),
      areas: () => ({ within: () => within, path: () => undefined }),
      calendar: () => calendar,
      newest: (machineId) => values.get(machineId) ?? {},
      newId: alarms.newId,
    },
    new Map(),
    [],
  );
  const count = { values: 0, no_data: 0 };
  function judgeAt(at: number) {
    alarms.take(
      judge.judge(at).map(({ finding }) => finding),
      null,
    );
    count.values++;
  }
  return {
    observe(rows, seconds) {
      step = seconds;
      let at: number | undefined;
      for (const row of rows) {
        if (at !== undefined && row.at > at) judgeAt(at);
        at = row.at;
        const known = values.get(row.machine_id) ?? {};
        values.set(row.machine_id, known);
        for (const [metric, value] of Object.entries(row.metrics)) known[metric] = { at: row.at, value };
      }
      if (at !== undefined) judgeAt(at);
    },
    end: () => ({ alarms: alarms.all(), judged: { "": count } }),
  };
}

const NOWHERE = { within: () => new Set<string>() };

/** The rule on the machines that were chosen, whatever it was about. */
const onThese = (rule: Rule, machines: readonly Machine[]): Rule => ({
  ...rule,
  scope: { kind: "machines", ids: machines.map(({ id }) => id) },
});

function collect() {
  const byId = new Map<string, PastAlarm>();
  return {
    newId: () => String(byId.size + 1),
    take(findings: readonly Finding[], machine_id: string | null) {
      for (const finding of findings) {
        if (finding.kind === "opened")
          byId.set(finding.alarm.id, { machine_id, from: finding.alarm.opened_at, to: null });
        else if (finding.kind === "cleared") {
          const alarm = byId.get(finding.anomaly_id);
          if (alarm) alarm.to = finding.at;
        }
      }
    },
    all: () => [...byId.values()],
  };
}
