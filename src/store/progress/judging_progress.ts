import { type Position, positionAt, stampOf } from "../../domain/machine/position";
import { applyFindings } from "../alarms/alarm_changes";
import { type Context, inChunks } from "../db/database";
import { holdLease } from "../leases";
import type { JudgedStep, Store } from "../store";
import { saveStates } from "./detector_states";

/** The progress of judging, from which a restart and the next leader go on. */
export function judgingProgress(context: Context): Store["judged"] {
  const { read, write, dialect } = context.database;

  async function positions() {
    const rows = await read<{ machine_id: string; at: number }[]>`select machine_id, at from judged`;
    return new Map<string, Position>(rows.map(({ machine_id, at }) => [machine_id, positionAt(Number(at))]));
  }

  function save({ findings, states, positions }: JudgedStep) {
    return write(async (tx) => {
      // A file belongs to one process: only a shared database can have another leader.
      if (dialect.shared) await holdLease(tx, context);
      await applyFindings(tx, context, findings);
      await saveStates(tx, dialect, states);
      const rows = Array.from(positions, ([machine_id, position]) => ({ machine_id, at: stampOf(position) }));
      await inChunks(
        dialect,
        2,
        rows,
        (chunk) => tx`
          insert into judged ${tx(chunk, "machine_id", "at")}
          on conflict (machine_id) do update set at = excluded.at`,
      );
    });
  }

  return { positions, save };
}
