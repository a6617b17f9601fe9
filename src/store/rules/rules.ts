import { type Rule, type RuleInput, ruleInput, RULES_AT_MOST } from "../../domain/alarm/rule";
import { type AuditAction, subjectOf } from "../../domain/audit/actions";
import { differenceOf } from "../../domain/audit/difference";
import { foldName } from "../../domain/text";
import type { By } from "../../people/actor";
import { appendAudit, byWhom } from "../audit/append";
import type { Context, Transaction } from "../db/database";
import { forUpdate } from "../db/dialect";
import { Conflict } from "../errors";
import { markDeleted } from "./alarms_of_rule";
import { writeWithUniqueNames } from "../db/unique_names";

/** The rules that people made. Each change and its audit entry are one transaction. */
export type RuleStore = {
  /** By name. */
  all(): Promise<Rule[]>;
  /** @throws {Conflict} when another rule has its name, or there are too many */
  add(rule: RuleInput, by?: By): Promise<Rule>;
  /** Replaces it. Undefined when there is none. @throws {Conflict} when another rule has its name */
  change(id: string, rule: RuleInput, by?: By): Promise<Rule | undefined>;
  /** Its open alarms stay, and say that it is gone. @returns whether there was one */
  remove(id: string, by?: By): Promise<boolean>;
};

type Row = { id: string; json: string; revision: number; created_at: number; updated_at: number };

/** Implements `RuleStore`. */
export function ruleStore(context: Context): RuleStore {
  const { database, now, newId } = context;
  const { read, dialect } = database;

  const write = writeWithUniqueNames(database, "Cannot use this name: another rule has it");

  async function all() {
    const rows = await read<Row[]>`select * from rules order by name_key`;
    return rows.map(ruleOf);
  }

  function add(input: RuleInput, by?: By) {
    return write(async (tx) => {
      const [row] = await tx<{ count: number }[]>`select count(*) as count from rules`;
      if (Number(row?.count) >= RULES_AT_MOST)
        throw new Conflict(`There are ${RULES_AT_MOST} rules already, which is the most`);
      await refuseTwin(tx, input.name, "");
      const at = now();
      const rule: Rule = { ...input, id: newId(), revision: 1, created_at: at, updated_at: at };
      await tx`insert into rules ${tx([dialect.row(rowOf(rule))])}`;
      await appendAudit(tx, { ...entryOf("rule.add", rule.id, at, by), before: null, after: input });
      return rule;
    });
  }

  function change(id: string, input: RuleInput, by?: By) {
    return write(async (tx) => {
      const [row] = await tx<Row[]>`select * from rules where id = ${id} ${forUpdate(tx, dialect)}`;
      if (!row) return undefined;
      await refuseTwin(tx, input.name, id);
      const before = ruleOf(row);
      const { created_at, revision } = before;
      const difference = differenceOf(inputOf(before), input);
      if (!difference) return before;
      const rule: Rule = { ...input, id, revision: revision + 1, created_at, updated_at: now() };
      await tx`update rules set ${tx(dialect.row(rowOf(rule)))} where id = ${id}`;
      await appendAudit(tx, { ...entryOf("rule.change", id, rule.updated_at, by), ...difference });
      return rule;
    });
  }

  const remove = (id: string, by?: By) => write((tx) => removeIn(tx, context, id, by));

  return { all, add, change, remove };
}

async function removeIn(tx: Transaction, context: Context, id: string, by: By | undefined) {
  const [row] = await tx<Row[]>`delete from rules where id = ${id} returning *`;
  if (!row) return false;
  const at = context.now();
  await markDeleted(tx, context, id, at);
  const before = inputOf(ruleOf(row));
  await appendAudit(tx, { ...entryOf("rule.remove", id, at, by), before, after: null });
  return true;
}

async function refuseTwin(tx: Transaction, name: string, id: string) {
  const twins = await tx<unknown[]>`select id from rules where name_key = ${keyOf(name)} and id <> ${id}`;
  if (twins.length > 0) throw new Conflict(`There is a rule ${name} already`);
}

const keyOf = (name: string) => foldName(name).toLowerCase();

function rowOf(rule: Rule) {
  const { id, revision, created_at, updated_at } = rule;
  return {
    id,
    name_key: keyOf(rule.name),
    json: JSON.stringify(inputOf(rule)),
    revision,
    created_at,
    updated_at,
  };
}

function ruleOf({ id, json, revision, created_at, updated_at }: Row): Rule {
  const input = ruleInput.parse(JSON.parse(json));
  return {
    ...input,
    id,
    revision: Number(revision),
    created_at: Number(created_at),
    updated_at: Number(updated_at),
  };
}

/** The part of a rule that people set. */
export function inputOf({
  id: _,
  revision: __,
  created_at: ___,
  updated_at: ____,
  ...input
}: Rule): RuleInput {
  return input;
}

function entryOf(action: AuditAction, id: string, at: number, by: By | undefined) {
  return { ...byWhom(by), at, action, subject: subjectOf("rule", id) };
}
