import type { Baseline, BaselineModel } from "../../domain/training/baseline";
import type { Context, Sql } from "../db/database";

/** Energy baselines of machines: every version is kept, one of each machine is active. */
export type ModelStore = {
  /** Every version of a machine's model, newest first. */
  list(machineId: string): Promise<BaselineModel[]>;
  find(id: string): Promise<BaselineModel | undefined>;
  /** The active model of each machine, or of this machine, newest first. */
  active(machineId?: string): Promise<BaselineModel[]>;
};

type Row = {
  id: string;
  machine_id: string;
  version: number;
  is_active: number;
  created_at: number;
  from_at: number;
  to_at: number;
  json: string;
};

/** Implements `ModelStore`. */
export function modelStore({ database: { read } }: Context): ModelStore {
  async function list(machineId: string) {
    const rows = await read<
      Row[]
    >`select * from baselines where machine_id = ${machineId} order by version desc`;
    return rows.map(modelOf);
  }

  async function find(id: string) {
    const [row] = await read<Row[]>`select * from baselines where id = ${id}`;
    return row && modelOf(row);
  }

  async function active(machineId?: string) {
    const rows = await read<Row[]>`
      select * from baselines where is_active = 1 ${machineId === undefined ? read`` : read`and machine_id = ${machineId}`}
      order by created_at desc`;
    return rows.map(modelOf);
  }

  return { list, find, active };
}

/** Adds a baseline as its machine's newest version and makes it the active one. */
export async function addModel(
  tx: Sql,
  model: Omit<BaselineModel, "version" | "is_active">,
): Promise<BaselineModel> {
  const { id, machine_id, created_at, from, to, ...baseline } = model;
  const [newest] = await tx<{ version: number | null }[]>`
    select max(version) as version from baselines where machine_id = ${machine_id}`;
  const version = Number(newest?.version ?? 0) + 1;
  await tx`update baselines set is_active = 0 where machine_id = ${machine_id} and is_active = 1`;
  await tx`
    insert into baselines (id, machine_id, version, is_active, created_at, from_at, to_at, json)
    values (${id}, ${machine_id}, ${version}, 1, ${created_at}, ${from}, ${to}, ${JSON.stringify(baseline)})`;
  return { ...model, version, is_active: true };
}

function modelOf(row: Row): BaselineModel {
  return {
    ...(JSON.parse(row.json) as Baseline & Pick<BaselineModel, "drivers">),
    id: row.id,
    machine_id: row.machine_id,
    version: Number(row.version),
    is_active: Number(row.is_active) === 1,
    created_at: Number(row.created_at),
    from: Number(row.from_at),
    to: Number(row.to_at),
  };
}
