import {
  type Machine,
  type MachineChange,
  MACHINE_DEFAULTS,
  type NewMachine,
} from "../../domain/machine/machine";
import type { Context, Sql } from "../db/database";
import { forUpdate } from "../db/dialect";
import { Conflict } from "../errors";

/** Machines by id or name. Ids never change; names are unique. */
export type MachineStore = {
  all(): Promise<Machine[]>;
  /** By id, or else by exact name. */
  find(idOrName: string): Promise<Machine | undefined>;
  /** @throws {Conflict} when the name or id is taken. */
  add(machine: NewMachine): Promise<Machine>;
  /** Undefined when there is no such machine. @throws {Conflict} when the new name is taken. */
  change(id: string, change: MachineChange): Promise<Machine | undefined>;
};

type MachineRow = Omit<Machine, "is_active" | "is_critical"> & { is_active: number; is_critical: number };

const COLUMNS = [
  "id",
  "name",
  "type",
  "description",
  "manufacturer",
  "model",
  "factory_name",
  "factory_location",
  "location",
  "rated_power_kw",
  "data_interval_seconds",
  "is_active",
  "is_critical",
  "created_at",
  "updated_at",
] as const satisfies (keyof Machine)[];

/** Implements `MachineStore`; machines come in the order in which they were added. */
export function machineStore({ database, now, newId }: Context): MachineStore {
  const { read, dialect } = database;

  /** When two servers take a name at the same moment, the database refuses the slower one. */
  async function write<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    try {
      return await database.write(work);
    } catch (error) {
      if (!dialect.isUniqueViolation(error)) throw error;
      throw new Conflict("Cannot use this machine name or id: another machine has it", { cause: error });
    }
  }

  async function all() {
    const rows = await read<MachineRow[]>`select * from machines order by key`;
    return rows.map(machineOf);
  }

  async function find(idOrName: string) {
    const rows = await read<
      MachineRow[]
    >`select * from machines where id = ${idOrName} or name = ${idOrName}`;
    const row = rows.find(({ id }) => id === idOrName) ?? rows[0];
    return row && machineOf(row);
  }

  function add({ id = newId(), ...machine }: NewMachine) {
    const at = now();
    const added = {
      ...MACHINE_DEFAULTS,
      ...given(machine),
      id,
      name: machine.name,
      created_at: at,
      updated_at: at,
    };
    return write(async (tx) => {
      await refuseTaken(tx, "id", id);
      await refuseTaken(tx, "name", added.name);
      await tx`insert into machines ${tx([dialect.row(rowOf(added))], ...COLUMNS)}`;
      return added;
    });
  }

  function change(id: string, change: MachineChange) {
    return write(async (tx) => {
      const [row] = await tx<MachineRow[]>`select * from machines where id = ${id} ${forUpdate(tx, dialect)}`;
      if (!row) return undefined;
      const changed = { ...machineOf(row), ...given(change), updated_at: now() };
      if (changed.name !== row.name) await refuseTaken(tx, "name", changed.name);
      await tx`update machines set ${tx(dialect.row(rowOf(changed)), ...COLUMNS)} where id = ${id}`;
      return changed;
    });
  }

  return { all, find, add, change };
}

async function refuseTaken(tx: Sql, field: "id" | "name", value: string) {
  const [taken] =
    field === "id"
      ? await tx<unknown[]>`select 1 from machines where id = ${value}`
      : await tx<unknown[]>`select 1 from machines where name = ${value}`;
  if (taken) throw new Conflict(`Cannot use the machine ${field} ${value}: another machine has it`);
}

/** Drops undefined fields: a field that a body leaves out may arrive as undefined. */
function given<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function rowOf(machine: Machine): MachineRow {
  return { ...machine, is_active: Number(machine.is_active), is_critical: Number(machine.is_critical) };
}

function machineOf(row: MachineRow): Machine {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    description: row.description,
    manufacturer: row.manufacturer,
    model: row.model,
    factory_name: row.factory_name,
    factory_location: row.factory_location,
    location: row.location,
    rated_power_kw: row.rated_power_kw,
    data_interval_seconds: row.data_interval_seconds,
    is_active: row.is_active === 1,
    is_critical: row.is_critical === 1,
    created_at: Number(row.created_at),
    updated_at: Number(row.updated_at),
  };
}
