import { type Position, positionAt } from "../../domain/machine/position";
import type { Reading } from "../../domain/machine/reading";
import { type Database, inChunks, type Sql } from "../db/database";
import { forUpdate } from "../db/dialect";
import type { MachineKeys } from "../machines/machine_keys";
import type { ReadingStore } from "./reading_store";
import { startOf } from "./spans";
import { yieldToLoop } from "../../async/yield";
import { MINUTE_MS } from "../../domain/time_units";

/** Readings merged between two yields to the loop. */
const YIELD_EVERY_READINGS = 2000;

type Values = Pick<Reading, "mode" | "metrics">;
type Instants = Map<number, Values>;
type MachineBatch = { id: string; key: number; instants: Instants };
type Row = { machine_key: number; at: number; mode: string | null; metrics: string };

/** Records readings and knows the newest of each machine. */
export type Recorder = Pick<ReadingStore, "record" | "newest" | "newestStamps">;

/**
 * Records readings. Only readings no newer than their machine's newest can be stored already: these are read
 * and merged. Their minutes are marked stale in the same transaction, so roll-ups follow from stored readings
 * even after a crash.
 */
export async function recorder(database: Database, keyOf: MachineKeys): Promise<Recorder> {
  const newest = await newestByMachine(database.read);

  async function record(readings: Reading[]): Promise<Map<string, Position>> {
    const before = new Map<string, Position>();
    if (readings.length === 0) return before;
    const batch = await byMachine(readings);
    const machines: MachineBatch[] = [];
    for (const [id, instants] of batch) machines.push({ id, key: await knownKey(keyOf, id), instants });
    await database.write(
      async (tx) => {
        const until = database.dialect.shared ? await holdMachines(tx, database, machines) : newest;
        const added = new Map<number, number[]>();
        for (const { id, key, instants } of machines) {
          const newestBefore = until.get(id);
          if (newestBefore !== undefined) before.set(id, positionAt(newestBefore));
          const known = await mergeKept(tx, database, key, instants, newestBefore ?? -Infinity);
          const count = instants.size - known;
          added.set(count, [...(added.get(count) ?? []), key]);
        }
        // Group machines with equally many readings into one statement: each one is a round trip.
        for (const [count, keys] of added)
          await tx`update machines set raw_count = raw_count + ${count} where key in ${tx(keys)}`;
        await insert(tx, database, machines);
      },
      () => {
        for (const [id, instants] of batch) newest.set(id, latest(instants, newest.get(id)));
      },
    );
    return before;
  }

  async function newestStamps(): Promise<Map<string, number>> {
    return database.dialect.shared ? newestByMachine(database.read) : new Map(newest);
  }

  return {
    record,
    newestStamps,
    newest: async () => new Map(Array.from(await newestStamps(), ([id, at]) => [id, positionAt(at)])),
  };
}

/** On a shared database the newest reading is only known while the machine's row is locked. */
async function holdMachines(tx: Sql, { dialect }: Database, machines: MachineBatch[]) {
  const keys = machines.map(({ key }) => key);
  // Lock in the order of the keys, or two servers could deadlock.
  await tx`select key from machines where key in ${tx(keys)} order by key ${forUpdate(tx, dialect)}`;
  return newestByMachine(tx, keys);
}

async function newestByMachine(sql: Sql, keys?: number[]): Promise<Map<string, number>> {
  const rows = await sql<{ id: string; at: number | null }[]>`
    select id, (select max(at) from readings where machine_key = machines.key) as at from machines
    ${keys ? sql`where key in ${sql(keys)}` : sql``}`;
  return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, Number(at)] as const])));
}

async function knownKey(keyOf: MachineKeys, id: string): Promise<number> {
  const key = await keyOf(id);
  if (key === undefined) throw new Error(`Cannot keep a reading of ${id}: no machine has this id`);
  return key;
}

async function byMachine(readings: Reading[]): Promise<Map<string, Instants>> {
  const batch = new Map<string, Instants>();
  for (const [index, { machine_id, at, mode, metrics }] of readings.entries()) {
    if (index % YIELD_EVERY_READINGS === YIELD_EVERY_READINGS - 1) await yieldToLoop();
    let instants = batch.get(machine_id);
    if (!instants) batch.set(machine_id, (instants = new Map()));
    instants.set(at, merge(instants.get(at), { mode, metrics }));
  }
  return batch;
}

/** Merges two readings of one instant: a metric sent again replaces its value, the others stay. */
function merge(before: Values | undefined, after: Values): Values {
  if (!before) return after;
  return { mode: after.mode ?? before.mode, metrics: { ...before.metrics, ...after.metrics } };
}

/** Merges the stored readings of these instants into `readings`; returns how many were stored. */
async function mergeKept(tx: Sql, { dialect }: Database, key: number, instants: Instants, newest: number) {
  let known = 0;
  const late = [...instants.keys()].filter((at) => at <= newest);
  await inChunks(dialect, 1, late, async (chunk) => {
    const kept = await tx<Row[]>`
      select at, mode, metrics from readings where machine_key = ${key} and at in ${tx(chunk)}`;
    for (const { at, mode, metrics } of kept) {
      const before = { mode, metrics: JSON.parse(metrics) as Reading["metrics"] };
      instants.set(Number(at), merge(before, instants.get(Number(at)) ?? before));
    }
    known += kept.length;
  });
  return known;
}

async function insert(tx: Sql, { dialect }: Database, machines: MachineBatch[]) {
  const all = machines.flatMap(({ key, instants }) => [...instants].map((instant) => ({ key, instant })));
  await inChunks(dialect, 4, all, (chunk) => {
    const rows = chunk.map(({ key, instant: [at, { mode, metrics }] }) => ({
      machine_key: key,
      at,
      mode,
      metrics: JSON.stringify(metrics),
    }));
    return tx`
      insert into readings ${tx(rows.map(dialect.row), "machine_key", "at", "mode", "metrics")}
      on conflict (machine_key, at) do update set mode = excluded.mode, metrics = excluded.metrics`;
  });
  const stale = machines.flatMap(({ key, instants }) =>
    minutes(instants).map((at) => ({ machine_key: key, at })),
  );
  await inChunks(
    dialect,
    2,
    stale,
    (chunk) => tx`insert into stale_minutes ${tx(chunk, "machine_key", "at")} on conflict do nothing`,
  );
}

function minutes(instants: Instants): number[] {
  return [...new Set([...instants.keys()].map((at) => startOf(MINUTE_MS, at)))];
}

function latest(instants: Instants, before = -Infinity): number {
  let newest = before;
  for (const at of instants.keys()) newest = Math.max(newest, at);
  return newest;
}
