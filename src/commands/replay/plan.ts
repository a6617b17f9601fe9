import type { SentReading } from "../../domain/machine/reading";
import type { ReplayTable } from "./table";

/** A reading, its line in the file, and the moment at which it is sent (epoch milliseconds). */
export type Due = { due: number; line: number; reading: SentReading & { timestamp: string } };

export type ReplayPlan = {
  machineId: string;
  /** Factor of real time. */
  speed: number;
  keepTimes: boolean;
  /** Start of the replay, epoch milliseconds. */
  start: number;
};

/**
 * Plans when each row is sent, and with which stamp. Rows follow each other `speed` times faster than
 * recorded. Stamps keep their spacing but end with the replay: with speed 60, an hour is sent in a minute and
 * stamped as the hour that ends when the minute does. So no stamp is ever in the future.
 */
export function planReplay(rows: ReplayTable["rows"], plan: ReplayPlan): Due[] {
  const first = rows[0]?.at ?? 0;
  const last = rows.at(-1)?.at ?? 0;
  const end = plan.start + (last - first) / plan.speed;
  const moved = plan.keepTimes ? 0 : Math.floor(end) - last;
  return rows.map(({ at, line, metrics, mode }) => ({
    line,
    due: plan.start + (at - first) / plan.speed,
    reading: {
      machine_id: plan.machineId,
      timestamp: new Date(at + moved).toISOString(),
      metrics,
      ...(mode === null ? {} : { mode }),
    },
  }));
}
