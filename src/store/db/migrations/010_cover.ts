/**
 * How much of a roll-up's span was read, and for how much its energy is known, milliseconds (null: rolled by an
 * earlier version); and where the energy of a machine is read from an instant on.
 */
export function cover(): readonly string[] {
  return [
    `alter table rollups add column covered_ms bigint`,
    `alter table rollups add column energy_ms bigint`,
    `create table energy_sources (
      machine_key integer not null references machines (key), since bigint not null,
      metric text not null, kind text not null, kwh_per_unit double precision not null,
      primary key (machine_key, since))`,
  ];
}
