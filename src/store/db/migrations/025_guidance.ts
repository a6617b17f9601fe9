import type { Dialect } from "../dialect";

/** What people wrote about alarms, by the scope of alarms that it is for. */
export function guidance({ keyedTable }: Dialect): readonly string[] {
  return [`create table guidance (scope text primary key, json text not null) ${keyedTable}`];
}
