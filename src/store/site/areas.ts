import {
  type Area,
  type AreaChange,
  areaNameKey,
  areaRefusal,
  areaTree,
  type NewArea,
} from "../../domain/site/areas";
import { type AuditAction, subjectOf } from "../../domain/audit/actions";
import { differenceOf } from "../../domain/audit/difference";
import type { By } from "../../people/actor";
import { appendAudit, byWhom } from "../audit/append";
import type { Context, Transaction } from "../db/database";
import { type Dialect, forUpdate } from "../db/dialect";
import { Conflict } from "../errors";
import { writeWithUniqueNames } from "../db/unique_names";

/** The areas of the plant, as a tree. */
export type AreaStore = {
  all(): Promise<Area[]>;
  /** @throws {Conflict} when the name is taken there, or it would lie too deep */
  add(area: NewArea, by?: By): Promise<Area>;
  /** Undefined when there is no such area. @throws {Conflict} as `add`, and when it would lie in itself */
  change(id: string, change: AreaChange, by?: By): Promise<Area | undefined>;
  /** False when there is no such area. @throws {Conflict} when machines stand or areas lie in it */
  remove(id: string, by?: By): Promise<boolean>;
};

/** Machines that a refusal names. */
const NAMED_AT_MOST = 3;

/** Implements `AreaStore`. */
export function areaStore({ database, now, newId }: Context): AreaStore {
  const { read, dialect } = database;

  const write = writeWithUniqueNames(database, "Cannot use this name: another area there has it");

  const all = async () => (await read<Area[]>`select * from areas order by id`).map(areaOf);

  function add({ name, parent_id = null }: NewArea, by?: By) {
    return write(async (tx) => {
      const at = now();
      const area = { id: newId(), name, parent_id, created_at: at, updated_at: at };
      refuseUnfit(area, await lockAll(tx, dialect));
      await tx`insert into areas ${tx([dialect.row({ ...area, name_key: areaNameKey(name) })])}`;
      await appendAudit(tx, {
        ...entryOf("area.add", area.id, at, by),
        before: null,
        after: { name, parent_id },
      });
      return area;
    });
  }

  function change(id: string, { name, parent_id }: AreaChange, by?: By) {
    return write(async (tx) => {
      const areas = await lockAll(tx, dialect);
      const area = areas.find((each) => each.id === id);
      if (!area) return undefined;
      const changed = {
        ...area,
        name: name ?? area.name,
        parent_id: parent_id === undefined ? area.parent_id : parent_id,
        updated_at: now(),
      };
      refuseUnfit(changed, areas);
      await tx`
        update areas set name = ${changed.name}, name_key = ${areaNameKey(changed.name)},
          parent_id = ${changed.parent_id}, updated_at = ${changed.updated_at}
        where id = ${id}`;
      await touchMachines(tx, areaTree(areas).within(id), changed.updated_at);
      const difference = differenceOf(area, changed, ["updated_at"]);
      if (difference)
        await appendAudit(tx, { ...entryOf("area.change", id, changed.updated_at, by), ...difference });
      return changed;
    });
  }

  const remove = (id: string, by?: By) => write((tx) => removeIn(tx, dialect, { id, at: now() }, by));

  return { all, add, change, remove };
}

type Removed = { id: string; at: number };
async function removeIn(tx: Transaction, dialect: Dialect, { id, at }: Removed, by: By | undefined) {
  const areas = await lockAll(tx, dialect);
  const area = areas.find((each) => each.id === id);
  if (!area) return false;
  await ensureEmpty(tx, area, areas);
  // Retired machines would hold it for ever, and nobody sees them.
  await tx`update machines set area = null, updated_at = ${at} where area = ${id}`;
  await tx`delete from areas where id = ${id}`;
  const before = { name: area.name, parent_id: area.parent_id };
  await appendAudit(tx, { ...entryOf("area.remove", id, at, by), before, after: null });
  return true;
}

function entryOf(action: AuditAction, id: string, at: number, by: By | undefined) {
  return { ...byWhom(by), at, action, subject: subjectOf("area", id) };
}

/** All are locked: two that move at once could end up within each other. */
async function lockAll(tx: Transaction, dialect: Dialect): Promise<Area[]> {
  return (await tx<Area[]>`select * from areas order by id ${forUpdate(tx, dialect)}`).map(areaOf);
}

/** The path of each machine in them is another one: other servers notice machines by their time of change. */
async function touchMachines(tx: Transaction, areaIds: ReadonlySet<string>, at: number) {
  for (const id of areaIds) await tx`update machines set updated_at = ${at} where area = ${id}`;
}

function refuseUnfit(asked: Area, areas: readonly Area[]) {
  const refusal = areaRefusal(asked, areas);
  if (refusal) throw new Conflict(refusal);
}

async function ensureEmpty(tx: Transaction, area: Area, areas: readonly Area[]) {
  const inIt = areas.filter(({ parent_id }) => parent_id === area.id).map(({ name }) => name);
  if (inIt.length > 0) throw new Conflict(occupied(area, inIt, "areas lie in it"));
  const machines = await tx<{ name: string }[]>`
    select name from machines where area = ${area.id} and is_active = 1 order by name`;
  const names = machines.map(({ name }) => name);
  if (names.length > 0) throw new Conflict(occupied(area, names, "machines stand in it"));
  const screens = await tx<
    { name: string }[]
  >`select name from devices where area = ${area.id} order by name`;
  const shown = screens.map(({ name }) => name);
  if (shown.length > 0) throw new Conflict(occupied(area, shown, "paired screens show it"));
}

function occupied({ name }: Area, names: readonly string[], by: string): string {
  const more = names.length > NAMED_AT_MOST ? `, and ${names.length - NAMED_AT_MOST} more` : "";
  return `Cannot remove the area ${name}: ${by} (${names.slice(0, NAMED_AT_MOST).join(", ")}${more}), move them first`;
}

function areaOf({ id, name, parent_id, created_at, updated_at }: Area): Area {
  return { id, name, parent_id, created_at: Number(created_at), updated_at: Number(updated_at) };
}
