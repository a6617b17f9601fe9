import type { Sql } from "../db/database";
import type { OnSetBack } from "../set_back";

/** Looks up the short key of a machine's rows by its id; undefined when there is no such machine. */
export type MachineKeys = (id: string) => Promise<number | undefined>;

/**
 * Caches keys: machines are never deleted and never change their key, unless the database is put back to an
 * older copy.
 */
export function machineKeys(read: Sql, onSetBack: OnSetBack): MachineKeys {
  const known = new Map<string, number>();
  onSetBack(() => known.clear());
  return async (id) => {
    const key = known.get(id);
    if (key !== undefined) return key;
    const [row] = await read<{ key: number }[]>`select key from machines where id = ${id}`;
    if (row) known.set(id, Number(row.key));
    return known.get(id);
  };
}
