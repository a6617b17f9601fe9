import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseLocked } from "../errors";

/** How long a write waits, counted from when the file was first found locked. */
const PATIENCE_MS = 3_000;
/** A write that comes later in a long lock waits this long all the same: the lock may end any moment. */
const LEAST_PATIENCE_MS = 500;
const PAUSE_MS = 20;

/**
 * Does work that begins by locking the file, again after a pause as long as another program has it. Once
 * begun, work is never repeated.
 *
 * @param attempt calls `begun` when it has the lock
 * @param askedAt when the work was asked for, on the clock of `performance.now`
 * @throws {DatabaseLocked} when the other program does not let go in time
 */
export type WhenUnlocked = <T>(attempt: (begun: () => void) => Promise<T>, askedAt: number) => Promise<T>;

export type LockWait = {
  whenUnlocked: WhenUnlocked;
  /** Why writes wait now; undefined when they do not. */
  waitsFor(): string | undefined;
};

type Clock = { now(): number; pause(ms: number): Promise<unknown> };

const CLOCK: Clock = { now: () => performance.now(), pause: (ms) => sleep(ms) };

/** A timer waits for the lock: SQLite's own busy_timeout would stop the whole process for as long. */
export function createLockWait({ now, pause }: Clock = CLOCK): LockWait {
  let lockedSince: number | null = null;

  const whenUnlocked: WhenUnlocked = async (attempt, askedAt) => {
    for (;;) {
      let hasBegun = false;
      const begun = () => {
        hasBegun = true;
        lockedSince = null;
      };
      try {
        return await attempt(begun);
      } catch (error) {
        if (hasBegun || !isLocked(error)) throw error;
        lockedSince ??= now();
        const giveUpAt = Math.max(lockedSince + PATIENCE_MS, askedAt + LEAST_PATIENCE_MS);
        if (now() >= giveUpAt) throw new DatabaseLocked(error);
        await pause(PAUSE_MS);
      }
    }
  };

  const waitsFor = () => (lockedSince === null ? undefined : new DatabaseLocked(undefined).message);
  return { whenUnlocked, waitsFor };
}

/** Whether another program has the file; a statement that fails so has done nothing. */
function isLocked(error: unknown): boolean {
  return error instanceof Bun.SQL.SQLiteError && error.code.startsWith("SQLITE_BUSY");
}
