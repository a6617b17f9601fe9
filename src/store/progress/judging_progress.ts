import type { Finding } from "../../domain/alarm/alarm";
import { lateOf, type Position, positionAt, stampOf } from "../../domain/machine/position";
import { applyFindings } from "../alarms/alarm_changes";
import { type Context, inChunks, type Sql } from "../db/database";
import type { Dialect } from "../db/dialect";
import { assertLease } from "../leases";
import { saveStates } from "./detector_states";

/** Findings in the order of judging, and by machine the detector state and position that belong to them. */
export type JudgedStep = {
  findings: readonly Finding[];
  states: ReadonlyMap<string, unknown>;
  positions: ReadonlyMap<string, Position>;
  /** The term of the lease in which it was judged; without it any of this server. */
  term?: number;
};

/** The position up to which each machine is judged. */
export type JudgingProgressStore = {
  positions(): Promise<Map<string, Position>>;
  /**
   * Applies findings and saves detector states and positions with them, in one transaction.
   *
   * @throws when other servers share the database and this one does not hold the lease, or has lost it since
   *   that term
   */
  save(step: JudgedStep): Promise<void>;
};

/** Implements `JudgingProgressStore`; a restart, or the next leader, continues from here. */
export function judgingProgress(context: Context): JudgingProgressStore {
  const { read, write, dialect } = context.database;

  async function positions() {
    const rows = await read<Judged[]>`select machine_id, at, late from judged`;
    return new Map<string, Position>(
      rows.map(({ machine_id, at, late }) => [machine_id, positionAt(Number(at), Number(late))]),
    );
  }

  function save({ findings, states, positions, term }: JudgedStep) {
    return write(async (tx) => {
      // A file belongs to one process: only a shared database can have another leader.
      if (dialect.shared) await assertLease(tx, context, term);
      await applyFindings(tx, context, findings);
      await saveStates(tx, dialect, states);
      await savePositions(tx, dialect, positions);
    });
  }

  return { positions, save };
}

type Judged = { machine_id: string; at: number; late: number };

/** Late readings are kept a second time only until they are judged. */
async function savePositions(tx: Sql, dialect: Dialect, positions: JudgedStep["positions"]) {
  const rows: Judged[] = Array.from(positions, ([machine_id, position]) => ({
    machine_id,
    at: stampOf(position),
    late: lateOf(position),
  }));
  await inChunks(dialect, 3, rows, async (chunk) => {
    await tx`
      insert into judged ${tx(chunk, "machine_id", "at", "late")}
      on conflict (machine_id) do update set at = excluded.at, late = excluded.late`;
    const keys = tx`select key from machines where id in ${tx(chunk.map(({ machine_id }) => machine_id))}`;
    await tx`
      delete from late_readings where machine_key in (${keys}) and exists (
        select 1 from machines join judged on judged.machine_id = machines.id
        where machines.key = late_readings.machine_key and (late_readings.after_at < judged.at
          or (late_readings.after_at = judged.at and late_readings.late <= judged.late)))`;
  });
}
