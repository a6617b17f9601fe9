import { dueStep } from "../../../alarms/suppression/phase";
import { spanAt } from "../../../alarms/suppression/spans";
import type { NewSuppression, Suppression } from "../../../alarms/suppression/suppression";
import type { Withholding } from "../../../alarms/suppression/withheld";
import type { By } from "../../../people/actor";
import { appendAudit } from "../../audit/append";
import type { Context, Sql } from "../../db/database";
import { forUpdate } from "../../db/dialect";
import { Conflict } from "../../errors";
import { suppressionEntry } from "./audited_suppression";
import { liftAlarms, suppressAlarms } from "./suppressed_alarms";
import { machinesWithin } from "./suppression_of";
import {
  addSuppression,
  currentSuppressions,
  saveSuppression,
  type SuppressionRow,
  suppressionOfRow,
} from "./suppression_rows";

/** Who ends one. */
export type Ender = { by?: string; by_id?: string };

/**
 * What calls nobody, and until when. Each change, what it does to alarms, their events and its audit entry are one
 * transaction. Times in epoch milliseconds.
 */
export type SuppressionStore = {
  find(id: string): Promise<Suppression | undefined>;
  /** Those that have not ended for good, in the order in which they were set. */
  current(): Promise<Suppression[]>;
  /** Those, and what has ended since an instant, each with its machines: late readings are of then. */
  withholding(endedAfter: number): Promise<Withholding[]>;
  /** One that has begun is in force when this resolves. Shelving what is shelved already takes the place of that. */
  add(asked: NewSuppression, by?: By): Promise<Suppression>;
  /**
   * Ends one for good, or a weekly one for this time only. Undefined when there is none of this id.
   * @throws {Conflict} when it has ended already, or is not in force this time
   */
  end(id: string, who: Ender, by?: By, isThisTime?: boolean): Promise<Suppression | undefined>;
  /** Does what time has brought about: begins what is due, and ends it, whatever was missed. @returns how many steps */
  advance(): Promise<number>;
};

/** Implements `SuppressionStore`. */
export function suppressionStore(context: Context): SuppressionStore {
  const { database, now, newId } = context;
  const { read, dialect } = database;

  async function lock(tx: Sql, id: string): Promise<Suppression | undefined> {
    const [row] = await tx<SuppressionRow[]>`
      select * from suppressions where id = ${id} ${forUpdate(tx, dialect)}`;
    return row && suppressionOfRow(row);
  }

  async function withholding(endedAfter: number) {
    const rows = await read<SuppressionRow[]>`
      select * from suppressions where ended_at is null or ended_at > ${endedAfter} order by created_at`;
    const all: Withholding[] = [];
    for (const suppression of rows.map(suppressionOfRow)) {
      const { machine_id, area_id } = suppression;
      const machineIds = area_id === null ? [machine_id ?? ""] : await machinesWithin(read, area_id);
      all.push({ suppression, machineIds });
    }
    return all;
  }

  function add(asked: NewSuppression, by?: By) {
    return database.write(async (tx) => {
      const at = now();
      const set: Suppression = { ...unbegun(asked), id: newId(), created_at: at };
      await addSuppression(tx, dialect, set);
      const span = spanAt(set, at);
      if (!span) {
        await appendAudit(tx, suppressionEntry("suppression.plan", { after: set, at }, by));
        return set;
      }
      const begun = { ...set, begun_at: span.from };
      await saveSuppression(tx, begun);
      const before = await replaceShelved(tx, context, begun, by);
      const alarms = await suppressAlarms(tx, context, begun, span);
      const begin = suppressionEntry("suppression.begin", { after: begun, at, alarms }, by);
      await appendAudit(tx, [...before, begin]);
      return begun;
    });
  }

  function end(id: string, { by: ended_by = "", by_id }: Ender, by?: By, isThisTime = false) {
    return database.write(async (tx) => {
      const before = await lock(tx, id);
      if (!before) return undefined;
      if (before.ended_at !== null) throw new Conflict(`Cannot end suppression ${id}: it has ended`);
      const at = now();
      const span = spanAt(before, at);
      if (isThisTime && !(span && before.weekly))
        throw new Conflict(
          `Cannot end suppression ${id} for this time: it is no weekly one that is in force`,
        );
      const who = { ended_by: ended_by || null, ended_by_id: by_id ?? null };
      const after = isThisTime
        ? { ...before, begun_at: null, skipped_until: span?.to ?? null }
        : { ...before, begun_at: null, ended_at: at, ...who };
      await saveSuppression(tx, after);
      const alarms = await liftAlarms(tx, context, id, before.begun_at ?? at);
      await appendAudit(tx, suppressionEntry("suppression.end", { before, after, at, alarms, ...who }, by));
      return after;
    });
  }

  /** Looks again under the lock: another server may have been quicker, or somebody has ended it. */
  function step(id: string) {
    return database.write(async (tx) => {
      const before = await lock(tx, id);
      const at = now();
      const due = before && before.ended_at === null ? dueStep(before, at) : undefined;
      if (!before || !due) return 0;
      if (due.kind === "begin") {
        const after = { ...before, begun_at: due.span.from };
        await saveSuppression(tx, after);
        const alarms = await suppressAlarms(tx, context, after, due.span);
        await appendAudit(tx, suppressionEntry("suppression.begin", { after, at, alarms }, undefined));
        return 1;
      }
      const after = { ...before, begun_at: null, ended_at: due.isOver ? (before.until ?? at) : null };
      await saveSuppression(tx, after);
      const alarms = await liftAlarms(tx, context, id, before.begun_at ?? at);
      await appendAudit(tx, suppressionEntry("suppression.end", { before, after, at, alarms }, undefined));
      return 1;
    });
  }

  async function advance() {
    const at = now();
    let steps = 0;
    for (const suppression of await currentSuppressions(read))
      if (dueStep(suppression, at)) steps += await step(suppression.id);
    for (const { id, begunAt } of await leftBehind(read, at))
      steps += await database.write((tx) => liftAlarms(tx, context, id, begunAt));
    return steps;
  }

  return {
    async find(id) {
      const [row] = await read<SuppressionRow[]>`select * from suppressions where id = ${id}`;
      return row && suppressionOfRow(row);
    },
    current: () => currentSuppressions(read),
    withholding,
    add,
    end,
    advance,
  };
}

const unbegun = (asked: NewSuppression) => ({
  ...asked,
  ...{ skipped_until: null, begun_at: null, ended_at: null, ended_by: null, ended_by_id: null },
});

/** Ends what was shelved before and is shelved now. @returns its audit entries, still to be appended */
async function replaceShelved(tx: Sql, context: Context, set: Suppression, by: By | undefined) {
  if (set.kind !== "shelved") return [];
  const { machine_id, metric, anomaly_type } = set;
  const rows = await tx<SuppressionRow[]>`
    select * from suppressions
    where kind = 'shelved' and ended_at is null and id <> ${set.id} and machine_id is not distinct from ${machine_id}
      and metric is not distinct from ${metric} and anomaly_type is not distinct from ${anomaly_type}
    order by id ${forUpdate(tx, context.database.dialect)}`;
  const at = context.now();
  const who = { ended_by: set.by, ended_by_id: set.by_id };
  const entries = [];
  for (const before of rows.map(suppressionOfRow)) {
    const after = { ...before, begun_at: null, ended_at: at, ...who };
    await saveSuppression(tx, after);
    // The new one is in force already: its alarms go over to it, and are no news.
    const alarms = await liftAlarms(tx, context, before.id, before.begun_at ?? at);
    entries.push(suppressionEntry("suppression.end", { before, after, at, alarms, ...who }, by));
  }
  return entries;
}

/**
 * Suppressions that are not in force any more and still have alarms: one that opened while they were ended, in a
 * transaction that did not see it.
 */
async function leftBehind(read: Sql, at: number): Promise<{ id: string; begunAt: number }[]> {
  const rows = await read<{ suppressed: string }[]>`
    select distinct suppressed from alarms where suppressed is not null and state <> 'resolved'`;
  const ids = new Set(rows.map(({ suppressed }) => String((JSON.parse(suppressed) as { id: string }).id)));
  if (ids.size === 0) return [];
  const known = await read<SuppressionRow[]>`select * from suppressions where id in ${read([...ids])}`;
  const inForce = new Set(known.map(suppressionOfRow).flatMap((each) => (spanAt(each, at) ? [each.id] : [])));
  return [...ids].filter((id) => !inForce.has(id)).map((id) => ({ id, begunAt: at }));
}
