import type { Suppressed } from "../../../domain/alarm/suppressed";
import type { Sql } from "../../db/database";

/**
 * Puts another name in the place of an erased person's: where they suppressed something or ended it, and in the alarms
 * that this holds of.
 * @returns the ids of the open ones
 */
export async function eraseSuppressor(tx: Sql, personId: string, name: string): Promise<string[]> {
  await tx`update suppressions set named = ${name} where named_id = ${personId}`;
  await tx`update suppressions set ended_by = ${name} where ended_by_id = ${personId}`;
  const rows = await tx<{ id: string; state: string; suppressed: string }[]>`
    select id, state, suppressed from alarms where suppressed like ${`%"${personId}"%`}`;
  const open: string[] = [];
  for (const { id, state, suppressed } of rows) {
    const before = JSON.parse(suppressed) as Suppressed;
    if (before.by_id !== personId) continue;
    await tx`update alarms set suppressed = ${JSON.stringify({ ...before, by: name })} where id = ${id}`;
    if (state !== "resolved") open.push(id);
  }
  return open;
}
