import type { Call, CallPlace, Step } from "../../domain/call/call";
import type { Context, Sql } from "../db/database";
import { forUpdate } from "../db/dialect";

const STEPS = ["opened", "accepted", "arrived", "ended"] as const;
type StepName = (typeof STEPS)[number];

type StepColumns = {
  [Name in StepName as `${Name}_at`]: number | null;
} & { [Name in StepName as `${Name}_by` | `${Name}_by_id`]: string | null };

export type CallRow = Pick<
  Call,
  "id" | "type" | "state" | "waiting_since" | "cause" | "note" | "steps" | "updated_at"
> &
  StepColumns & { machine_id: string | null; area_id: string | null };

export function callOfRow(row: CallRow): Call {
  const { id, type, state, waiting_since, cause, note, steps, updated_at, ...rest } = row;
  return {
    ...placeOf(rest),
    ...{ id, type, state, cause, note },
    opened: stepOf(rest, "opened") ?? { at: 0, by: null, by_id: null },
    accepted: stepOf(rest, "accepted"),
    arrived: stepOf(rest, "arrived"),
    ended: stepOf(rest, "ended"),
    waiting_since: Number(waiting_since),
    steps: Number(steps),
    updated_at: Number(updated_at),
  };
}

function placeOf({ machine_id, area_id }: Pick<CallRow, "machine_id" | "area_id">): CallPlace {
  return machine_id === null ? { machine_id, area_id: area_id ?? "" } : { machine_id, area_id: null };
}

function stepOf(row: StepColumns, name: StepName): Step | null {
  const at = row[`${name}_at`];
  return at === null ? null : { at: Number(at), by: row[`${name}_by`], by_id: row[`${name}_by_id`] };
}

/** All columns of a call. */
export function rowOfCall(call: Call): CallRow {
  const { opened, accepted, arrived, ended, ...plain } = call;
  const steps = { opened, accepted, arrived, ended };
  const columns = STEPS.map((name) => [
    [`${name}_at`, steps[name]?.at ?? null],
    [`${name}_by`, steps[name]?.by ?? null],
    [`${name}_by_id`, steps[name]?.by_id ?? null],
  ]);
  return { ...plain, ...(Object.fromEntries(columns.flat()) as StepColumns) };
}

/** A call, locked until the end of the transaction. */
export async function lockCall(tx: Sql, { database }: Context, id: string): Promise<Call | undefined> {
  const [row] = await tx<CallRow[]>`select * from calls where id = ${id} ${forUpdate(tx, database.dialect)}`;
  return row && callOfRow(row);
}

/** The call that waits for this type at this place, if any. */
export async function waitingCall(
  sql: Sql,
  { type, machine_id, area_id }: Pick<Call, "type" | "machine_id" | "area_id">,
): Promise<Call | undefined> {
  const [row] = await sql<CallRow[]>`
    select * from calls where type = ${type} and coalesce(machine_id, '') = ${machine_id ?? ""}
      and coalesce(area_id, '') = ${area_id ?? ""} and ended_at is null`;
  return row && callOfRow(row);
}
