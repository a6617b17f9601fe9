import { limits, type Limits } from "../model/limits";
import type { Context } from "./database";
import type { History } from "./history";

/** What operators hold machines to. */
export function limitRoom({ database }: Context): History["limits"] {
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
