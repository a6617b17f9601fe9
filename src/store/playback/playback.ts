import type { Alarm } from "../../domain/alarm/alarm";
import type { Reading } from "../../domain/machine/reading";
import type { AlarmChange } from "../alarms/alarm_timeline";
import type { Context } from "../db/database";
import { createQueue } from "../../async/queue";
import { pastAlarms } from "./past_alarms";
import { pastReadings } from "./past_readings";
import type { LatestReading } from "../readings/reading_store";

/** A machine as it was: the newest value of each metric, and its minutes before, oldest first, each as its means. */
export type PastMachine = LatestReading & { minutes: Reading[] };

/** What happened after `from`, up to and with `to`. No machine named: all of them. */
export type Stretch = { from: number; to: number; machineIds: readonly string[] };

/** The past as it was, for playing it again. Times in epoch milliseconds; a moment counts to the time before it. */
export type Playback = {
  /** The first instant of which anything is kept; undefined when nothing is. */
  begins(): Promise<number | undefined>;
  /** How these machines (none named: all) were, from their readings, or from minutes where those are gone. */
  machinesAt(at: number, machineIds: readonly string[]): Promise<PastMachine[]>;
  /** Readings, oldest first: of one machine at most a few, the newest, in each step. Where they are gone, the means of minutes. */
  readings(stretch: Stretch & { stepMs: number }): Promise<Reading[]>;
  /** Alarms as they stood then, newest first: at most 200 open ones, filled up with the newest others to `fill`. */
  alarmsAt(at: number, fill: number, machineIds: readonly string[]): Promise<Alarm[]>;
  /** Changes of the alarms that opened in the stretch and of those that were `open` before, in their order. */
  changes(stretch: Stretch & { open: readonly string[] }): Promise<AlarmChange[]>;
  /** When the nearest alarm before or after this moment opened. */
  alarmBeside(
    at: number,
    side: "before" | "after",
    machineIds: readonly string[],
  ): Promise<number | undefined>;
};

/** Questions about how it was. However many ask at once, they take turns, a few machines each: live goes on in between. */
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
