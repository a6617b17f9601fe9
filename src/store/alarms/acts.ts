import type { Act, Answered } from "../../alarms/undo";
import { MINUTE_MS } from "../../domain/time_units";
import type { By } from "../../people/actor";
import { byWhom } from "../audit/append";
import type { Context, Sql } from "../db/database";

/** Nobody may take back anything as old as this. */
const KEPT_MS = MINUTE_MS;

type ActRow = { kind: Act["kind"]; at: number; whose: string; before_json: string };

/** Who acts, by what tells one from another: an id where there is one, else the name that was given. */
export function whoseOf(by: By | undefined, named: string | undefined): string {
  const { actor } = byWhom(by);
  return "id" in actor ? `${actor.kind}:${actor.id}` : `name:${named ?? ""}`;
}

/** The last act on an alarm that can still be taken back, if any. */
export async function lastAct(tx: Sql, anomalyId: string): Promise<Act | undefined> {
  const [row] = await tx<ActRow[]>`
    select kind, at, whose, before_json from alarm_acts where anomaly_id = ${anomalyId}`;
  if (!row) return undefined;
  const { kind, at, whose, before_json } = row;
  return { kind, at: Number(at), whose, before: JSON.parse(before_json) as Answered };
}

type Acted = { id: string; act: Act };

/** Remembers the last act on each of these alarms. */
export async function rememberActs(tx: Sql, { database }: Context, acted: readonly Acted[]): Promise<void> {
  if (acted.length === 0) return;
  const rows = acted.map(({ id, act: { before, ...act } }) =>
    database.dialect.row({ anomaly_id: id, ...act, before_json: JSON.stringify(before) }),
  );
  await tx`
    insert into alarm_acts ${tx(rows, "anomaly_id", "kind", "at", "whose", "before_json")}
    on conflict (anomaly_id) do update set
      kind = excluded.kind, at = excluded.at, whose = excluded.whose, before_json = excluded.before_json`;
}

/** Forgets the last act on an alarm: it was taken back, or something else came after it. */
export async function forgetAct(tx: Sql, anomalyId: string): Promise<void> {
  await tx`delete from alarm_acts where anomaly_id = ${anomalyId}`;
}

/** Whether there are acts that nobody may take back any more. */
export async function hasOldActs(read: Sql, now: number): Promise<boolean> {
  const old = await read<unknown[]>`select anomaly_id from alarm_acts where at < ${now - KEPT_MS} limit 1`;
  return old.length > 0;
}

/** Forgets those, but for alarms that somebody answers right now. */
export async function forgetOldActs(tx: Sql, { database }: Context, now: number): Promise<void> {
  const skipLocked = tx.unsafe(database.dialect.forUpdateSkipLocked);
  await tx`
    delete from alarm_acts where anomaly_id in (
      select anomaly_id from alarm_acts where at < ${now - KEPT_MS} ${skipLocked})`;
}
