import { reasonOf } from "../../domain/reason";
import type { Database, Transaction } from "./database";

const ANSWER_WITHIN_MS = 1_800;

export type WriteProof = {
  /** Transactions that were committed since the start. */
  commits(): number;
  /** Writes a row that nobody reads. Rejects when the database does not take it. */
  proveWrite(): Promise<void>;
  /**
   * Rejects with a sentence for people when the database does not answer, or takes no write, within two
   * seconds.
   */
  ping(): Promise<void>;
};

/**
 * Wraps a database so that commits are counted, and proves that it takes writes: one may still answer when it
 * does not.
 */
export function proveWrites(given: Database): { database: Database; proof: WriteProof } {
  let commits = 0;

  function write<T>(work: (tx: Transaction) => Promise<T>, committed?: (result: T) => void): Promise<T> {
    return given.write(work, (result) => {
      commits += 1;
      committed?.(result);
    });
  }

  async function proveWrite() {
    await write(
      (tx) => tx`insert into facts (name, value) values ('written', '1')
        on conflict (name) do update set value = excluded.value`,
    );
  }

  async function ping() {
    await within(given, given.read`select 1 from facts limit 1`, "The database does not answer");
    await within(given, proveWrite(), "The database takes no writes");
  }

  return { database: { ...given, write }, proof: { commits: () => commits, proveWrite, ping } };
}

async function within({ writeWaitsFor }: Database, work: PromiseLike<unknown>, trouble: string) {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(writeWaitsFor() ?? `no answer within ${ANSWER_WITHIN_MS / 1000} s`)),
    ANSWER_WITHIN_MS,
  );
  try {
    await Promise.race([work, late.promise]);
  } catch (error) {
    throw new Error(`${trouble}: ${reasonOf(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
