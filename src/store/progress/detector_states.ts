import { type Context, inChunks, type Sql } from "../db/database";
import type { Dialect } from "../db/dialect";

/** The detectors' own state, by machine. */
export type DetectorStateStore = {
  load(): Promise<Map<string, unknown>>;
  save(states: Map<string, unknown>): Promise<void>;
};

/** Implements `DetectorStateStore`: a restart continues from these states. */
export function detectorStateStore({ database }: Context): DetectorStateStore {
  const { read, write, dialect } = database;

  async function load() {
    const rows = await read<{ machine_id: string; json: string }[]>`select machine_id, json from states`;
    return new Map<string, unknown>(rows.map(({ machine_id, json }) => [machine_id, JSON.parse(json)]));
  }

  async function save(states: Map<string, unknown>) {
    if (states.size > 0) await write((tx) => saveStates(tx, dialect, states));
  }

  return { load, save };
}

/** Saves states inside a transaction. */
export async function saveStates(tx: Sql, dialect: Dialect, states: ReadonlyMap<string, unknown>) {
  const rows = Array.from(states, ([machine_id, state]) => ({
    machine_id,
    json: JSON.stringify(state ?? null),
  }));
  await inChunks(
    dialect,
    2,
    rows,
    (chunk) => tx`
      insert into states ${tx(chunk, "machine_id", "json")}
      on conflict (machine_id) do update set json = excluded.json`,
  );
}
