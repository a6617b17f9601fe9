import {
  type Effect,
  type LinkEvent,
  type LinkState,
  loaded,
  type Phase,
} from "../../../static/connection/link";
import { next } from "../../../static/connection/state";

export const SECOND = 1000;
export const POLL_MS = 5 * SECOND;
export const NOW = 1_000_000;

/** Every event, under the name that the tests give it. */
export const EVENTS = {
  opened: { kind: "opened" },
  closed: { kind: "closed" },
  tick: { kind: "tick" },
  woke: { kind: "woke" },
  restored: { kind: "restored" },
  frame: { kind: "frame", hasGap: false },
  gap: { kind: "frame", hasGap: true },
  beat: { kind: "beat", beat: { bus: "ok", warning: null } },
  caughtUp: { kind: "answered", answer: { kind: "caught_up", events: 2 } },
  refused: { kind: "answered", answer: { kind: "refused" } },
  unknown: { kind: "answered", answer: { kind: "unknown" } },
  unreachable: { kind: "answered", answer: { kind: "unreachable" } },
} as const satisfies Record<string, LinkEvent>;

export type EventName = keyof typeof EVENTS;

/** Plays events at one instant. @returns the state after the last one, and its effects */
export function play(before: LinkState, events: (EventName | LinkEvent)[], now = NOW, draw = 1) {
  let state = before;
  let effects: Effect[] = [];
  for (const event of events)
    ({ state, effects } = next(state, typeof event === "string" ? EVENTS[event] : event, now, () => draw));
  return { state, effects };
}

/** Lets ticks of 250 ms pass. @returns the state after them, and the time of each effect */
export function pass(before: LinkState, fromMs: number, toMs: number, draw = 1) {
  let state = before;
  const log: [Effect, number][] = [];
  for (let now = fromMs; now <= toMs; now += 250) {
    const step = next(state, EVENTS.tick, now, () => draw);
    state = step.state;
    log.push(...step.effects.map((effect): [Effect, number] => [effect, now]));
  }
  return {
    state,
    log,
    times: (effect: Effect) => log.filter(([done]) => done === effect).map(([, at]) => at),
  };
}

/** A page in each phase; the link of a waiting one was live before. */
export const PAGES: Record<Phase, LinkState> = (() => {
  const connecting = loaded(NOW, POLL_MS);
  const open = play(connecting, ["opened"]).state;
  const live = play(open, ["caughtUp"]).state;
  const waiting = play(live, ["closed"]).state;
  return { connecting, open, live, waiting };
})();
