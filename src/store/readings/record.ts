import { type Position, positionAt } from "../../domain/machine/position";
import type { Reading } from "../../domain/machine/reading";
import { type Database, inChunks, type Sql } from "../db/database";
import { forUpdate } from "../db/dialect";
import type { MachineKeys } from "../machines/machine_keys";
import type { ReadingStore, Recorded, StoredReading } from "./reading_store";
import { countReadings, insertReadings, type PlacedBatch } from "./insert_readings";
import { type ReadingRow, valuesOfRow } from "./reading_rows";
import { type Newest, placeInSteps, type Values } from "./storing_order";
import { inSteps, pauseAfter } from "../../async/steps";
import { yieldToLoop } from "../../async/yield";

/** Readings sorted between two yields to the loop. */
const YIELD_EVERY_READINGS = 2000;
/** Characters of stored values that are parsed between two yields. */
const YIELD_EVERY_CHARACTERS = 256 * 1024;

type MachineBatch = { id: string; key: number; readings: Reading[] };

/** Records readings and knows the newest of each machine. */
export type Recorder = Pick<ReadingStore, "record" | "newest" | "newestStamps">;

/**
 * Records readings. Only readings no newer than their machine's newest can be stored already: these are read
 * and merged. Their minutes are marked stale in the same transaction, so roll-ups follow from stored readings
 * even after a crash.
 */
export async function recorder(database: Database, keyOf: MachineKeys): Promise<Recorder> {
  const newest = await newestByMachine(database.read);

  async function record(readings: Reading[]): Promise<Recorded> {
    const before = new Map<string, Position>();
    if (readings.length === 0) return { before, stored: [] };
    const machines = await byMachine(readings, keyOf);
    const placed = await database.write(
      async (tx) => {
        const until = database.dialect.shared ? await holdMachines(tx, database, machines) : newest;
        const batches: PlacedBatch[] = [];
        for (const machine of machines) {
          const newestBefore = until.get(machine.id);
          if (newestBefore) before.set(machine.id, positionOf(newestBefore));
          batches.push(await placeBatch(tx, database, machine, newestBefore));
        }
        await countReadings(tx, batches);
        await insertReadings(tx, database.dialect, batches);
        return batches;
      },
      (batches) => {
        for (const { id, newest: now } of batches) if (now) newest.set(id, now);
      },
    );
    return { before, stored: inOrder(readings, placed) };
  }

  async function newestNow(): Promise<Map<string, Newest>> {
    return database.dialect.shared ? newestByMachine(database.read) : newest;
  }

  return {
    record,
    newestStamps: async () => new Map(Array.from(await newestNow(), ([id, { at }]) => [id, at])),
    newest: async () => new Map(Array.from(await newestNow(), ([id, each]) => [id, positionOf(each)])),
  };
}

/** The placed readings of all machines, in the order of arrival. */
function inOrder(readings: readonly Reading[], placed: readonly PlacedBatch[]): StoredReading[] {
  if (placed.length === 1) return placed[0]!.stored;
  const next = new Map(placed.map(({ id, stored }) => [id, { stored, index: 0 }]));
  return readings.flatMap((reading) => {
    const machine = next.get(reading.machine_id)!;
    const stored = machine.stored[machine.index];
    if (stored?.reading !== reading) return [];
    machine.index++;
    return stored;
  });
}

function positionOf({ at, late }: Newest): Position {
  return positionAt(at, late);
}

/** On a shared database the newest reading is only known while the machine's row is locked. */
async function holdMachines(tx: Sql, { dialect }: Database, machines: MachineBatch[]) {
  const keys = machines.map(({ key }) => key);
  // Lock in the order of the keys, or two servers could deadlock.
  await tx`select key from machines where key in ${tx(keys)} order by key ${forUpdate(tx, dialect)}`;
  return newestByMachine(tx, keys);
}

async function newestByMachine(sql: Sql, keys?: number[]): Promise<Map<string, Newest>> {
  const rows = await sql<{ id: string; at: number | null; late: number | null; late_count: number }[]>`
    select id, late_count, at,
      (select max(late) from late_readings where machine_key = newest.key and after_at = newest.at) as late
    from (
      select key, id, late_count, (select max(at) from readings where machine_key = machines.key) as at
      from machines ${keys ? sql`where key in ${sql(keys)}` : sql``}
    ) newest`;
  return new Map(
    rows.flatMap(({ id, at, late, late_count }) =>
      at === null
        ? []
        : [[id, { at: Number(at), late: Number(late ?? 0), lateCount: Number(late_count) }] as const],
    ),
  );
}

async function byMachine(readings: Reading[], keyOf: MachineKeys): Promise<MachineBatch[]> {
  const machines = new Map<string, MachineBatch>();
  for (const [index, reading] of readings.entries()) {
    if (index % YIELD_EVERY_READINGS === YIELD_EVERY_READINGS - 1) await yieldToLoop();
    const { machine_id: id } = reading;
    const machine = machines.get(id);
    if (machine) machine.readings.push(reading);
    else machines.set(id, { id, key: await knownKey(keyOf, id), readings: [reading] });
  }
  return [...machines.values()];
}

async function knownKey(keyOf: MachineKeys, id: string): Promise<number> {
  const key = await keyOf(id);
  if (key === undefined) throw new Error(`Cannot keep a reading of ${id}: no machine has this id`);
  return key;
}

async function placeBatch(
  tx: Sql,
  database: Database,
  { id, key, readings }: MachineBatch,
  newest: Newest | undefined,
): Promise<PlacedBatch> {
  const kept = newest ? await keptOf(tx, database, key, readings, newest.at) : new Map<number, Values>();
  const placed = await inSteps(placeInSteps(readings, newest, kept));
  let added = 0;
  for (const at of placed.instants.keys()) if (!kept.has(at)) added++;
  return { ...placed, id, key, added };
}

/** What is stored of the instants of these readings, as far as they are not newer than the newest. */
async function keptOf(
  tx: Sql,
  { dialect }: Database,
  key: number,
  readings: readonly Reading[],
  newest: number,
): Promise<Map<number, Values>> {
  const kept = new Map<number, Values>();
  const instants = new Set(readings.map(({ at }) => at).filter((at) => at <= newest));
  const isPause = pauseAfter(YIELD_EVERY_CHARACTERS);
  await inChunks(dialect, 1, [...instants], async (chunk) => {
    const rows = await tx<ReadingRow[]>`
      select at, mode, metrics, arrived_at, marked from readings
      where machine_key = ${key} and at in ${tx(chunk)}`;
    for (const row of rows) {
      kept.set(Number(row.at), valuesOfRow(row));
      if (isPause(row.metrics.length + (row.marked?.length ?? 0))) await yieldToLoop();
    }
  });
  return kept;
}
