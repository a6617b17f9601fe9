import type { Cursor } from "../../domain/cursor";
import type { Sql } from "../db/database";
import { partsOf } from "./log_position";

/**
 * The keys of events that a server at a cursor cannot have received: not yet announced, announced after it,
 * or announced in a log that began anew since. One statement, so that an event which is announced meanwhile
 * is in one of the parts.
 */
export function unseenKeys(sql: Sql, after: Cursor | undefined, limit: number): Bun.SQL.Query<unknown> {
  const waiting = sql`
    select key from (select key from events where cursor is null order by key desc limit ${limit}) as waiting`;
  if (after === undefined) {
    return sql`${waiting} union all
      select key from (
        select key from events where cursor is not null order by key desc limit ${limit}) as announced`;
  }
  const { epoch, ms, seq } = partsOf(after);
  return sql`${waiting} union all
    select key from (
      select key from events
      where cursor is not null and epoch = ${epoch} and (cursor_ms, cursor_seq) > (${ms}, ${seq})
      order by cursor_ms desc, cursor_seq desc limit ${limit}) as announced
    union all
    select key from (
      select key from events
      where cursor is not null and epoch <> ${epoch} and key > (
        select key from events where cursor is not null and epoch = ${epoch}
        order by cursor_ms desc, cursor_seq desc limit 1)
      order by key desc limit ${limit}) as elsewhere`;
}
