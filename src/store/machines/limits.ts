import { limits, type Limits } from "../../domain/alarm/machine_limits";
import { subjectOf } from "../../domain/audit/actions";
import type { By } from "../../people/actor";
import { appendAudit, byWhom } from "../audit/append";
import { forUpdate } from "../db/dialect";
import type { Context, Sql } from "../db/database";

/** The limits that operators set on machines; a machine without limits has no entry. */
export type LimitStore = {
  all(): Promise<Map<string, Limits>>;
  /** Sets them, with their audit entry in the same transaction. */
  set(machineId: string, limits: Limits, by?: By): Promise<void>;
};

/** Implements `LimitStore`. */
export function limitStore({ database, now }: Context): LimitStore {
  const { read, write, dialect } = database;

  async function all() {
    const rows = await read<{ machine_id: string; json: string }[]>`select machine_id, json from limits`;
    return new Map(rows.map(({ machine_id, json }) => [machine_id, limits.parse(JSON.parse(json))]));
  }

  function set(machineId: string, held: Limits, by?: By) {
    const json = JSON.stringify(held);
    return write(async (tx) => {
      const before = await replaced(tx, machineId, json);
      if (before === json) return;
      await appendAudit(tx, {
        ...byWhom(by),
        at: now(),
        action: "limits.set",
        subject: subjectOf("machine", machineId),
        before: before === null ? null : JSON.parse(before),
        after: held,
      });
    });
  }

  /** Stores limits; returns those before them, which nobody else can change meanwhile. */
  async function replaced(tx: Sql, machineId: string, json: string): Promise<string | null> {
    const added = await tx<unknown[]>`
      insert into limits (machine_id, json) values (${machineId}, ${json}) on conflict do nothing returning json`;
    if (added.length > 0) return null;
    const [row] = await tx<{ json: string }[]>`
      select json from limits where machine_id = ${machineId} ${forUpdate(tx, dialect)}`;
    await tx`update limits set json = ${json} where machine_id = ${machineId}`;
    return row?.json ?? null;
  }

  return { all, set };
}
