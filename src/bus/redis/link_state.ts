import { isRefusal } from "./refusal";

/**
 * The link to Redis as one value: whether this server counts as joined to the bus, and the little that the
 * next decision needs. `next` is pure; `link_monitor.ts` carries out the effects that it returns.
 */
export type LinkState = {
  /** Nothing is decided before the start and after the stop. */
  running: boolean;
  /** The last verdict; the bus counts as there until the first one. */
  ok: boolean;
  /** Why the bus is away; "" while it is there. */
  reason: string;
  /** Connections that have been subscribed; an answer that belongs to an earlier one is out of date. */
  joins: number;
  /** Whether the newest connection listens on every channel. */
  joined: boolean;
  /**
   * Redis does not let the newest connection listen: another is tried at the next beat, not at once for ever.
   */
  refused: boolean;
  /** Why Redis does not let this server take entries of `andon:in` in; "" while it does. */
  inbound: string;
  /** Announcements that have failed since the last success, and when the newest did; milliseconds. */
  failures: number;
  failedAt: number;
};

export type LinkEvent =
  | { kind: "started" }
  /** A connection is ready to subscribe. */
  | { kind: "connected" }
  | { kind: "joined"; join: number }
  | { kind: "not_joined"; join: number; reason: string }
  /** The subscriber's connection, or that of the commands, has closed; `reason` when it could not be made. */
  | { kind: "subscriber_closed"; reason?: string }
  | { kind: "commands_closed"; reason?: string }
  | { kind: "commands_connected" }
  /** It is time for another proof. */
  | { kind: "due" }
  /**
   * A proof succeeded: the log can be written and published messages arrive; `live` when nothing was missed.
   */
  | { kind: "proven"; live: boolean }
  | { kind: "not_proven"; reason: string }
  /** A message that Redis took did not arrive on the connection of this join. */
  | { kind: "canary_lost"; join: number }
  /** Redis lets this server deal with entries of `andon:in` (""), or says why it does not. */
  | { kind: "inbound"; refusal: string }
  /** Events were announced, or could be: Redis takes them. */
  | { kind: "announced" }
  | { kind: "announce_failed"; reason: string }
  | { kind: "stopped" };

export type LinkEffect =
  | { kind: "subscribe"; join: number }
  | { kind: "prove" }
  /** Replace the subscriber's connection. */
  | { kind: "reconnect" }
  /**
   * A proof or a failure says how the link is; `changed` when that is news, or that Redis now refuses this
   * server.
   */
  | { kind: "verdict"; ok: boolean; changed: boolean; reason: string };

export const UNLINKED: LinkState = {
  running: false,
  ok: true,
  reason: "",
  joins: 0,
  joined: false,
  refused: false,
  inbound: "",
  failures: 0,
  failedAt: 0,
};

const FAILURES_MEAN_AWAY = 3;
/**
 * Failed announcements count this long: after it nobody is trying any more, as while the database is away.
 */
const FAILURE_COUNTS_MS = 5_000;

type Step = { state: LinkState; effects: LinkEffect[] };

/**
 * The state after an event, and its effects. Before the start and after the stop nothing is said and nothing
 * tried.
 * @param now milliseconds of a clock that never jumps
 */
export function next(state: LinkState, event: LinkEvent, now: number): Step {
  const step = decide(state, event, now);
  return state.running ? step : { state: { ...step.state, ok: state.ok }, effects: [] };
}

function decide(state: LinkState, event: LinkEvent, now: number): Step {
  switch (event.kind) {
    case "started":
      return quiet({ ...state, running: true });
    case "stopped":
      return quiet({ ...state, running: false });
    case "connected": {
      const joins = state.joins + 1;
      return {
        state: { ...state, joins, joined: false, refused: false },
        effects: [{ kind: "subscribe", join: joins }],
      };
    }
    case "joined":
      if (event.join !== state.joins) return quiet(state);
      return { state: { ...state, joined: true }, effects: [{ kind: "prove" }] };
    case "not_joined":
      if (event.join === state.joins && isRefusal(event.reason))
        return verdict({ ...state, refused: true }, false, event.reason);
      return replaced(verdict(state, false, event.reason), event.join);
    case "canary_lost":
      return replaced(verdict(state, false, "published messages do not arrive"), event.join);
    case "subscriber_closed":
      return verdict(
        { ...state, joined: false },
        false,
        event.reason ?? known(state, "the connection was lost"),
      );
    case "commands_closed":
      return verdict(state, false, event.reason ?? known(state, "the connection was lost"));
    case "commands_connected":
      return state.joined ? { state, effects: [{ kind: "prove" }] } : quiet(state);
    case "due": {
      if (state.joined) return { state, effects: [{ kind: "prove" }] };
      const step = verdict(state, false, known(state, "not subscribed to the channels"));
      return state.refused ? replaced(step, state.joins) : step;
    }
    case "proven":
      return event.live && !isFailing(state, now) && !state.inbound ? verdict(state, true, "") : quiet(state);
    case "inbound": {
      if (event.refusal === state.inbound) return quiet(state);
      const known = { ...state, inbound: event.refusal };
      return event.refusal ? verdict(known, false, event.refusal) : quiet(known);
    }
    case "not_proven":
      return verdict(state, false, event.reason);
    case "announced": {
      const announced = { ...state, failures: 0 };
      const isBack = state.failures > 0 && !state.ok && state.joined;
      return isBack ? { state: announced, effects: [{ kind: "prove" }] } : quiet(announced);
    }
    case "announce_failed": {
      const failing = { ...state, failures: state.failures + 1, failedAt: now };
      return isFailing(failing, now) ? verdict(failing, false, event.reason) : quiet(failing);
    }
  }
}

function quiet(state: LinkState): Step {
  return { state, effects: [] };
}

function verdict(state: LinkState, ok: boolean, reason: string): Step {
  const changed = ok !== state.ok || (reason !== state.reason && isRefusal(reason));
  return { state: { ...state, ok, reason }, effects: [{ kind: "verdict", ok, changed, reason }] };
}

/** That a link does not work tells less than the reason that is known already. */
const known = (state: LinkState, general: string) => state.reason || general;

/** Gives up a connection that does not listen, unless another has taken its place meanwhile. */
function replaced({ state, effects }: Step, join: number): Step {
  if (join !== state.joins) return { state, effects };
  return {
    state: { ...state, joined: false, refused: false },
    effects: [...effects, { kind: "reconnect" }],
  };
}

function isFailing({ failures, failedAt }: LinkState, now: number): boolean {
  return failures >= FAILURES_MEAN_AWAY && now - failedAt < FAILURE_COUNTS_MS;
}
