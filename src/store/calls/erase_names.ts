import { callEvent } from "../../domain/call/call_event";
import type { Context, Transaction } from "../db/database";
import { putInOutbox } from "../events/outbox";
import { areaOf } from "./call_area";
import { type CallRow, callOfRow } from "./call_rows";

const STEPS = ["opened", "accepted", "arrived", "ended"] as const;

/** Puts another name in the place of an erased person's. Calls that wait are told anew, so that no page goes on showing it. */
export async function eraseCaller(
  tx: Transaction,
  context: Context,
  personId: string,
  name: string,
  at: number,
) {
  const shown = await tx<CallRow[]>`
    update calls set steps = steps + 1 where ended_at is null
      and (opened_by_id = ${personId} or accepted_by_id = ${personId} or arrived_by_id = ${personId})
    returning *`;
  for (const step of STEPS)
    await tx`update calls set ${tx(`${step}_by`)} = ${name} where ${tx(`${step}_by_id`)} = ${personId}`;
  await tx`update call_steps set ${tx("by")} = ${name} where by_id = ${personId}`;
  for (const { id } of shown) {
    const [row] = await tx<CallRow[]>`select * from calls where id = ${id}`;
    if (!row) continue;
    const call = callOfRow(row);
    await putInOutbox(tx, context, [callEvent(call, await areaOf(tx, call), { at, by: null, by_id: null })]);
  }
}
