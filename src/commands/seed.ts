import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { iso } from "../domain/iso";
import type { Reading } from "../domain/machine/reading";
import { backfill } from "../simulator/backfill";
import { SEED_MACHINES } from "../simulator/seed_machines";
import { andonUrl, answer, type Api } from "./api";

const USAGE = "Usage: bun run seed [--days 10] [--force]   (ANDON_URL says where Andon is)";
const EXIT_USAGE = 64;
const SEED = 7;
const MAX_DAYS = 30;

type Asked = { days: number; force: boolean };
type Seeded = { machines: number; readings: number; faults: number };

/** The arguments of the command line. @throws {Error} with a sentence that names the wrong argument */
export function readArguments(argv: string[]): Asked {
  const { values } = parseArgs({
    args: argv,
    options: { days: { type: "string", default: "10" }, force: { type: "boolean", default: false } },
  });
  const days = Number(values.days);
  if (!(days > 0 && days <= MAX_DAYS))
    throw new Error(`--days ${values.days} is not possible: give a number of at most ${MAX_DAYS}`);
  return { days, force: values.force };
}

/**
 * Registers the demo machines and posts their last days, a reading a minute with a fault now and then, which Andon judges
 * like any other.
 * @param now epoch milliseconds: the past ends here
 * @throws {Error} with a sentence when machines are there and `force` is not set, or Andon does not take the readings
 */
export async function seed(api: Api, { days, force }: Asked, now: number): Promise<Seeded> {
  const known = await answer<{ id: string; name: string }[]>(api, "/api/v1/machines");
  if (known.length > 0 && !force)
    throw new Error(
      `Andon at ${api.url} has ${known.length} machines, ${known[0]?.name} among them: an empty one is filled, ` +
        "or this one with --force",
    );
  const ids = new Map<string, string>();
  for (const { id, ...machine } of SEED_MACHINES) {
    const same = known.find(({ name }) => name === machine.name);
    ids.set(id, (same ?? (await answer<{ id: string }>(api, "/api/v1/machines", machine))).id);
  }
  const record = async (readings: Reading[]) =>
    void (await answer(
      api,
      "/api/v1/readings",
      readings.map(({ machine_id, at, metrics, mode }) => ({
        machine_id: ids.get(machine_id),
        timestamp: iso(at),
        metrics,
        mode,
      })),
    ));
  const past = { seed: SEED, machines: SEED_MACHINES, until: now, days, record, onProgress: showProgress };
  const { readings, faults } = await backfill(past);
  return { machines: ids.size, readings, faults: faults.length };
}

function showProgress(done: number, total: number) {
  if (process.stderr.isTTY) process.stderr.write(`\r${Math.round((100 * done) / total)} % of the past sent`);
}

async function main(argv: string[]) {
  let asked: Asked;
  try {
    asked = readArguments(argv);
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(EXIT_USAGE);
  }
  const api: Api = { url: andonUrl(process.env), fetch, wait: setTimeout };
  const { machines, readings, faults } = await seed(api, asked, Date.now());
  if (process.stderr.isTTY) console.error();
  console.log(`${machines} machines, ${readings} readings and ${faults} faults: ${api.url}`);
}

if (import.meta.main)
  await main(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
