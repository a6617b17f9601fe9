import { raisedAnew } from "../../../alarms/suppression/phase";
import type { Alarm } from "../../../domain/alarm/alarm";
import type { Context, Sql } from "../../db/database";
import { suppressionOf } from "./suppression_of";

/**
 * An alarm that has got worse, suppressed as before as long as something covers it. One that is about something else by
 * now, such as another metric of its machine, is new: nobody has put that aside.
 */
export async function unlessOutgrown(tx: Sql, context: Context, alarm: Alarm): Promise<Alarm> {
  if (alarm.suppressed === undefined) return alarm;
  const { suppressed: _, ...bare } = alarm;
  const suppressed = await suppressionOf(tx, bare, context.now());
  return suppressed ? { ...bare, suppressed } : raisedAnew(bare);
}
