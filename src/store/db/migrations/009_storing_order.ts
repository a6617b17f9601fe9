import type { Dialect } from "../dialect";

/**
 * The order of storing: a reading that is not its machine's newest is kept a second time until it is judged, behind
 * the newest stamp of that moment. Stamps that are not believed to be now, and values that are no good ones.
 */
export function storingOrder({ keyedTable }: Dialect): readonly string[] {
  return [
    `alter table machines add column late_count bigint not null default 0`,
    `alter table readings add column arrived_at bigint`,
    `alter table readings add column marked text`,
    `alter table judged add column late bigint not null default 0`,
    `create table late_readings (
      machine_key integer not null references machines (key), after_at bigint not null, late bigint not null,
      at bigint not null, mode text, metrics text not null, arrived_at bigint, marked text,
      primary key (machine_key, after_at, late)) ${keyedTable}`,
  ];
}
