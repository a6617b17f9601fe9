import type { AnomalyUpdated } from "../../domain/event";
import type { Alarm, Finding } from "../../domain/alarm/alarm";
import type { Sql } from "../db/database";

/** The newest events of an alarm that are looked through: between two saves of a state there are fewer. */
const EVENTS = 200;

/**
 * Whether the log of an alarm tells already that this made it new again. After a kill judging goes on from an
 * older state and finds the same in the same readings; what somebody has answered since stays answered.
 */
export async function isRepeated(
  tx: Sql,
  { id }: Pick<Alarm, "id">,
  { at, metric }: Pick<Extract<Finding, { kind: "worsened" }>, "at" | "metric">,
): Promise<boolean> {
  const rows = await tx<{ json: string }[]>`
    select json from events where anomaly_id = ${id} order by key desc limit ${EVENTS}`;
  return rows.some(({ json }) => {
    const event = JSON.parse(json) as Pick<AnomalyUpdated, "timestamp" | "metric" | "raised">;
    return event.raised === true && Date.parse(event.timestamp) === at && event.metric === metric;
  });
}
