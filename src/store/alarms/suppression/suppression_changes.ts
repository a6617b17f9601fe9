import { dueStep } from "../../../alarms/suppression/phase";
import { spanAt } from "../../../alarms/suppression/spans";
import type { NewSuppression, Suppression } from "../../../alarms/suppression/suppression";
import type { By } from "../../../people/actor";
import { appendAudit, type AuditChange } from "../../audit/append";
import type { Context, Sql } from "../../db/database";
import { forUpdate } from "../../db/dialect";
import { Conflict } from "../../errors";
import { suppressionEntry } from "./audited_suppression";
import { liftAlarms, suppressAlarms } from "./suppressed_alarms";
import { addSuppression, saveSuppression, type SuppressionRow, suppressionOfRow } from "./suppression_rows";

/** Who ends one. */
export type Ender = { by?: string; by_id?: string };

async function lock(tx: Sql, { database }: Context, id: string): Promise<Suppression | undefined> {
  const [row] = await tx<SuppressionRow[]>`
    select * from suppressions where id = ${id} ${forUpdate(tx, database.dialect)}`;
  return row && suppressionOfRow(row);
}

/** Sets one inside a transaction; what has begun is in force with it. */
export async function setSuppression(
  tx: Sql,
  context: Context,
  asked: NewSuppression,
  by: By | undefined,
): Promise<Suppression> {
  const at = context.now();
  const set: Suppression = { ...unbegun(asked), id: context.newId(), created_at: at };
  await addSuppression(tx, context.database.dialect, set);
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
}

const unbegun = (asked: NewSuppression) => ({
  ...asked,
  source: asked.source ?? null,
  ...{ skipped_until: null, begun_at: null, ended_at: null, ended_by: null, ended_by_id: null },
});

/** Ends what was shelved before and is shelved now. @returns its audit entries, still to be appended */
async function replaceShelved(tx: Sql, context: Context, set: Suppression, by: By | undefined) {
  if (set.kind !== "shelved") return [];
  const { machine_id, metric, anomaly_type, source } = set;
  const rows = await tx<SuppressionRow[]>`
    select * from suppressions
    where kind = 'shelved' and ended_at is null and id <> ${set.id}
      and machine_id is not distinct from ${machine_id} and metric is not distinct from ${metric}
      and anomaly_type is not distinct from ${anomaly_type} and source is not distinct from ${source}
    order by id ${forUpdate(tx, context.database.dialect)}`;
  const at = context.now();
  const who = { ended_by: set.by, ended_by_id: set.by_id };
  const entries: AuditChange[] = [];
  for (const before of rows.map(suppressionOfRow)) {
    const after = { ...before, begun_at: null, ended_at: at, ...who };
    await saveSuppression(tx, after);
    // The new one is in force already: its alarms go over to it, and are no news.
    const alarms = await liftAlarms(tx, context, before.id, before.begun_at ?? at);
    entries.push(suppressionEntry("suppression.end", { before, after, at, alarms, ...who }, by));
  }
  return entries;
}

/** @param isThisTime a weekly one comes again */
export type Ending = { id: string; who: Ender; isThisTime: boolean };

/** Ends one inside a transaction. @throws {Conflict} as `SuppressionStore` */
export async function endSuppression(
  tx: Sql,
  context: Context,
  { id, who, isThisTime }: Ending,
  by: By | undefined,
): Promise<Suppression | undefined> {
  const before = await lock(tx, context, id);
  if (!before) return undefined;
  if (before.ended_at !== null) throw new Conflict(`Cannot end suppression ${id}: it has ended`);
  const at = context.now();
  const span = spanAt(before, at);
  if (isThisTime && !(span && before.weekly))
    throw new Conflict(`Cannot end suppression ${id} for this time: it is no weekly one that is in force`);
  const ender = { ended_by: who.by ?? null, ended_by_id: who.by_id ?? null };
  const after = isThisTime
    ? { ...before, begun_at: null, skipped_until: span?.to ?? null }
    : { ...before, begun_at: null, ended_at: at, ...ender };
  await saveSuppression(tx, after);
  const alarms = await liftAlarms(tx, context, id, before.begun_at ?? at);
  await appendAudit(tx, suppressionEntry("suppression.end", { before, after, at, alarms, ...ender }, by));
  return after;
}

/**
 * Takes the step that is due of one, inside a transaction. Looks again under the lock: another server may have been
 * quicker, or somebody has ended it.
 * @returns how many steps that was
 */
export async function takeStep(tx: Sql, context: Context, id: string): Promise<number> {
  const before = await lock(tx, context, id);
  const at = context.now();
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
}
