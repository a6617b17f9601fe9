import { limits, type Limits } from "../../domain/alarm/machine_limits";
import type { Context } from "../db/database";

/** The limits that operators set on machines; a machine without limits has no entry. */
export type LimitStore = {
  all(): Promise<Map<string, Limits>>;
  set(machineId: string, limits: Limits): Promise<void>;
};

/** Implements `LimitStore`. */
export function limitStore({ database }: Context): LimitStore {
  const { read, write } = database;

  async function all() {
    const rows = await read<{ machine_id: string; json: string }[]>`select machine_id, json from limits`;
    return new Map(rows.map(({ machine_id, json }) => [machine_id, limits.parse(JSON.parse(json))]));
  }

  function set(machineId: string, held: Limits) {
    const json = JSON.stringify(held);
    return write(async (tx) => {
      await tx`
        insert into limits (machine_id, json) values (${machineId}, ${json})
        on conflict (machine_id) do update set json = excluded.json`;
    });
  }

  return { all, set };
}
