import { createSignal } from "../../async/signal";
import type { Database, Transaction } from "../db/database";

/** Notices which transactions record events, and says so after their commit. */
export type Recording = {
  /** Events were put into the outbox, inside the transaction under way. */
  note(): void;
  /** Calls `listener`, which must not throw, once after each commit that recorded events. */
  onRecorded(listener: () => void): void;
};

/**
 * Wraps a database so that every transaction which records events is noticed, whichever function asked for
 * it. Write transactions of one database run one after another, so one flag is enough.
 */
export function watchRecording(database: Database): { database: Database; recording: Recording } {
  const recorded = createSignal();
  let noted = false;

  function write<T>(work: (tx: Transaction) => Promise<T>, committed?: (result: T) => void): Promise<T> {
    const begin = (tx: Transaction) => {
      noted = false;
      return work(tx);
    };
    return database.write(begin, (result) => {
      committed?.(result);
      if (noted) recorded.fire();
    });
  }

  return {
    database: { ...database, write },
    recording: {
      note: () => void (noted = true),
      onRecorded: recorded.listen,
    },
  };
}
