import {
  type Machine,
  type MachineChange,
  MACHINE_DEFAULTS,
  type NewMachine,
} from "../../domain/machine/machine";
import { cut } from "../../domain/text";
import { retireAlarms } from "../alarms/retire_alarms";
import type { Context, Sql } from "../db/database";
import { type Dialect, forUpdate } from "../db/dialect";
import { Conflict } from "../errors";

/** Machines by id or name. Ids never change; names are unique: a retired machine gives up its own. */
export type MachineStore = {
  all(): Promise<Machine[]>;
  /** By id, or else by exact name. */
  find(idOrName: string): Promise<Machine | undefined>;
  /** @throws {Conflict} when the name or id is taken, or there is no such area. */
  add(machine: NewMachine): Promise<Machine>;
  /**
   * Undefined when there is no such machine. One that is no longer in use is retired: its open alarms are
   * resolved, with their events, in the same transaction.
   * @param by who changes it, if they said so
   * @throws {Conflict} when the new name is taken, or there is no such area
   */
  change(id: string, change: MachineChange, by?: string): Promise<Machine | undefined>;
};

/** Characters of a retired machine's name that stay when another takes it. */
const KEPT_OF_NAME = 80;

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
  "area",
  "rated_power_kw",
  "data_interval_seconds",
  "is_active",
  "is_critical",
  "created_at",
  "updated_at",
] as const satisfies (keyof Machine)[];

/** Implements `MachineStore`; machines come in the order in which they were added. */
export function machineStore(context: Context): MachineStore {
  const { database, now, newId } = context;
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
    const times = { created_at: at, updated_at: at };
    const added = { ...MACHINE_DEFAULTS, ...given(machine), id, name: machine.name, ...times };
    return write(async (tx) => {
      await refuseTakenId(tx, id);
      await claimName(tx, added.name, at);
      await holdArea(tx, dialect, added.area);
      await tx`insert into machines ${tx([dialect.row(rowOf(added))], ...COLUMNS)}`;
      return added;
    });
  }

  function change(id: string, change: MachineChange, by?: string) {
    return write(async (tx) => {
      const [row] = await tx<MachineRow[]>`select * from machines where id = ${id} ${forUpdate(tx, dialect)}`;
      if (!row) return undefined;
      const name = row.is_active === 0 && change.is_active ? await formerName(tx, row.name) : row.name;
      const changed = { ...machineOf(row), name, ...given(change), updated_at: now() };
      if (changed.name !== row.name) await claimName(tx, changed.name, changed.updated_at);
      if (changed.area !== row.area) await holdArea(tx, dialect, changed.area);
      await tx`update machines set ${tx(dialect.row(rowOf(changed)), ...COLUMNS)} where id = ${id}`;
      if (row.is_active === 1 && !changed.is_active) await retireAlarms(tx, context, id, by);
      return changed;
    });
  }

  return { all, find, add, change };
}

/** Nobody takes away the area until the machine stands in it. */
async function holdArea(tx: Sql, dialect: Dialect, id: string | null) {
  if (id === null) return;
  const [area] = await tx<unknown[]>`select 1 from areas where id = ${id} ${forUpdate(tx, dialect)}`;
  if (!area) throw new Conflict(`Cannot put a machine into the area ${id}: there is none`);
}

async function refuseTakenId(tx: Sql, id: string) {
  const [taken] = await tx<unknown[]>`select 1 from machines where id = ${id}`;
  if (taken) throw new Conflict(`Cannot use the machine id ${id}: another machine has it`);
}

/** Takes a name that nobody has, or only a retired machine: that one is then told apart by the date. */
async function claimName(tx: Sql, name: string, at: number) {
  const [holder] = await tx<Pick<MachineRow, "id" | "is_active" | "updated_at">[]>`
    select id, is_active, updated_at from machines where name = ${name}`;
  if (!holder) return;
  if (holder.is_active === 1)
    throw new Conflict(`Cannot use the machine name ${name}: another machine has it`);
  const day = new Date(Number(holder.updated_at)).toISOString().slice(0, 10);
  const past = `${cut(name, KEPT_OF_NAME)} (retired ${day})`;
  const [other] = await tx<unknown[]>`select 1 from machines where name = ${past}`;
  await tx`
    update machines set name = ${other ? `${past} ${holder.id.slice(-8)}` : past}, updated_at = ${at}
    where id = ${holder.id}`;
}

/** Drops undefined fields: a field that a body leaves out may arrive as undefined. */
function given<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

const RETIRED = / \(retired \d{4}-\d\d-\d\d\)(?: \S{8})?$/;

/** The name that a retired machine had before it gave it up, if that was whole and is free again. */
async function formerName(tx: Sql, name: string): Promise<string> {
  const former = name.replace(RETIRED, "");
  if (former === name || former.length >= KEPT_OF_NAME) return name;
  const [holder] = await tx<unknown[]>`select 1 from machines where name = ${former}`;
  return holder ? name : former;
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
    area: row.area,
    rated_power_kw: row.rated_power_kw,
    data_interval_seconds: row.data_interval_seconds,
    is_active: row.is_active === 1,
    is_critical: row.is_critical === 1,
    created_at: Number(row.created_at),
    updated_at: Number(row.updated_at),
  };
}
