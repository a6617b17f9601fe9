import type { EnergySource } from "../../domain/energy/source";
import type { Context, Sql } from "../db/database";
import { type MachineKeys } from "../machines/machine_keys";

/** Where the energy of a machine is read from an instant on, epoch milliseconds. */
export type SourceSince = EnergySource & { since: number };

/** The one electric source of each machine. Without an entry: its power, or its energy of each interval. */
export type EnergySourceStore = {
  /** Every source of a machine, the newest first. */
  list(machineId: string): Promise<SourceSince[]>;
  /**
   * Reads a machine's energy from another source from an instant on; roll-ups before stay. Its baseline of
   * the old source is no longer active.
   */
  change(machineId: string, source: SourceSince): Promise<void>;
};

type Row = { since: number; metric: string; kind: EnergySource["kind"]; kwh_per_unit: number };

/** Implements `EnergySourceStore`. */
export function energySourceStore(
  { database }: Pick<Context, "database">,
  keyOf: MachineKeys,
): EnergySourceStore {
  return {
    async list(machineId) {
      const key = await keyOf(machineId);
      return key === undefined ? [] : sourcesOf(database.read, key);
    },
    async change(machineId, { since, metric, kind, kwhPerUnit }) {
      const key = await keyOf(machineId);
      if (key === undefined)
        throw new Error(`Cannot change the energy source of ${machineId}: no such machine`);
      await database.write(async (tx) => {
        await tx`
          insert into energy_sources (machine_key, since, metric, kind, kwh_per_unit)
          values (${key}, ${since}, ${metric}, ${kind}, ${kwhPerUnit})
          on conflict (machine_key, since) do update set
            metric = excluded.metric, kind = excluded.kind, kwh_per_unit = excluded.kwh_per_unit`;
        await tx`update baselines set is_active = 0 where machine_id = ${machineId} and is_active = 1`;
        // What is still there is counted anew from the new source.
        await tx`
          insert into stale_minutes (machine_key, at)
          select ${key}, at from rollups where machine_key = ${key} and span = 60 and at >= ${since}
            and at >= (select raw_from from machines where key = ${key})
          on conflict do nothing`;
      });
    },
  };
}

/** The sources of a machine, the newest first. */
export async function sourcesOf(sql: Sql, key: number): Promise<SourceSince[]> {
  const rows = await sql<Row[]>`
    select since, metric, kind, kwh_per_unit from energy_sources where machine_key = ${key} order by since desc`;
  return rows.map(({ since, metric, kind, kwh_per_unit }) => ({
    since: Number(since),
    metric,
    kind,
    kwhPerUnit: Number(kwh_per_unit),
  }));
}
