import type { AcknowledgedFor } from "../../domain/alarm/answer";
import { acknowledgedFor as inForce, readSiteValue } from "../../domain/site/settings";
import type { Sql } from "../db/database";

/** How long an acknowledgement holds now, as people have set it. */
export async function acknowledgedFor(sql: Sql): Promise<AcknowledgedFor> {
  const [row] = await sql<{ json: string }[]>`
    select json from site_settings where name = 'acknowledged_hours'`;
  return inForce(row ? readSiteValue("acknowledged_hours", row.json).acknowledged_hours : undefined);
}
