import type { Store } from "../store/store";

export type LeaderOptions = {
  lease: Store["lease"];
  /** Called when this server has begun to hold the lease, and when it has stopped. Never both at once. */
  taken(): void;
  lost(): void;
  onTrouble(error: unknown): void;
  /** How long the lease holds, how often its holder renews it, how often the others ask; milliseconds. */
  holdMs?: number;
  renewEveryMs?: number;
  askEveryMs?: number;
};

/** This server's turn at what only one does. */
export type Leader = {
  held(): boolean;
  /** Gives it back, so that another server need not wait until it runs out. */
  release(): Promise<void>;
};

/** The clocks of two machines do not run equally fast: the holder stops so much before the others may begin. */
const MARGIN = 0.9;
const ANSWER_WITHIN_MS = 500;

/**
 * Asks for the lease again and again, and renews it while it has it. A holder that cannot renew in time has lost it before
 * anybody else can take it: its own time runs from before it asked, and ends a little earlier.
 */
export function runForLeader({
  lease,
  taken,
  lost,
  onTrouble,
  holdMs = 5_000,
  renewEveryMs = 2_000,
  askEveryMs = 500,
}: LeaderOptions): Leader {
  let holding = false;
  let released = false;
  let until = -Infinity;
  let expiry: ReturnType<typeof setTimeout> | undefined;
  let next: ReturnType<typeof setTimeout> | undefined;
  let asking = Promise.resolve();

  function hold(askedAt: number) {
    until = askedAt + holdMs * MARGIN;
    clearTimeout(expiry);
    expiry = setTimeout(drop, until - performance.now());
    if (holding) return;
    holding = true;
    taken();
  }

  function drop() {
    clearTimeout(expiry);
    until = -Infinity;
    if (!holding) return;
    holding = false;
    lost();
  }

  async function ask() {
    const askedAt = performance.now();
    try {
      const has = await lease.take(holdMs);
      if (has && !released && performance.now() < askedAt + holdMs * MARGIN) hold(askedAt);
      else drop();
    } catch (error) {
      onTrouble(error);
    }
    if (!released) next = setTimeout(again, holding ? renewEveryMs : askEveryMs);
  }

  function again() {
    asking = ask();
  }

  again();
  return {
    held: () => holding && performance.now() < until,
    async release() {
      released = true;
      clearTimeout(next);
      drop();
      // A question under way would take it again after it was given back; one without an answer is not waited for.
      await Promise.race([asking, new Promise((resolve) => setTimeout(resolve, ANSWER_WITHIN_MS))]);
      await lease.release().catch(onTrouble);
    },
  };
}
