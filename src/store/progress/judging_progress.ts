import type { Finding } from "../../domain/alarm/alarm";
import { type Position, positionAt, stampOf } from "../../domain/machine/position";
import { applyFindings } from "../alarms/alarm_changes";
import { type Context, inChunks } from "../db/database";
import { assertLease } from "../leases";
import { saveStates } from "./detector_states";

/** Findings in the order of judging, and by machine the detector state and position that belong to them. */
export type JudgedStep = {
  findings: readonly Finding[];
  states: ReadonlyMap<string, unknown>;
  positions: ReadonlyMap<string, Position>;
};

/** The position up to which each machine is judged. */
export type JudgingProgressStore = {
  positions(): Promise<Map<string, Position>>;
  /**
   * Applies findings and saves detector states and positions with them, in one transaction.
   *
   * @throws when other servers share the database and this one does not hold the lease
   */
  save(step: JudgedStep): Promise<void>;
};

/** Implements `JudgingProgressStore`; a restart, or the next leader, continues from here. */
export function judgingProgress(context: Context): JudgingProgressStore {
  const { read, write, dialect } = context.database;

  async function positions() {
    const rows = await read<{ machine_id: string; at: number }[]>`select machine_id, at from judged`;
    return new Map<string, Position>(rows.map(({ machine_id, at }) => [machine_id, positionAt(Number(at))]));
  }

  function save({ findings, states, positions }: JudgedStep) {
    return write(async (tx) => {
      // A file belongs to one process: only a shared database can have another leader.
      if (dialect.shared) await assertLease(tx, context);
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
