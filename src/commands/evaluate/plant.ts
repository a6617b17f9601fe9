import { parseArgs } from "node:util";
import { addResults, watchMachine, type WatchedResult } from "../../detection/evaluation/plant";
import type { Reading } from "../../domain/machine/reading";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time_units";
import { drawFault, type Fault } from "../../simulator/faults";
import { createPlant, type Plant } from "../../simulator/plant";
import { createRandom } from "../../simulator/random";
import { SEED_MACHINES, type SeedMachine } from "../../simulator/seed_machines";

const USAGE = "Usage: bun run evaluate plant [--days N] [--runs N] [--json]";
const PAST_DAYS = 30;
const FIRST_START = Date.UTC(2026, 10, 27, 21, 2);
/** Runs begin at other hours of other months, so that shifts, weekends and seasons differ. */
const BETWEEN_RUNS_MS = 31 * DAY_MS + 37 * HOUR_MS;
/** In half of the time each machine is left alone, in the other half it has a fault every four hours. */
const FAULT_EVERY_MS = 4 * HOUR_MS;

export type PlantRun = { run: number; days: number; withFaults: boolean; machines?: readonly SeedMachine[] };

/** Learns thirty days of each demo machine, a reading a minute, and judges days at its own interval. */
export function watchPlant({ run, days, withFaults, machines = SEED_MACHINES }: PlantRun): WatchedResult[] {
  const start = FIRST_START + run * BETWEEN_RUNS_MS;
  return machines.map((machine) => {
    const past = createPlant({ seed: 2 * run + 1, faultsPerDay: 0 });
    const plant = createPlant({ seed: 2 * run + 2, faultsPerDay: 0 });
    const faults = withFaults ? faultsOf(plant, machine.id, { run, start, days }) : [];
    faults.forEach(plant.inject);
    const step = machine.data_interval_seconds * SECOND_MS;
    return watchMachine({
      name: machine.name,
      past: daysOf(past, machine.id, start - PAST_DAYS * DAY_MS),
      live: readingsOf(plant, machine.id, { from: start, until: start + days * DAY_MS, step }),
      faults,
    });
  });
}

function faultsOf(
  plant: Plant,
  id: string,
  { run, start, days }: { run: number; start: number; days: number },
): Fault[] {
  const kinds = plant.kinds(id);
  const random = createRandom(run + 1);
  const faults: Fault[] = [];
  const end = start + days * DAY_MS - 2 * HOUR_MS;
  for (let at = start + 2 * HOUR_MS; kinds.length > 0 && at < end; at += FAULT_EVERY_MS)
    faults.push(drawFault(id, kinds, at + random.uniform(0, 1.5 * HOUR_MS), random));
  return faults;
}

function* daysOf(plant: Plant, id: string, from: number): Generator<Reading[]> {
  for (let day = 0; day < PAST_DAYS; day++) {
    const begun = from + day * DAY_MS;
    yield [...readingsOf(plant, id, { from: begun, until: begun + DAY_MS, step: MINUTE_MS })];
  }
}

function* readingsOf(
  plant: Plant,
  id: string,
  { from, until, step }: { from: number; until: number; step: number },
): Generator<Reading> {
  for (let at = from; at < until; at += step) yield plant.next(id, at);
}

/** The results as a table for people, a machine a row. */
function toTable(alone: readonly WatchedResult[], faulty: readonly WatchedResult[]): string {
  const lines = alone.map(({ name, days, false_alarms }, i) => {
    const { faults = 0, found = 0 } = faulty[i] ?? {};
    const rate = (false_alarms / Math.max(days, 1e-9)).toFixed(3);
    return [
      name.padEnd(20),
      days.toFixed(0),
      false_alarms,
      rate,
      faults > 0 ? `${found}/${faults}` : "–",
    ].join("  ");
  });
  return ["machine               days  false alarms  a machine-day  faults found", ...lines].join("\n");
}

/** Measures on the simulated plant. @throws {Error} with a sentence that names the wrong argument */
export function evaluatePlant(argv: string[]): string {
  const { values } = parseArgs({
    args: argv,
    options: {
      days: { type: "string", default: "8" },
      runs: { type: "string", default: "3" },
      json: { type: "boolean", default: false },
    },
  });
  const [days, runs] = [values.days, values.runs].map(Number) as [number, number];
  for (const [name, number] of Object.entries({ days, runs }))
    if (!Number.isInteger(number) || number < 1 || number > 100)
      throw new Error(`--${name}: expected a whole number from 1 to 100\n${USAGE}`);
  const all = (withFaults: boolean, length: number) =>
    addResults(
      Array.from({ length: runs }, (_, run) => watchPlant({ run, days: length, withFaults })).flat(),
    );
  const [alone, faulty] = [all(false, days), all(true, 1)];
  return values.json ? JSON.stringify({ alone, faulty }) : toTable(alone, faulty);
}
