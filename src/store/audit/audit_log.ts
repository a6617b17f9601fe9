import type { AuditEntry } from "../../domain/audit/entry";
import { all, type Context, type Sql } from "../db/database";
import { appendAudit } from "./append";
import { readNames } from "./kept_names";
import type { AuditConditions, AuditQuery, AuditStore } from "./audit_store";

/** Implements `AuditStore`. */
export function auditStore({ database, now }: Context): AuditStore {
  const { read, write } = database;
  return {
    list: async (query) => readNames(read, await listEntries(read, query)),
    record: (change) => write((tx) => appendAudit(tx, { at: now(), ...change })),
  };
}

/** Entries of the log as they are stored and hashed, newest first unless `after` is given. */
export async function listEntries(sql: Sql, query: AuditQuery): Promise<AuditEntry[]> {
  const { after, before, limit } = query;
  const place = [
    ...(after === undefined ? [] : [sql`n > ${after}`]),
    ...(before === undefined ? [] : [sql`n < ${before}`]),
  ];
  const rows = await sql<AuditEntry[]>`
    select * from audit where ${all(sql, [...place, ...conditions(sql, query)])}
    order by n ${after === undefined ? sql`desc` : sql`asc`} limit ${limit}`;
  return rows.map((row) => ({ ...row, n: Number(row.n), at: Number(row.at) }));
}

function conditions(sql: Sql, { actor, action, subjects, from, to }: AuditConditions) {
  return [
    ...(actor === undefined ? [] : [isBy(sql, actor)]),
    ...(action === undefined ? [] : [sql`action = ${action}`]),
    ...(subjects === undefined ? [] : [sql`subject in ${sql([...subjects])}`]),
    ...(from === undefined ? [] : [sql`at >= ${from}`]),
    ...(to === undefined ? [] : [sql`at < ${to}`]),
  ];
}

/**
 * Whoever is not signed in is known by the name that they gave alone, which stands in the entry's `after`.
 */
function isBy(sql: Sql, actor: string) {
  const given = `%"by":${likeText(JSON.stringify(actor))}%`;
  return sql`(actor_name = ${actor} or actor_name in (select '@name:' || id from audit_names where name = ${actor})
    or actor_id = ${actor} or actor_kind = ${actor}
    or (actor_kind = 'anonymous' and after like ${given} escape '!'))`;
}

const likeText = (text: string) => text.replace(/[!%_]/g, "!$&");
