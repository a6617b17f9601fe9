import type { Alarm } from "../../domain/alarm/alarm";
import type { Reading } from "../../domain/machine/reading";
import type { AlarmChange } from "../alarms/alarm_timeline";
import type { Context } from "../db/database";
import { createQueue } from "../../async/queue";
import { pastAlarms } from "./past_alarms";
import { pastReadings } from "./past_readings";
import type { LatestReading } from "../readings/reading_store";

/** A machine at a moment: the newest value of each metric, and the minutes before as means, oldest first. */
export type PastMachine = LatestReading & { minutes: Reading[] };

/** The period (from, to]. No machine named means all of them. */
export type Stretch = { from: number; to: number; machineIds: readonly string[] };

/** The past for playback. Times in epoch milliseconds; periods are (from, to]. */
export type Playback = {
  /** The first instant of which anything is kept; undefined when nothing is. */
  begins(): Promise<number | undefined>;
  /** These machines (none named: all) at a moment, from raw readings or else from one-minute roll-ups. */
  machinesAt(at: number, machineIds: readonly string[]): Promise<PastMachine[]>;
  /**
   * Readings, oldest first: the newest few of each machine in each step; one-minute means where raw readings
   * are gone.
   */
  readings(stretch: Stretch & { stepMs: number }): Promise<Reading[]>;
  /**
   * Alarms as they stood then, newest first: at most 200 open ones, filled up with the newest resolved to
   * `fill`.
   */
  alarmsAt(at: number, fill: number, machineIds: readonly string[]): Promise<Alarm[]>;
  /**
   * Changes of the alarms that opened in the stretch and of those that were `open` before, in their order.
   */
  changes(stretch: Stretch & { open: readonly string[] }): Promise<AlarmChange[]>;
  /** When the nearest alarm before or after this moment opened. */
  alarmBeside(
    at: number,
    side: "before" | "after",
    machineIds: readonly string[],
  ): Promise<number | undefined>;
};

/**
 * Implements `Playback`. Concurrent questions take turns, a few machines each, so that live traffic gets
 * between.
 */
export function playbackStore(context: Context): Playback {
  const { read } = context.database;
  const inTurn = createQueue();

  async function begins() {
    const rows = await inTurn(
      () => read<{ at: number | null }[]>`
        select min(opened_at) as at from alarms
        union all select (select min(at) from readings where machine_key = machines.key) from machines
        union all select (select min(at) from rollups where machine_key = machines.key and span = 60) from machines`,
    );
    const known = rows.flatMap(({ at }) => (at === null ? [] : Number(at)));
    return known.length === 0 ? undefined : Math.min(...known);
  }

  return { begins, ...pastReadings(context, inTurn), ...pastAlarms(context, inTurn) };
}
