import type { Context, Sql } from "../db/database";
import { lockInboundLease } from "../inbound_lease";
import type { MissedEvent, Unrecordable } from "./event_store";
import { FIRST_BATCH } from "./batch_size";
import { recordSelected } from "./record_external";
import { sentHash } from "./sent_hash";

/** Implements `recordMissed` of the event store. */
export async function recordMissed(
  context: Context,
  events: readonly MissedEvent[],
  since: number,
): Promise<Unrecordable[]> {
  const failed: Unrecordable[] = [];
  const matched = new Map<string, number>();
  let batch = FIRST_BATCH;
  let from = 0;
  while (from < events.length) {
    const together = events.slice(from, from + batch);
    from += together.length;
    const counts = new Map<string, number>();
    const select = async (tx: Sql) => {
      await lockInboundLease(tx, context);
      return missing(together, await recordedElsewhere(tx, context, since), matched, counts);
    };
    const failures = await recordSelected(context, select, (next) => (batch = next));
    for (const [hash, count] of counts) matched.set(hash, count);
    for (const [{ id }, error] of failures) failed.push({ id, error });
  }
  return failed;
}

/** How often each hash was recorded by other servers: what this one has recorded it has not kept. */
async function recordedElsewhere(tx: Sql, { server }: Context, since: number) {
  const rows = await tx<{ source: string; count: number }[]>`
    select source, count(*) as count from events
    where recorded_at >= ${since} and source is not null and server <> ${server} group by source`;
  return new Map(rows.map(({ source, count }) => [source, Number(count)]));
}

/**
 * @param matched how many of each hash earlier chunks have found recorded; @param counts the same after this
 *   one
 */
function missing(
  events: readonly MissedEvent[],
  recorded: ReadonlyMap<string, number>,
  matched: ReadonlyMap<string, number>,
  counts: Map<string, number>,
): MissedEvent[] {
  counts.clear();
  return events.filter(({ event }) => {
    const hash = sentHash(event);
    const count = counts.get(hash) ?? matched.get(hash) ?? 0;
    if (count >= (recorded.get(hash) ?? 0)) return true;
    counts.set(hash, count + 1);
    return false;
  });
}
