import { type CallEvent, nextCall } from "../../calls/life";
import { type Call, type CallPlace, isWaiting, type Step } from "../../domain/call/call";
import { callEvent } from "../../domain/call/call_event";
import type { By } from "../../people/actor";
import { appendAudit } from "../audit/append";
import type { Context, Sql } from "../db/database";
import { Conflict } from "../errors";
import { putInOutbox } from "../events/outbox";
import { areaOf } from "./call_area";
import { callEntry, openedEntry } from "./audited_call";
import { type CallRow, callOfRow, lockCall, rowOfCall, waitingCall } from "./call_rows";
import type { CallStore } from "./call_store";

/** A call as it is made. `id` was made where it was pressed, so that pressing and sending twice is one call. */
export type NewCall = CallPlace & { id: string; type: string; opened: Step; note: string | null };

/** Implements `CallStore`. Each step, its event and its audit entry are one transaction. */
export function callStore(context: Context): CallStore {
  const { read, write } = context.database;

  const open = (asked: NewCall, by?: By) => write((tx) => make(tx, context, asked, by));

  async function act(id: string, event: CallEvent, step: Step, by?: By) {
    return write(async (tx) => {
      const before = await lockCall(tx, context, id);
      if (!before) return undefined;
      const next = nextCall(before, event, step);
      if (next.call === undefined) return next;
      if (next.call === before) return next;
      const call = { ...next.call, steps: before.steps + 1 };
      if (isWaiting(call) && (await isTaken(tx, call))) throw new Conflict(TAKEN);
      await tx`update calls set ${tx(context.database.dialect.row(rowOfCall(call)))} where id = ${id}`;
      await record(tx, context, call, event.kind, step);
      await appendAudit(tx, callEntry({ kind: event.kind, before, after: call, step }, by));
      return { call };
    });
  }

  async function find(id: string) {
    const [row] = await read<CallRow[]>`select * from calls where id = ${id}`;
    return row && callOfRow(row);
  }

  async function waiting() {
    const rows = await read<CallRow[]>`select * from calls where ended_at is null order by opened_at, id`;
    return rows.map(callOfRow);
  }

  return { open, act, find, waiting };
}

/** Makes a call, unless it is there already. */
async function make(tx: Sql, context: Context, asked: NewCall, by: By | undefined) {
  const { id: _, type, opened, note, ...place } = asked;
  const told = await lockCall(tx, context, asked.id);
  // A page that was left open has the id of a call that is over: this is another one.
  const isOver = told?.ended !== undefined && told.ended !== null && opened.at > told.ended.at;
  const known = (isOver ? undefined : told) ?? (await waitingCall(tx, asked));
  if (known) return { call: known, isNew: false };
  const id = isOver ? context.newId() : asked.id;
  const times = { waiting_since: opened.at, updated_at: opened.at };
  const steps = { accepted: null, arrived: null, ended: null, steps: 1 };
  const call: Call = { ...place, ...times, ...steps, id, type, opened, state: "open", cause: null, note };
  // Another server was faster: its call is the one.
  if (!(await insert(tx, context, call)))
    return { call: (await waitingCall(tx, asked)) ?? call, isNew: false };
  await record(tx, context, call, "opened", opened);
  await appendAudit(tx, openedEntry(call, context.now(), by));
  return { call, isNew: true };
}

const TAKEN = "There is a call of this type at this place already: see to that one";

async function isTaken(tx: Sql, call: Call): Promise<boolean> {
  const other = await waitingCall(tx, call);
  return other !== undefined && other.id !== call.id;
}

/** @returns whether it was new */
async function insert(tx: Sql, { database }: Context, call: Call): Promise<boolean> {
  const rows = await tx<unknown[]>`
    insert into calls ${tx([database.dialect.row(rowOfCall(call))])} on conflict do nothing returning id`;
  return rows.length > 0;
}

/** Keeps a step, and tells it. */
async function record(tx: Sql, context: Context, call: Call, kind: string, { at, by, by_id }: Step) {
  const row = { call_id: call.id, n: call.steps, kind, type: call.type, at, by, by_id };
  await tx`insert into call_steps ${tx([context.database.dialect.row(row)])}`;
  await putInOutbox(tx, context, [callEvent(call, await areaOf(tx, call), { at, by, by_id })]);
}
