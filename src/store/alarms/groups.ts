import { type Grouped, grouped } from "../../alarms/grouping/first_out";
import { downstreamOf, type FedBy, upstreamOf } from "../../alarms/grouping/relation";
import { type Alarm, isOpen } from "../../domain/alarm/alarm";
import { updatedEvent } from "../../domain/alarm/alarm_event";
import type { LoggedEvent } from "../../domain/event";
import type { Context, Sql } from "../db/database";
import { forUpdate } from "../db/dialect";
import { feeding } from "../machines/machine_feeds";
import { findAlarm } from "./alarm_rows";

/** Groups the alarms that open in one transaction. */
export type Groups = {
  /** The alarm with the first-out that it follows; `events` are those of alarms that follow another one now. */
  place(alarm: Alarm): Promise<{ alarm: Alarm; events: LoggedEvent[] }>;
};

const UNGROUPED: Groups = { place: async (alarm) => ({ alarm, events: [] }) };

/**
 * Call it before the first alarm of a transaction is locked. Where any machine feeds another, one transaction at a time
 * groups: of two that come at once by different servers, the second sees the first.
 */
export async function groupsIn(tx: Sql, context: Context): Promise<Groups> {
  const { groupsLock } = context.database.dialect;
  if ((await feeding(tx)).size === 0) return UNGROUPED;
  if (groupsLock) await tx.unsafe(groupsLock);
  const fedBy = await feeding(tx);
  return { place: (alarm) => place(tx, context, alarm, fedBy) };
}

async function place(tx: Sql, context: Context, alarm: Alarm, fedBy: FedBy): ReturnType<Groups["place"]> {
  const { machine_id } = alarm;
  if (machine_id === null || !isOpen(alarm)) return { alarm, events: [] };
  const related = [...upstreamOf(machine_id, fedBy), ...downstreamOf(machine_id, fedBy)];
  if (related.length === 0) return { alarm, events: [] };
  const { follows, moved } = grouped(alarm, await openAlarms(tx, context, [...related, machine_id]), fedBy);
  const placed = follows === null ? alarm : { ...alarm, follows_id: follows };
  const events: LoggedEvent[] = [];
  for (const { id, follows: first } of moved) {
    await tx`update alarms set follows_id = ${first} where id = ${id}`;
    const known = await findAlarm(tx, id);
    if (known) events.push({ ...updatedEvent(known), regrouped: true });
  }
  return { alarm: placed, events };
}

/** The open alarms of these machines, and those that they follow or that follow the same one. */
async function openAlarms(tx: Sql, { database }: Context, machineIds: readonly string[]): Promise<Grouped[]> {
  const rows = await tx<Grouped[]>`
    select id, machine_id, opened_at, follows_id from alarms
    where state <> 'resolved' and state <> 'finding' and machine_id in ${tx([...machineIds])}
    order by key ${forUpdate(tx, database.dialect)}`;
  return rows.map((row) => ({ ...row, opened_at: Number(row.opened_at) }));
}
