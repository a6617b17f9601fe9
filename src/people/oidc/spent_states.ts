import { pendingUntil } from "./pending";

const KEPT_AT_MOST = 10_000;

/** Says of each state once that it may be used. */
export type Spend = (state: string, now: number) => boolean | Promise<boolean>;

/** The states that came back to this server, as long as their sign-ins could still be ended. */
export function createSpentStates(): Spend {
  const until = new Map<string, number>();

  /** Oldest first, as a map keeps its entries. */
  function forget(now: number) {
    for (const [state, end] of until) {
      if (end > now && until.size < KEPT_AT_MOST) return;
      until.delete(state);
    }
  }

  return (state, now) => {
    forget(now);
    if (until.has(state)) return false;
    until.set(state, pendingUntil(now));
    return true;
  };
}
