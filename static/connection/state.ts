import { afterLoss, afterTry, longer, pause, type Random, shortPause } from "./backoff";
import type { Effect, LinkEvent, LinkState } from "./link";
import { REFUSALS_MEAN_POLLED } from "./status";

const CONNECTING_AT_MOST_MS = 8_000;
const SILENCE_MEANS_LOST_MS = 25_000;
/** After sleep the next beat must come in time, or the socket was left behind. */
const BEAT_WITHIN_MS = 11_000;
const ANSWER_WITHIN_MS = 4_000;
/** Catching up may take longer: when a server comes back, every screen asks. */
const CATCH_UP_WITHIN_MS = 15_000;
/** An unreachable server has no load to spare, so it is asked again after half to all of this. */
const KNOCK_MS = 750;

type Handler<Event> = (state: LinkState, now: number, random: Random, event: Event) => Effect[];
type Handlers = { [Kind in LinkEvent["kind"]]: Handler<Extract<LinkEvent, { kind: Kind }>> };

/** Each changes the state that it is given, a copy, and returns the effects. */
const on: Handlers = {
  opened(state, now) {
    // Seconds instead of a time of day: the server cannot trust the clock of a page.
    if (state.lostAt !== null) state.awaySeconds = Math.max(1, Math.round((now - state.lostAt) / 1000));
    state.phase = "open";
    state.refusals = 0;
    state.frameAt = state.heardAt = now;
    state.retryAt = state.pollAt = Infinity;
    return [];
  },
  closed: lost,
  frame(state, now, _, { hasGap }) {
    state.frameAt = state.heardAt = now;
    return hasGap ? ["catch_up"] : [];
  },
  beat(state, _now, _random, { beat }) {
    state.bus = beat.bus;
    state.warning = beat.warning;
    return [];
  },
  answered(state, now, random, { answer }) {
    if (answer.kind === "unknown") {
      // The page of somebody else, or a screen's own that says so: nothing can be done on this one. The
      // reload is tried until the server gives a page: asking on would only have it tried several times at
      // once.
      state.retryAt = state.pollAt = Infinity;
      return ["reload"];
    }
    state.isPolling = answer.kind === "caught_up";
    if (answer.kind === "caught_up") {
      state.heardAt = now;
      return isOpen(state) ? caughtUp(state, now) : polled(state, now, random, answer.events);
    }
    // An open socket without its catch-up is given up: its next frames would hide the hole.
    if (isOpen(state)) return giveUp(state, now, random);
    state.pollAt = now + (answer.kind === "refused" ? state.pollEveryMs : KNOCK_MS * (0.5 + random() / 2));
    return [];
  },
  woke(state, now) {
    if (isOpen(state)) {
      state.frameAt = Math.min(state.frameAt, now - SILENCE_MEANS_LOST_MS + BEAT_WITHIN_MS);
      return ["catch_up"];
    }
    state.pollAt = Math.min(state.pollAt, now);
    return [];
  },
  tick(state, now, random) {
    const effects =
      now >= state.retryAt ? connect(state, now) : isSilent(state, now) ? giveUp(state, now, random) : [];
    if (!isOpen(state) && now >= state.pollAt) {
      state.pollAt = Infinity;
      effects.push("poll");
    }
    if (state.phase !== "live" && now - state.heardAt > SILENCE_MEANS_LOST_MS) state.status = "offline";
    return effects;
  },
  restored: () => ["reload"],
};

/**
 * The state after an event, and what the page then has to do, in this order. docs/browser.md has it as a
 * table.
 */
export function next(
  before: LinkState,
  event: LinkEvent,
  now: number,
  random: Random,
): { state: LinkState; effects: Effect[] } {
  const state = { ...before };
  return { state, effects: (on[event.kind] as Handler<LinkEvent>)(state, now, random, event) };
}

export const isOpen = ({ phase }: LinkState) => phase === "open" || phase === "live";

/** Milliseconds that a catch-up or a poll may take. */
export const answerWithinMs = (state: LinkState) => (isOpen(state) ? CATCH_UP_WITHIN_MS : ANSWER_WITHIN_MS);

function connect(state: LinkState, now: number): Effect[] {
  state.phase = "connecting";
  state.triedAt = now;
  state.retryAt = Infinity;
  state.backoff = afterTry(state.backoff, now);
  return ["connect"];
}

function giveUp(state: LinkState, now: number, random: Random): Effect[] {
  lost(state, now, random);
  return ["close"];
}

function lost(state: LinkState, now: number, random: Random): Effect[] {
  if (state.phase === "waiting") return [];
  if (state.phase === "live") {
    state.losses += 1;
    state.backoff = afterLoss(state.backoff, now - state.liveSince!);
  }
  // Beside polls without an answer it is the server that is away.
  if (state.phase === "connecting") state.refusals = state.isPolling ? state.refusals + 1 : 0;
  if (state.lostAt === null) state.polledEvents = 0;
  state.lostAt ??= state.frameAt;
  state.phase = "waiting";
  state.awaySeconds = 0;
  state.retryAt = now + pause(state.backoff, now, random);
  state.pollAt = now + random() * KNOCK_MS;
  state.backoff = longer(state.backoff);
  if (state.status !== "offline") showNoLink(state);
  return [];
}

/** The socket is open, and the page has every event up to its frames. */
function caughtUp(state: LinkState, now: number): Effect[] {
  const isFirst = state.liveSince === null;
  if (state.phase !== "live") state.liveSince = now;
  state.phase = state.status = "live";
  state.lostAt = null;
  state.awaySeconds = state.polledEvents = 0;
  return isFirst ? ["announce"] : [];
}

function polled(state: LinkState, now: number, random: Random, events: number): Effect[] {
  state.polledEvents += events;
  state.pollAt = now + state.pollEveryMs;
  if (state.status === "offline") showNoLink(state);
  if (state.phase === "waiting")
    state.retryAt = Math.min(state.retryAt, now + shortPause(state.backoff, now, random));
  return [];
}

/** A socket that says nothing is replaced: its own close event may take minutes. */
function isSilent(state: LinkState, now: number): boolean {
  if (isOpen(state)) return now - state.frameAt > SILENCE_MEANS_LOST_MS;
  return state.phase === "connecting" && now - state.triedAt > CONNECTING_AT_MOST_MS;
}

/** A page that was never live is connecting, until it is clear that only polls get through. */
function showNoLink(state: LinkState) {
  const isPolled = state.refusals >= REFUSALS_MEAN_POLLED;
  state.status = state.liveSince === null && !isPolled ? "connecting" : "reconnecting";
}
