import {
  type Machine,
  type MachineChange,
  MACHINE_DEFAULTS,
  type NewMachine,
} from "../../domain/machine/machine";
import { cut } from "../../domain/text";
import type { By } from "../../people/actor";
import { appendAudit } from "../audit/append";
import { addedEntry, changedEntries, entriesOf, type MachineEntry, renamedEntry } from "./audited_machine";
import { retireAlarms } from "../alarms/retire_alarms";
import type { Context, Sql } from "../db/database";
import { forUpdate } from "../db/dialect";
import { Conflict } from "../errors";

/** Machines by id or name. Ids never change; names are unique: a retired machine gives up its own. */
export type MachineStore = {
  all(): Promise<Machine[]>;
  /** By id, or else by exact name. */
  find(idOrName: string): Promise<Machine | undefined>;
  /** @throws {Conflict} when the name or id is taken. */
  add(machine: NewMachine, by?: By): Promise<Machine>;
  /**
   * Undefined when there is no such machine. One that is no longer in use is retired: its open alarms are
   * resolved, with their events, in the same transaction. So is the audit entry of every change.
   * @param named who changes it, if they said so
   * @throws {Conflict} when the new name is taken
   */
  change(id: string, change: MachineChange, named?: string, by?: By): Promise<Machine | undefined>;
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

  function add({ id = newId(), ...machine }: NewMachine, by?: By) {
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
      await refuseTakenId(tx, id);
      const renamed = await claimName(tx, added.name, at);
      await tx`insert into machines ${tx([dialect.row(rowOf(added))], ...COLUMNS)}`;
      await appendAudit(tx, entriesOf([...renamed, addedEntry(added)], at, by));
      return added;
    });
  }

  function change(id: string, change: MachineChange, named?: string, by?: By) {
    return write((tx) => changeMachine(tx, context, { id, change, named, by }));
  }

  return { all, find, add, change };
}

type Asked = { id: string; change: MachineChange; named: string | undefined; by: By | undefined };

async function changeMachine(tx: Sql, context: Context, { id, change, named, by }: Asked) {
  const { dialect } = context.database;
  const [row] = await tx<MachineRow[]>`select * from machines where id = ${id} ${forUpdate(tx, dialect)}`;
  if (!row) return undefined;
  const name = row.is_active === 0 && change.is_active ? await formerName(tx, row.name) : row.name;
  const before = machineOf(row);
  const at = context.now();
  const changed = { ...before, name, ...given(change), updated_at: at };
  const renamed = changed.name === row.name ? [] : await claimName(tx, changed.name, at);
  await tx`update machines set ${tx(dialect.row(rowOf(changed)), ...COLUMNS)} where id = ${id}`;
  const isRetired = before.is_active && !changed.is_active;
  const alarms = isRetired ? await retireAlarms(tx, context, id, named, by) : [];
  const entries = changedEntries(isRetired ? "machine.retire" : "machine.change", before, changed, named);
  await appendAudit(tx, [...entriesOf([...renamed, ...entries], at, by), ...alarms]);
  return changed;
}

async function refuseTakenId(tx: Sql, id: string) {
  const [taken] = await tx<unknown[]>`select 1 from machines where id = ${id}`;
  if (taken) throw new Conflict(`Cannot use the machine id ${id}: another machine has it`);
}

/**
 * Takes a name that nobody has, or only a retired machine: that one is then told apart by the date.
 * @returns the audit entry of that one
 */
async function claimName(tx: Sql, name: string, at: number): Promise<MachineEntry[]> {
  const [holder] = await tx<Pick<MachineRow, "id" | "is_active" | "updated_at">[]>`
    select id, is_active, updated_at from machines where name = ${name}`;
  if (!holder) return [];
  if (holder.is_active === 1)
    throw new Conflict(`Cannot use the machine name ${name}: another machine has it`);
  const day = new Date(Number(holder.updated_at)).toISOString().slice(0, 10);
  const past = `${cut(name, KEPT_OF_NAME)} (retired ${day})`;
  const [other] = await tx<unknown[]>`select 1 from machines where name = ${past}`;
  const known = other ? `${past} ${holder.id.slice(-8)}` : past;
  await tx`update machines set name = ${known}, updated_at = ${at} where id = ${holder.id}`;
  return [renamedEntry(holder.id, name, known)];
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
    rated_power_kw: row.rated_power_kw,
    data_interval_seconds: row.data_interval_seconds,
    is_active: row.is_active === 1,
    is_critical: row.is_critical === 1,
    created_at: Number(row.created_at),
    updated_at: Number(row.updated_at),
  };
}
