import type { Suppression } from "../../../alarms/suppression/suppression";
import type { WeeklySpan } from "../../../domain/site/weekly";
import type { Sql } from "../../db/database";
import type { Dialect } from "../../db/dialect";

const COLUMNS = [
  "id",
  "kind",
  "machine_id",
  "area_id",
  "metric",
  "anomaly_type",
  "source",
  "begins_at",
  "until",
  "weekly",
  "timezone",
  "reason",
  "named",
  "named_id",
  "created_at",
  "skipped_until",
  "begun_at",
  "ended_at",
  "ended_by",
  "ended_by_id",
] as const;

/** A suppression as it is kept: `by` is a word of SQL. */
export type SuppressionRow = Omit<Suppression, "by" | "by_id" | "weekly"> & {
  named: string | null;
  named_id: string | null;
  weekly: string | null;
};

export function suppressionOfRow({ named, named_id, ...row }: SuppressionRow): Suppression {
  return {
    ...row,
    by: named,
    by_id: named_id,
    weekly: row.weekly === null ? null : (JSON.parse(row.weekly) as WeeklySpan),
    begins_at: Number(row.begins_at),
    until: time(row.until),
    created_at: Number(row.created_at),
    skipped_until: time(row.skipped_until),
    begun_at: time(row.begun_at),
    ended_at: time(row.ended_at),
  };
}

const time = (at: number | null) => (at === null ? null : Number(at));

function rowOf({ by, by_id, weekly, ...suppression }: Suppression): SuppressionRow {
  return { ...suppression, named: by, named_id: by_id, weekly: weekly && JSON.stringify(weekly) };
}

export async function addSuppression(tx: Sql, dialect: Dialect, suppression: Suppression): Promise<void> {
  await tx`insert into suppressions ${tx([dialect.row(rowOf(suppression))], ...COLUMNS)}`;
}

/** Saves what changes of one after it was set. */
export async function saveSuppression(
  tx: Sql,
  { id, skipped_until, begun_at, ended_at, ended_by, ended_by_id }: Suppression,
): Promise<void> {
  await tx`
    update suppressions set skipped_until = ${skipped_until}, begun_at = ${begun_at}, ended_at = ${ended_at},
      ended_by = ${ended_by}, ended_by_id = ${ended_by_id}
    where id = ${id}`;
}

/** Those that have not ended for good, in the order in which they were set. */
export async function currentSuppressions(sql: Sql): Promise<Suppression[]> {
  const rows = await sql<SuppressionRow[]>`
    select * from suppressions where ended_at is null order by created_at, id`;
  return rows.map(suppressionOfRow);
}
