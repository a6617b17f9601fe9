import {
  type Machine,
  type MachineChange,
  MACHINE_DEFAULTS,
  type NewMachine,
} from "../../domain/machine/machine";
import type { By } from "../../people/actor";
import { appendAudit } from "../audit/append";
import { addedEntry, changedEntries, entriesOf } from "./audited_machine";
import { retireAlarms } from "../alarms/retire_alarms";
import type { Context, Sql } from "../db/database";
import { type Dialect, forUpdate } from "../db/dialect";
import { Conflict } from "../errors";
import { feedersIn, refuseLoop } from "./machine_feeds";
import { aliasesOf, claimNames, earlierNames, formerName, lockNames, saveAliases } from "./machine_names";
import { writeWithUniqueNames } from "../db/unique_names";

/**
 * Machines by id or name. Ids never change. A name, also an earlier one, belongs to one machine: a retired one gives
 * it up.
 */
export type MachineStore = {
  all(): Promise<Machine[]>;
  /** By id, or else by exact name, or by an earlier one. */
  find(idOrName: string): Promise<Machine | undefined>;
  /** @throws {Conflict} when the name or id is taken, there is no such area, or it would feed itself. */
  add(machine: NewMachine, by?: By): Promise<Machine>;
  /**
   * Undefined when there is no such machine. One that is no longer in use is retired: its open alarms are
   * resolved, with their events, in the same transaction. So is the audit entry of every change. One that is renamed
   * keeps its name as an alias.
   * @param named who changes it, if they said so
   * @throws {Conflict} when a new name is taken, earlier names are too many, there is no such area, or machines would
   * feed each other in a loop
   */
  change(id: string, change: MachineChange, named?: string, by?: By): Promise<Machine | undefined>;
};

type MachineRow = Omit<Machine, "is_active" | "is_critical" | "aliases" | "fed_by"> & {
  /** JSON; null: nothing feeds it. */
  fed_by: string | null;
  is_active: number;
  is_critical: number;
};

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
  "fed_by",
  "rated_power_kw",
  "data_interval_seconds",
  "is_active",
  "is_critical",
  "created_at",
  "updated_at",
] as const satisfies (keyof MachineRow)[];

/** Implements `MachineStore`; machines come in the order in which they were added. */
export function machineStore(context: Context): MachineStore {
  const { database, now, newId } = context;
  const { read, dialect } = database;
  const write = writeWithUniqueNames(database, "Cannot use this machine name or id: another machine has it");

  async function all() {
    const rows = await read<MachineRow[]>`select * from machines order by key`;
    // After the rows: an alias is never older than what its machine's `updated_at` says.
    const aliases = await aliasesOf(read);
    return rows.map((row) => machineOf(row, aliases.get(row.id)));
  }

  async function find(idOrName: string) {
    const rows = await read<MachineRow[]>`
      select * from machines where id = ${idOrName} or name = ${idOrName}
        or id = (select machine_id from machine_aliases where name = ${idOrName})`;
    const row =
      rows.find(({ id }) => id === idOrName) ?? rows.find(({ name }) => name === idOrName) ?? rows[0];
    return row && machineOf(row, (await aliasesOf(read, row.id)).get(row.id));
  }

  function add({ id = newId(), ...machine }: NewMachine, by?: By) {
    const at = now();
    const added = {
      ...MACHINE_DEFAULTS,
      ...given(machine),
      ...{ id, name: machine.name, created_at: at, updated_at: at },
      aliases: earlierNames(machine.aliases ?? [], machine.name),
    };
    return write(async (tx) => {
      await holdArea(tx, dialect, added.area);
      await lockNames(tx, dialect);
      const renamed = await claimNames(tx, added, at);
      await refuseTakenId(tx, id);
      if (added.fed_by.length > 0) await refuseLoop(tx, added);
      await tx`insert into machines ${tx([dialect.row(rowOf(added))], ...COLUMNS)}`;
      await saveAliases(tx, dialect, added);
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
  // Before the machine: who changes areas locks them first, and their machines then.
  await holdArea(tx, dialect, change.area ?? null);
  if (change.name ?? change.aliases ?? change.is_active ?? change.fed_by) await lockNames(tx, dialect);
  const [row] = await tx<MachineRow[]>`select * from machines where id = ${id} ${forUpdate(tx, dialect)}`;
  if (!row) return undefined;
  const before = machineOf(row, (await aliasesOf(tx, id)).get(id));
  const name = !before.is_active && change.is_active ? await formerName(tx, before) : before.name;
  const at = context.now();
  const changed = { ...before, name, ...given(change), updated_at: at };
  changed.aliases = earlierNames(changed.aliases, changed.name, before);
  if (change.fed_by) await refuseLoop(tx, changed);
  const renamed = await claimNames(tx, changed, at, before);
  await tx`update machines set ${tx(dialect.row(rowOf(changed)), ...COLUMNS)} where id = ${id}`;
  await saveAliases(tx, dialect, changed, before);
  const isRetired = before.is_active && !changed.is_active;
  const alarms = isRetired ? await retireAlarms(tx, context, id, named, by) : [];
  const entries = changedEntries(isRetired ? "machine.retire" : "machine.change", before, changed, named);
  await appendAudit(tx, [...entriesOf([...renamed, ...entries], at, by), ...alarms]);
  return changed;
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

/** Drops undefined fields: a field that a body leaves out may arrive as undefined. */
function given<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function rowOf({ aliases: _, fed_by, ...machine }: Machine): MachineRow {
  return {
    ...machine,
    fed_by: fed_by.length > 0 ? JSON.stringify(fed_by) : null,
    is_active: Number(machine.is_active),
    is_critical: Number(machine.is_critical),
  };
}

function machineOf(row: MachineRow, aliases: string[] = []): Machine {
  return {
    id: row.id,
    name: row.name,
    aliases,
    type: row.type,
    description: row.description,
    manufacturer: row.manufacturer,
    model: row.model,
    factory_name: row.factory_name,
    factory_location: row.factory_location,
    location: row.location,
    area: row.area,
    fed_by: feedersIn(row.fed_by),
    rated_power_kw: row.rated_power_kw,
    data_interval_seconds: row.data_interval_seconds,
    is_active: row.is_active === 1,
    is_critical: row.is_critical === 1,
    created_at: Number(row.created_at),
    updated_at: Number(row.updated_at),
  };
}
