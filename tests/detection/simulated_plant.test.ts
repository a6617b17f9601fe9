import { expect, test } from "bun:test";
import { freshMonitor } from "./fresh_monitor";
import { createRandom } from "../../src/simulator/random";
import { SEED_MACHINES } from "../../src/simulator/seed_machines";
import { drawFault, type Fault } from "../../src/simulator/faults";
import { createPlant } from "../../src/simulator/plant";

const SEED = 7;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PAST_DAYS = 21;
const NOW = Date.UTC(2026, 10, 23, 13);

/** A monitor that has learned three weeks of the machine, a reading a minute, as the back-fill does. */
function learned(id: string) {
  const plant = createPlant({ seed: SEED, faultsPerDay: 0 });
  const monitor = freshMonitor();
  for (let at = NOW - PAST_DAYS * DAY_MS; at < NOW; at += DAY_MS)
    monitor.learn(Array.from({ length: 1440 }, (_, minute) => plant.next(id, at + minute * MINUTE_MS)));
  return monitor;
}

/** A day at the machine's own interval, a fault every four hours: the faults, and the spans of the alarms. */
function dayOf({ id, data_interval_seconds }: { id: string; data_interval_seconds: number }) {
  const plant = createPlant({ seed: SEED + 1, faultsPerDay: 0 });
  const random = createRandom(SEED + 2);
  const kinds = plant.kinds(id);
  const faults: Fault[] = [];
  for (let at = NOW + 2 * HOUR_MS; kinds.length > 0 && at < NOW + DAY_MS - 2 * HOUR_MS; at += 4 * HOUR_MS)
    faults.push(drawFault(id, kinds, at + random.uniform(0, 1.5 * HOUR_MS), random));
  faults.forEach(plant.inject);
  const monitor = learned(id);
  const alarms: { from: number; to: number }[] = [];
  for (let at = NOW; at < NOW + DAY_MS; at += data_interval_seconds * 1000)
    for (const finding of monitor.observe([plant.next(id, at)])) {
      if (finding.kind === "opened") alarms.push({ from: at, to: Infinity });
      if (finding.kind === "cleared") alarms.at(-1)!.to = at;
    }
  return { faults, alarms };
}

const slow = SEED_MACHINES.filter(({ data_interval_seconds }) => data_interval_seconds >= 10);

test("on the simulated plant nearly every fault is found, hardly anything else, and no alarm chatters", () => {
  let [faults, found, wrong, chatter] = [0, 0, 0, 0];
  for (const machine of slow) {
    const day = dayOf(machine);
    faults += day.faults.length;
    found += day.faults.filter(({ from, to }) =>
      day.alarms.some((alarm) => alarm.from < to && alarm.to >= from),
    ).length;
    wrong += day.alarms.filter(
      (alarm) => !day.faults.some(({ from, to }) => alarm.from < to + 10 * MINUTE_MS && alarm.to >= from),
    ).length;
    chatter += day.alarms.filter(
      ({ from }) =>
        day.alarms.filter((other) => other.to >= from && other.to < from + 10 * MINUTE_MS).length > 2,
    ).length;
  }
  expect(faults).toBeGreaterThan(20);
  expect(found / faults).toBeGreaterThanOrEqual(0.95);
  expect(wrong).toBe(0);
  expect(chatter).toBe(0);
}, 60_000);
