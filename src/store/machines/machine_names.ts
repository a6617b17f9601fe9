import { ALIASES_AT_MOST, type Machine } from "../../domain/machine/machine";
import { cut, foldName } from "../../domain/text";
import type { Sql } from "../db/database";
import type { Dialect } from "../db/dialect";
import { Conflict } from "../errors";
import { type MachineEntry, renamedEntry } from "./audited_machine";

/*
 * The names of machines: the one that each has, and the earlier ones that it still answers to. A name belongs
 * to one machine; a retired one gives up what another takes.
 */

type Names = Pick<Machine, "id" | "name" | "aliases">;
type Holder = { id: string; name: string; is_active: number; updated_at: number };

/** Characters of a retired machine's name that stay when another takes it. */
const KEPT_OF_NAME = 80;
const RETIRED = / \(retired \d{4}-\d\d-\d\d\)(?: \S{8})?$/;

/**
 * Keeps other servers from giving names until this transaction ends: one could be given as name and as alias.
 */
export async function lockNames(tx: Sql, { namesLock }: Dialect) {
  if (namesLock) await tx.unsafe(namesLock);
}

/** The aliases of each machine that has some, or of one; in their order. */
export async function aliasesOf(sql: Sql, id?: string): Promise<Map<string, string[]>> {
  const rows = await sql<{ machine_id: string; name: string }[]>`
    select machine_id, name from machine_aliases ${id === undefined ? sql`` : sql`where machine_id = ${id}`}
    order by machine_id, place`;
  const aliases = new Map<string, string[]>();
  for (const { machine_id, name } of rows)
    aliases.set(machine_id, [...(aliases.get(machine_id) ?? []), name]);
  return aliases;
}

/**
 * The aliases of a machine that is now called `name`. Programs go on sending under the name that it had
 * `before`; but not under the one that it was given when another took its own.
 */
export function earlierNames(aliases: readonly string[], name: string, before?: Machine): string[] {
  const had = before && (before.is_active || !RETIRED.test(before.name)) ? [foldName(before.name)] : [];
  return [...new Set([...aliases, ...had])].filter((alias) => alias !== foldName(name));
}

/**
 * Takes the names that a machine did not have before.
 * @returns the audit entries of the retired machines that gave one up
 * @throws {Conflict} when a machine at work has or had one of them, or they are too many
 */
export async function claimNames(
  tx: Sql,
  machine: Names,
  at: number,
  before?: Names,
): Promise<MachineEntry[]> {
  const { name, aliases } = machine;
  if (aliases.length > ALIASES_AT_MOST)
    throw new Conflict(
      `Cannot rename ${before?.name ?? name}: it has ${aliases.length - 1} aliases, and at most ` +
        `${ALIASES_AT_MOST} are kept; remove those under which nothing is sent any more`,
    );
  const had = before && [before.name, ...before.aliases];
  const entries: MachineEntry[] = [];
  for (const word of [name, ...aliases]) {
    if (had?.includes(word)) continue;
    entries.push(...(await claimFromName(tx, machine.id, word, at)));
    entries.push(...(await claimFromAlias(tx, machine.id, word, at)));
  }
  return entries;
}

/** Takes a name that no other machine has, or only a retired one: that one is then told apart by the date. */
async function claimFromName(tx: Sql, id: string, name: string, at: number): Promise<MachineEntry[]> {
  const [holder] = await tx<Holder[]>`
    select id, name, is_active, updated_at from machines where name = ${name} and id <> ${id}`;
  if (!holder) return [];
  if (holder.is_active === 1)
    throw new Conflict(`Cannot use the machine name ${name}: another machine has it`);
  const day = new Date(Number(holder.updated_at)).toISOString().slice(0, 10);
  const past = `${cut(name, KEPT_OF_NAME)} (retired ${day})`;
  const known = (await isTaken(tx, past)) ? `${past} ${holder.id.slice(-8)}` : past;
  await tx`update machines set name = ${known}, updated_at = ${at} where id = ${holder.id}`;
  return [renamedEntry(holder.id, name, known)];
}

/** Takes a name that is no other machine's alias, or only a retired one's. */
async function claimFromAlias(tx: Sql, id: string, name: string, at: number): Promise<MachineEntry[]> {
  const [holder] = await tx<Holder[]>`
    select machines.id, machines.name, is_active, updated_at from machine_aliases
    join machines on machines.id = machine_aliases.machine_id
    where machine_aliases.name = ${name} and machines.id <> ${id}`;
  if (!holder) return [];
  if (holder.is_active === 1)
    throw new Conflict(
      `Cannot use the machine name ${name}: it is an earlier name of ${holder.name}, which still answers to it; ` +
        "remove it from the aliases there first",
    );
  const aliases = (await aliasesOf(tx, holder.id)).get(holder.id) ?? [];
  await tx`delete from machine_aliases where name = ${name}`;
  await tx`update machines set updated_at = ${at} where id = ${holder.id}`;
  const kept = aliases.filter((alias) => alias !== name);
  return [{ action: "machine.change", id: holder.id, before: { aliases }, after: { aliases: kept } }];
}

/** The name that a retired machine had before it gave it up, if that was whole and is free again. */
export async function formerName(tx: Sql, { id, name }: Pick<Machine, "id" | "name">): Promise<string> {
  const former = name.replace(RETIRED, "");
  if (former === name || former.length >= KEPT_OF_NAME) return name;
  return (await isTaken(tx, former, id)) ? name : former;
}

/** @param but the machine that does not count */
async function isTaken(tx: Sql, name: string, but = ""): Promise<boolean> {
  const taken = await tx<unknown[]>`
    select 1 from machines where name = ${name} and id <> ${but}
    union all select 1 from machine_aliases where name = ${name} and machine_id <> ${but}`;
  return taken.length > 0;
}

/** Writes the aliases of a machine, unless they are as before. */
export async function saveAliases(tx: Sql, dialect: Dialect, { id, aliases }: Names, before?: Names) {
  if (JSON.stringify(aliases) === JSON.stringify(before?.aliases ?? [])) return;
  await tx`delete from machine_aliases where machine_id = ${id}`;
  const rows = aliases.map((name, place) => dialect.row({ name, machine_id: id, place }));
  if (rows.length > 0) await tx`insert into machine_aliases ${tx(rows, "name", "machine_id", "place")}`;
}
