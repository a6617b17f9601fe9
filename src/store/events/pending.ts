import type { RecordedEvent } from "../../domain/event";
import type { Context } from "../db/database";
import type { EventStore } from "./event_store";

/** An event unannounced for so long belongs to a server that has died. */
const LEFT_AFTER_MS = 5_000;
const LOOK_EVERY_MS = 1_000;

/**
 * Each server announces its own events; older ones of other servers, in case its own follow from them (an
 * alarm precedes its acknowledgement); and those that a dead server has left. The log drops repeats by
 * event_id.
 */
export function pendingEvents(context: Context): EventStore["pending"] {
  const { database, server } = context;
  const { read, dialect } = database;
  const leftBelow = leftByOthers(context);

  return async (limit) => {
    const left = dialect.shared ? await leftBelow() : 0;
    const own = read`
      and (key <= (select max(key) from events where cursor is null and server = ${server}) or key <= ${left})`;
    const rows = await read<{ json: string }[]>`
      select json from events where cursor is null ${dialect.shared ? own : read``} order by key limit ${limit}`;
    return rows.map(({ json }) => JSON.parse(json) as RecordedEvent);
  };
}

/**
 * The key up to which every event was there five seconds ago: what still waits there has been left. Known by
 * this server's own looks, because the stamps of events are of other servers' clocks, which may be hours
 * away.
 */
function leftByOthers({ database: { read }, now }: Pick<Context, "database" | "now">) {
  let left = 0;
  let looks: { key: number; at: number }[] = [];

  return async (): Promise<number> => {
    const at = now();
    const last = looks.at(-1)?.at ?? -Infinity;
    // A clock that was put back begins anew.
    if (last > at) looks = [];
    if (at - last >= LOOK_EVERY_MS || last > at) {
      const [row] = await read<{ key: number | null }[]>`select max(key) as key from events`;
      looks.push({ key: Number(row?.key ?? 0), at });
    }
    while (looks[0] && at - looks[0].at >= LEFT_AFTER_MS) left = looks.shift()!.key;
    return left;
  };
}
