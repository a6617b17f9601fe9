import type { Alarm } from "../../domain/alarm/alarm";
import type { Sql } from "../db/database";

const ACTIVE = ["new", "acknowledged"] as const;
/** Implausible values have an alarm of their own, beside that of the machine. */
const PLAUSIBILITY = "plausibility";

/**
 * Whether an alarm that would stand again has a successor: the monitor has one alarm a machine, and goes on with the
 * newest.
 */
export async function anotherStands(tx: Sql, before: Alarm, after: Alarm): Promise<boolean> {
  const isBack = before.state === "resolved" && ACTIVE.some((state) => state === after.state);
  if (!isBack || after.origin !== "live" || after.machine_id === null) return false;
  const rows = await tx<{ detection_method: string | null }[]>`
    select detection_method from alarms where machine_id = ${after.machine_id} and origin = 'live'
      and state in ${tx([...ACTIVE])} and id <> ${after.id}`;
  const isOfValues = ({ detection_method }: Pick<Alarm, "detection_method">) =>
    detection_method === PLAUSIBILITY;
  return rows.some((row) => isOfValues(row) === isOfValues(after));
}
