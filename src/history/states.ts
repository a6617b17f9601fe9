import { type Context, inChunks } from "./database";
import type { History } from "./history";

/** What detectors remember, so that a restart goes on where they were. */
export function stateRoom({ database }: Context): History["states"] {
  const { read, write, dialect } = database;

  async function load() {
    const rows = await read<{ machine_id: string; json: string }[]>`select machine_id, json from states`;
    return new Map<string, unknown>(rows.map(({ machine_id, json }) => [machine_id, JSON.parse(json)]));
  }

  async function save(states: Map<string, unknown>) {
    const rows = [...states].map(([machine_id, state]) => ({
      machine_id,
      json: JSON.stringify(state ?? null),
    }));
    if (rows.length === 0) return;
    await write((tx) =>
      inChunks(
        dialect,
        2,
        rows,
        (chunk) => tx`
          insert into states ${tx(chunk, "machine_id", "json")}
          on conflict (machine_id) do update set json = excluded.json`,
      ),
    );
  }

  return { load, save };
}
