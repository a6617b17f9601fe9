import type { Actor, By } from "../../people/actor";
import { isNoteDue } from "../../people/session";
import { subjectOf } from "../../domain/audit/actions";
import { appendAudit, byWhom } from "../audit/append";
import type { Context } from "../db/database";
import { type Device, deviceOf, type DeviceRow } from "./device_row";
import { hashOf } from "./secrets";

/** The screens that are paired. */
export type DeviceStore = {
  /** Newest first. */
  list(): Promise<Device[]>;
  /** Undefined when there is none. */
  get(id: string): Promise<Device | undefined>;
  /** Which screen holds a secret; undefined when it is unknown or was taken out. */
  find(secret: string): Promise<(Actor & { kind: "device" }) | undefined>;
  /** Takes a screen off the list: what it holds is worth nothing from now on. @returns whether there was one */
  revoke(id: string, by?: By): Promise<boolean>;
};

/** Implements `DeviceStore`. */
export function deviceStore({ database, now }: Context): DeviceStore {
  const { read, lookup, write, writeUnqueued } = database;

  async function list() {
    const rows = await read<DeviceRow[]>`
      select id, name, page, area, may_act, created_at, created_by, seen_at
      from devices order by created_at desc, id`;
    return rows.map(deviceOf);
  }

  async function get(id: string) {
    const [row] = await read<DeviceRow[]>`
      select id, name, page, area, may_act, created_at, created_by, seen_at from devices where id = ${id}`;
    return row && deviceOf(row);
  }

  async function find(secret: string) {
    const [row] = await lookup<Pick<DeviceRow, "id" | "name" | "may_act" | "seen_at">[]>`
      select id, name, may_act, seen_at from devices where hash = ${hashOf(secret)}`;
    if (!row) return undefined;
    const at = now();
    if (isNoteDue(row.seen_at === null ? null : Number(row.seen_at), at)) noteSeen(row.id, at);
    return { kind: "device", id: row.id, name: row.name, mayAct: Number(row.may_act) === 1 } as const;
  }

  /** Nobody waits for it, as with sessions. */
  function noteSeen(id: string, at: number) {
    writeUnqueued((sql) => sql`update devices set seen_at = ${at} where id = ${id}`).catch(() => {});
  }

  function revoke(id: string, by?: By) {
    return write(async (tx) => {
      const [gone] = await tx<DeviceRow[]>`
        delete from devices where id = ${id} returning id, name, page, area, may_act, created_at, created_by, seen_at`;
      if (!gone) return false;
      const { name, page, area, may_act } = deviceOf(gone);
      const entry = { action: "device.revoke", subject: subjectOf("device", id), after: null } as const;
      await appendAudit(tx, { ...byWhom(by), at: now(), ...entry, before: { name, page, area, may_act } });
      return true;
    });
  }

  return { list, get, find, revoke };
}
