import type { Finding } from "../../domain/alarm/alarm";
import { applyFindings } from "../alarms/alarm_changes";
import { type Context, inChunks } from "../db/database";
import { assertLease } from "../leases";
import { saveStates } from "./detector_states";

/** How far each machine has been judged. */
export type JudgingProgressStore = {
  upTo(): Promise<Map<string, number>>;
  /**
   * Applies findings and keeps states and instants with them, in one transaction.
   *
   * @throws when the lease is another's.
   */
  save(step: { findings: Finding[]; states: Map<string, unknown>; upTo: Map<string, number> }): Promise<void>;
};

/** Implements `JudgingProgressStore`; the next leader continues from here. */
export function judgingProgress(context: Context): JudgingProgressStore {
  const { read, write, dialect } = context.database;

  async function upTo() {
    const rows = await read<{ machine_id: string; at: number }[]>`select machine_id, at from judged`;
    return new Map(rows.map(({ machine_id, at }) => [machine_id, Number(at)]));
  }

  function save(step: { findings: Finding[]; states: Map<string, unknown>; upTo: Map<string, number> }) {
    return write(async (tx) => {
      await assertLease(tx, context);
      await applyFindings(tx, context, step.findings);
      await saveStates(tx, dialect, step.states);
      const rows = [...step.upTo].map(([machine_id, at]) => ({ machine_id, at }));
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

  return { upTo, save };
}
