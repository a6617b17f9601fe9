import type { Actor } from "../../people/actor";
import { isNoteDue } from "../../people/session";
import type { Context } from "../db/database";
import { hashOf } from "./secrets";

/** The screens that are paired. */
export type DeviceStore = {
  /** Which screen holds a secret; undefined when it is unknown or was taken out. */
  find(secret: string): Promise<(Actor & { kind: "device" }) | undefined>;
};

type Found = { id: string; name: string; may_act: number; seen_at: number | null };

/** Implements `DeviceStore`. */
export function deviceStore({ database, now }: Context): DeviceStore {
  const { lookup, writeUnqueued } = database;

  async function find(secret: string) {
    const [row] = await lookup<Found[]>`
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

  return { find };
}
