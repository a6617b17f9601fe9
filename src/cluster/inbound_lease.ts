import type { Logger } from "pino";
import type { StageCounters } from "../live/state/diagnostics";
import type { Said } from "../store/inbound_lease";
import type { Store } from "../store/store";

/** Who takes in the events of other programs, as far as this server knows. */
export type Intake = "this" | "other" | "nobody";

/** The lease of taking them in, apart from the leader's: only it depends on Redis. */
export type InboundLease = {
  intake(): Intake;
  /** This server has kept what the holder has not recorded: it asks for the lease, for a while. */
  claim(): void;
  /** Gives it up, so that another server need not wait until it runs out. */
  stop(): Promise<void>;
};

/** The inbound lease of a server that shares its database with no other. */
export function alwaysTakesIn(): InboundLease {
  let stopped = false;
  return {
    intake: () => (stopped ? "nobody" : "this"),
    claim() {},
    stop() {
      stopped = true;
      return Promise.resolve();
    },
  };
}

/** Times of a clock that never jumps, milliseconds; null: not so. */
export type InboundState = {
  /** The end of this server's own hold. */
  until: number | null;
  /** When the database last said that another server holds it. */
  otherAt: number | null;
  stopped: boolean;
};

export type InboundEvent =
  | { kind: "taken"; askedAt: number }
  /** Nothing is known for now: a transaction has the row. */
  | { kind: "other" | "busy" | "given_up" | "stopped" };

export const NOT_TAKEN: InboundState = { until: null, otherAt: null, stopped: false };

const HOLD_MS = 4_000;
/**
 * The clocks of two servers do not run equally fast: the own hold ends this share of it before the row does.
 */
const MARGIN = 0.9;
/** An answer that another server holds it is believed for so long. */
const OTHER_LASTS_MS = 2_000;
const ASK_EVERY_MS = 500;
const SAID_FOR_MS = 2_000;
/** One that does not hear leaves a lease that has run out to those that do for so long. */
const DEAF_WAITS_MS = 2_000;

/** The lease after an event. */
export function nextInbound(state: InboundState, event: InboundEvent, now: number): InboundState {
  const stopped = state.stopped || event.kind === "stopped";
  if (event.kind === "busy") return state;
  if (event.kind === "other") return { until: null, otherAt: now, stopped };
  if (event.kind !== "taken" || stopped) return { ...state, until: null, stopped };
  return { until: event.askedAt + HOLD_MS * MARGIN, otherAt: null, stopped };
}

export function intakeOf({ until, otherAt }: InboundState, now: number): Intake {
  if (until !== null && now < until) return "this";
  return otherAt !== null && now - otherAt < OTHER_LASTS_MS ? "other" : "nobody";
}

/**
 * The holder gives it up when it does not hear and another server says that it does, or when another has what
 * the holder has not recorded: never only because it is deaf.
 */
export function givesUp(hears: boolean, saidByOthers: ReadonlySet<Said>): boolean {
  return saidByOthers.has("claims") || (!hears && saidByOthers.has("hears"));
}

/** A proof travels every two seconds: after so long without one the link may hang. */
const CANARY_AT_MOST_MS = 3_500;

/** Whether the link to Redis is proven. @param canary the age of the last proof, milliseconds */
export const hears = ({ busAwaySince }: Pick<StageCounters, "busAwaySince">, canary: number) =>
  busAwaySince === null && canary < CANARY_AT_MOST_MS;

type InboundLeaseDeps = {
  lease: Store["inboundLease"];
  /** Whether the link to Redis is proven now. */
  hears(): boolean;
  /** The database did not answer; the server asks again. */
  onFailure(error: unknown): void;
  /** This server has begun to take in for all, or no longer does. */
  onChange?(takesIn: boolean): void;
  askEveryMs?: number;
};

/** The inbound lease of one of several servers, asked for again and again. */
export function holdInboundLease(deps: InboundLeaseDeps): InboundLease {
  const { lease, onFailure, askEveryMs = ASK_EVERY_MS } = deps;
  let state = NOT_TAKEN;
  let next: ReturnType<typeof setTimeout> | undefined;
  let wasTakingIn = false;
  let claimedUntil = 0;
  const intake = () => intakeOf(state, performance.now());

  function step(event: InboundEvent) {
    state = nextInbound(state, event, performance.now());
    notice();
  }

  function notice() {
    const takesIn = intake() === "this";
    if (takesIn !== wasTakingIn) deps.onChange?.(takesIn);
    wasTakingIn = takesIn;
  }

  /** An event that is being recorded now is recorded before the release, or refused and kept. */
  async function giveUp() {
    step({ kind: "given_up" });
    await lease.release();
  }

  async function take() {
    const askedAt = performance.now();
    const holder = await lease.take(HOLD_MS, deps.hears() ? 0 : DEAF_WAITS_MS);
    step(holder === "this" ? { kind: "taken", askedAt } : { kind: holder });
    if (holder !== "other" || !deps.hears()) return;
    await lease.say("hears", SAID_FOR_MS);
    if (performance.now() < claimedUntil) await lease.say("claims", SAID_FOR_MS);
  }

  async function ask() {
    try {
      if (intake() === "this" && givesUp(deps.hears(), await lease.saidByOthers())) await giveUp();
      else await take();
    } catch (error) {
      onFailure(error);
      notice();
    }
    if (!state.stopped) next = setTimeout(() => void ask(), askEveryMs);
  }

  void ask();
  return {
    intake,
    claim: () => void (claimedUntil = performance.now() + SAID_FOR_MS),
    async stop() {
      clearTimeout(next);
      step({ kind: "stopped" });
      await lease.release().catch(onFailure);
    },
  };
}

type StartDeps = {
  store: Pick<Store, "shared" | "inboundLease">;
  /** Whether other servers may be on this bus. */
  isShared: boolean;
  stageCounters: Pick<StageCounters, "busAwaySince">;
  /** The age of the last proof of the link, milliseconds. */
  canary(): number;
  log: Pick<Logger, "info" | "warn">;
};

/** The inbound lease of this server. */
export function startInboundLease({ store, isShared, stageCounters, canary, log }: StartDeps): InboundLease {
  if (!store.shared || !isShared) return alwaysTakesIn();
  return holdInboundLease({
    lease: store.inboundLease,
    hears: () => hears(stageCounters, canary()),
    onFailure: (err) => log.warn({ err }, "the inbound lease could not be asked for"),
    onChange: (takesIn) =>
      log.info(`this server ${takesIn ? "takes" : "no longer takes"} in the events of other programs`),
  });
}
