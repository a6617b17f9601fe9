import type { ActivationRow } from "../../../alarms/performance/activation";
import { yieldToLoop } from "../../../async/yield";
import type { Context, Sql } from "../../db/database";
import type { AlarmStore } from "../alarm_store";

/** Rows read between two yields to the loop, which SQLite holds up meanwhile; PostgreSQL answers from beside it. */
const PAGE_ROWS = 4000;
const PAGE_ROWS_BESIDE = 20_000;

type KeyedRow = [...ActivationRow, number];

/** The times at which alarms called, as narrow rows: a year of them is read at once. */
export function activationStore({ database: { read, dialect } }: Context): Pick<AlarmStore, "activations"> {
  const pageRows = dialect.shared ? PAGE_ROWS_BESIDE : PAGE_ROWS;
  return {
    async activations(from, to) {
      const found = await standingAt(read, from);
      let last = { at: from - 1, key: 0 };
      for (;;) {
        const page: KeyedRow[] = await read`
          select ${columns(read)}, key from alarm_activations
          where (at, key) > (${last.at}, ${last.key}) and at >= ${from} and at < ${to}
          order by at, key limit ${pageRows}`.values();
        const end = page.at(-1);
        if (end) last = { at: Number(end[0]), key: end[9] };
        for (const [at, endedAt, kind, acknowledgedAt, ...of] of page) {
          const [machineId, metric, type, priority, suppressed] = of;
          found.push([at, endedAt, kind, acknowledgedAt, machineId, metric, type, priority, suppressed]);
        }
        if (page.length < pageRows) return found;
        await yieldToLoop();
      }
    },
  };
}

/** Those that called before, and had not ended then. */
async function standingAt(read: Sql, at: number): Promise<ActivationRow[]> {
  const standing: ActivationRow[] = await read`
    select ${columns(read)} from alarm_activations where at < ${at} and ended_at is null
    union all
    select ${columns(read)} from alarm_activations where at < ${at} and ended_at >= ${at}
    order by 1`.values();
  return standing;
}

const columns = (sql: Sql) =>
  sql`at, ended_at, end_kind, acknowledged_at, machine_id, metric, anomaly_type, priority, suppressed`;
