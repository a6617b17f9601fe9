import { parseArgs } from "node:util";
import { type Config, readConfig } from "../config";
import { createMonitor } from "../detection/monitor/monitor";
import type { NewSuppression } from "../alarms/suppression/suppression";
import { subjectOf } from "../domain/audit/actions";
import { hideInReasons, reasonOf } from "../domain/reason";
import type { By } from "../people/actor";
import { backfill } from "../simulator/backfill";
import { DEMO_PLANT } from "../simulator/demo_plant";
import { knownMachines } from "../store/machines/known_machines";
import { openStore } from "../store/open";
import { englishCauses } from "../words/cause_text";

const USAGE =
  "Usage: bun run seed [--days N] [--add]   (DATABASE_URL says where; --add also where there are readings)";
const SEED = 20_261_123;
const LEASE_MS = 600_000;

const BY: By = { actor: { kind: "system", name: "seed" }, address: null };

type Asked = { days: number; add: boolean };

/** @throws {Error} with a sentence that names the wrong argument */
export function readArguments(argv: string[]): Asked {
  const { values } = parseArgs({
    args: argv,
    options: { days: { type: "string", default: "7" }, add: { type: "boolean", default: false } },
  });
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > 365)
    throw new Error(`--days: expected a whole number from 1 to 365, got ${JSON.stringify(values.days)}`);
  return { days, add: values.add };
}

/**
 * Fills a database with the demo machines and days of their past, already learned, so that nothing of it is judged.
 *
 * @returns the number of readings stored
 * @throws {Error} when the database has readings and `add` is not set
 */
async function seed({ databaseUrl: url, plant }: Config, { days, add }: Asked): Promise<number> {
  const wordCause = englishCauses(plant.timezone);
  const store = await openStore({ url, now: Date.now, newId: () => Bun.randomUUIDv7(), wordCause });
  try {
    const count = await store.readings.count();
    if (count > 0 && !add)
      throw new Error(`The database has ${count} readings already: name an empty one, or add --add`);
    const machines = await knownMachines(store, DEMO_PLANT);
    const byId = new Map(machines.map((machine) => [machine.id, machine]));
    const monitor = createMonitor({
      machine: (id) => byId.get(id),
      open: [],
      states: await store.states.load(),
      newId: () => Bun.randomUUIDv7(),
    });
    const { readings } = await backfill({
      seed: SEED,
      days,
      machines,
      until: Date.now(),
      async record(batch) {
        await store.readings.record(batch);
        monitor.learn(batch);
      },
    });
    await store.lease.take(LEASE_MS);
    await store.judged.save({
      findings: [],
      states: monitor.snapshot(),
      positions: await store.readings.newest(),
    });
    await store.lease.release();
    await store.audit.record({
      ...BY,
      action: "readings.import",
      subject: subjectOf("readings", "seed"),
      before: null,
      after: { readings, days },
    });
    if (count === 0) await store.suppressions.add(sundayMaintenance(machines[0]?.id, plant.timezone), BY);
    return readings;
  } finally {
    await store.close();
  }
}

/** A time in which a machine calls nobody, so that there is one to look at. */
const sundayMaintenance = (machine_id = "", timezone: string): NewSuppression => ({
  ...{ kind: "maintenance", machine_id, area_id: null, metric: null, anomaly_type: null },
  ...{ begins_at: Date.now(), until: null, weekly: { days: ["sun"], from: "02:00", to: "04:00" }, timezone },
  ...{ reason: "Weekly service", by: "seed", by_id: null },
});

async function main(argv: string[]): Promise<number> {
  try {
    const asked = readArguments(argv);
    const config = readConfig(process.env);
    hideInReasons(config.redact);
    const readings = await seed(config, asked);
    console.log(`${readings} readings of ${asked.days} days stored in ${config.redact(config.databaseUrl)}`);
    return 0;
  } catch (error) {
    console.error(`${reasonOf(error)}\n${USAGE}`);
    return 1;
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
