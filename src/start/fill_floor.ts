import type { History } from "../history/history";
import type { Floor } from "../live/floor";
import type { Machine } from "../model/machine";
import { valuesOf } from "../model/values";

const TREND_MS = 15 * 60_000;
const OPEN_ALARMS = 1_000;

/** Puts machines with their newest values, trends and open alarms on the floor. `now` in epoch milliseconds. */
export async function fillFloor(floor: Floor, history: History, machines: readonly Machine[], now: number) {
  const wanted = new Set(machines.map(({ id }) => id));
  machines.forEach(floor.putMachine);
  const latest = (await history.readings.latest()).filter(({ machine_id }) => wanted.has(machine_id));
  for (const { machine_id, at, mode, metrics } of latest) {
    for (const value of valuesOf({ machine_id, at, mode, metrics }, () => undefined, false))
      floor.putValue(value);
    const main = "power_kw" in metrics ? "power_kw" : (Object.keys(metrics)[0] ?? "power_kw");
    floor.putTrend(machine_id, await history.readings.points(machine_id, main, now - TREND_MS, now));
  }
  const open = await history.alarms.list({
    machineIds: [...wanted],
    states: ["new", "acknowledged"],
    limit: OPEN_ALARMS,
  });
  open.forEach(floor.putAlarm);
}
