import type { Store } from "../store/store";

/** Whether this server does what only one of them may do. */
export type Leadership = {
  /** Runs for leader until `resign`. */
  run(callbacks: LeadershipCallbacks): void;
  isLeader(): boolean;
  /** The number of the lease's term; undefined while it does not lead, and where no other server can. */
  term(): number | undefined;
  /** Gives leadership back, so that another server need not wait until the lease runs out. */
  resign(): Promise<void>;
};

/** Called in turn, never one inside the other. */
export type LeadershipCallbacks = { onElected(): void; onLost(): void };

/** The leadership of a server that shares its database with no other. */
export function alwaysLeader(): Leadership {
  let resigned = false;
  return {
    run: ({ onElected }) => onElected(),
    isLeader: () => !resigned,
    term: () => undefined,
    resign() {
      resigned = true;
      return Promise.resolve();
    },
  };
}

type LeaseOptions = {
  lease: Store["lease"];
  /** The database did not answer; the server asks again. */
  onFailure(error: unknown): void;
  /** How long the lease holds, how often its holder renews it, how often the others ask; milliseconds. */
  holdMs?: number;
  renewEveryMs?: number;
  askEveryMs?: number;
};

/**
 * `until`: the end of this server's own term on a clock that never jumps, milliseconds; null while it does
 * not lead. `term`: its number in the database.
 */
export type LeaseState = { until: number | null; term?: number; resigned: boolean };

export type LeaseEvent =
  | { kind: "granted"; term: number; askedAt: number; holdMs: number }
  | { kind: "refused" | "expired" | "resigned" };

/**
 * The clocks of two servers do not run equally fast: a leader stops this share of the hold before another may
 * begin.
 */
const MARGIN = 0.9;
const ANSWER_WITHIN_MS = 500;

/** The lease after an event. The own term runs from before the question, so it ends before the lease does. */
export function nextLease({ resigned }: LeaseState, event: LeaseEvent, now: number): LeaseState {
  if (event.kind !== "granted") return { until: null, resigned: resigned || event.kind === "resigned" };
  const until = event.askedAt + event.holdMs * MARGIN;
  if (resigned || now >= until) return { until: null, resigned };
  return { until, term: event.term, resigned };
}

/** The lease after an event, and whether a term ends with it and another begins. */
export type LeaseStep = { lease: LeaseState; ends: boolean; begins: boolean };

/**
 * A lease granted after the end of the own term, or as another one, begins a new term, even if nobody had
 * noticed that end: another server may have led in between.
 */
export function stepLease(before: LeaseState, event: LeaseEvent, now: number): LeaseStep {
  const lease = nextLease(before, event, now);
  const leads = before.until !== null && now < before.until && before.term === lease.term;
  return {
    lease,
    ends: before.until !== null && !leads,
    begins: lease.until !== null && !leads,
  };
}

/**
 * The leadership of the server that holds the lease. A server asks for it again and again and renews it while
 * it has it; one that cannot renew in time has stopped leading before another can begin.
 */
export function leaseLeadership({
  lease,
  onFailure,
  holdMs = 5_000,
  renewEveryMs = 2_000,
  askEveryMs = 250,
}: LeaseOptions): Leadership {
  let state: LeaseState = { until: null, resigned: false };
  let callbacks: LeadershipCallbacks = { onElected() {}, onLost() {} };
  let expiry: ReturnType<typeof setTimeout> | undefined;
  let next: ReturnType<typeof setTimeout> | undefined;
  let asking = Promise.resolve();

  function step(event: LeaseEvent) {
    const now = performance.now();
    const { lease: after, ends, begins } = stepLease(state, event, now);
    state = after;
    clearTimeout(expiry);
    if (after.until !== null) expiry = setTimeout(step, after.until - now, { kind: "expired" });
    if (ends) callbacks.onLost();
    if (begins) callbacks.onElected();
  }

  async function ask() {
    const askedAt = performance.now();
    try {
      const term = await lease.take(holdMs);
      step(term === undefined ? { kind: "refused" } : { kind: "granted", term, askedAt, holdMs });
    } catch (error) {
      onFailure(error);
    }
    if (state.resigned) return;
    const again = () => void (asking = ask());
    next = setTimeout(again, state.until === null ? askEveryMs : renewEveryMs);
  }

  return {
    run(given) {
      callbacks = given;
      asking = ask();
    },
    isLeader: () => state.until !== null && performance.now() < state.until,
    term: () => state.term,
    async resign() {
      clearTimeout(next);
      step({ kind: "resigned" });
      // A question under way would take the lease again after it was given back; one without an answer is not
      // waited for.
      await Promise.race([asking, new Promise((resolve) => setTimeout(resolve, ANSWER_WITHIN_MS))]);
      await lease.release().catch(onFailure);
    },
  };
}
