import { type Alarm, isOpen } from "../../domain/alarm/alarm";
import { alarmOfEvent } from "../../domain/alarm/alarm_event";
import type { HistoryView, Speed } from "../../domain/history_view";
import type { Reading } from "../../domain/machine/reading";
import type { AlarmChange } from "../../store/alarms/alarm_timeline";
import type { Past } from "./past_plant_state";
import { lastMoment, REPLAY_TICK_MS } from "./progress";

/** So much is read at once, in time of the wall clock, and again when less than this is left. */
const READ_AHEAD_MS = 5_000;

/** Everything that is read and not yet played, oldest first. */
type Ahead = { to: number; readings: Reading[]; changes: AlarmChange[] };

/** Reads the past before it is needed. Moments in epoch milliseconds. */
export type ReadAhead = {
  /** Starts anew from a moment. @param open the alarms that were open then */
  begin(at: number, open: readonly Pick<Alarm, "id">[]): Promise<void>;
  /** Resolves when everything up to a moment has been read; rejects when it is needed now and cannot be. */
  reach(moment: number): Promise<void>;
  /** Takes out everything that happened up to a moment. */
  take(moment: number): Pick<Ahead, "readings" | "changes">;
};

type ReadAheadDeps = {
  past: Pick<Past, "readings" | "changes">;
  now(): number;
  /** Called when reading has failed that is not needed yet: it is tried again. */
  onTrouble(error: unknown): void;
};

export function createReadAhead(
  { past, now, onTrouble }: ReadAheadDeps,
  { speed, machineIds }: Pick<HistoryView, "machineIds"> & { speed: Speed },
): ReadAhead {
  const lengthMs = READ_AHEAD_MS * speed;
  /** Of one machine's readings in each tick one is enough. */
  const stepMs = REPLAY_TICK_MS * speed;
  const end = () => lastMoment(now());
  let ahead: Ahead = { to: 0, readings: [], changes: [] };
  let open = new Set<string>();
  let reading: Promise<void> | undefined;

  async function readOn() {
    const period = { from: ahead.to, to: Math.min(ahead.to + lengthMs, end()), machineIds };
    if (period.to <= period.from) return;
    const known = [...open, ...ahead.changes.map(({ event }) => alarmOfEvent(event).id)];
    const [readings, changes] = await Promise.all([
      past.readings({ ...period, stepMs }),
      past.changes({ ...period, open: known }),
    ]);
    ahead = {
      to: period.to,
      readings: [...ahead.readings, ...readings],
      changes: [...ahead.changes, ...changes],
    };
  }

  return {
    async begin(at, openThen) {
      ahead = { to: at, readings: [], changes: [] };
      open = new Set(openThen.map(({ id }) => id));
      await readOn();
    },
    async reach(moment) {
      const isNear = ahead.to - moment < lengthMs && ahead.to < end();
      if (isNear) reading ??= readOn().finally(() => (reading = undefined));
      if (ahead.to >= moment) return void reading?.catch(onTrouble);
      await reading;
      if (ahead.to < moment) await readOn();
    },
    take(moment) {
      const readings = ahead.readings.splice(0, countUntil(ahead.readings, moment));
      const changes = ahead.changes.splice(0, countUntil(ahead.changes, moment));
      for (const { event } of changes) {
        const alarm = alarmOfEvent(event);
        if (isOpen(alarm)) open.add(alarm.id);
        else open.delete(alarm.id);
      }
      return { readings, changes };
    },
  };
}

/** The number of these, oldest first, that happened up to a moment. */
function countUntil(ahead: readonly { at: number }[], moment: number): number {
  const first = ahead.findIndex(({ at }) => at > moment);
  return first < 0 ? ahead.length : first;
}
