import { expect, test } from "bun:test";
import type { Effect, LinkState, Phase } from "../../../static/connection/link";
import { EVENTS, type EventName, NOW, PAGES, play, POLL_MS, SECOND } from "./play";

const TABLE: [Phase, EventName, Phase, Effect[], Partial<LinkState>][] = [
  ["connecting", "opened", "open", [], { awaySeconds: 0, status: "connecting" }],
  ["connecting", "closed", "waiting", [], { status: "connecting", losses: 0, lostAt: NOW, refusals: 0 }],
  ["connecting", "tick", "connecting", [], {}],
  ["connecting", "woke", "connecting", [], { pollAt: NOW }],
  ["connecting", "caughtUp", "connecting", [], { isPolling: true, polledEvents: 2, retryAt: Infinity }],
  ["connecting", "refused", "connecting", [], { isPolling: false, pollAt: NOW + POLL_MS }],
  ["connecting", "unknown", "connecting", ["reload"], { pollAt: Infinity, retryAt: Infinity }],
  ["connecting", "unreachable", "connecting", [], { pollAt: NOW + 750 }],
  ["connecting", "restored", "connecting", ["reload"], {}],

  ["open", "closed", "waiting", [], { losses: 0, status: "connecting" }],
  ["open", "tick", "open", [], {}],
  ["open", "woke", "open", ["catch_up"], { frameAt: NOW - 14 * SECOND }],
  ["open", "frame", "open", [], {}],
  ["open", "gap", "open", ["catch_up"], {}],
  ["open", "beat", "open", [], { bus: "ok", warning: null }],
  ["open", "caughtUp", "live", ["announce"], { status: "live", liveSince: NOW, polledEvents: 0 }],
  ["open", "refused", "waiting", ["close"], { isPolling: false, losses: 0 }],
  ["open", "unknown", "open", ["reload"], { losses: 0 }],
  ["open", "unreachable", "waiting", ["close"], {}],
  ["open", "restored", "open", ["reload"], {}],

  ["live", "closed", "waiting", [], { losses: 1, status: "reconnecting", lostAt: NOW }],
  ["live", "tick", "live", [], {}],
  ["live", "woke", "live", ["catch_up"], { status: "live", frameAt: NOW - 14 * SECOND }],
  ["live", "frame", "live", [], {}],
  ["live", "gap", "live", ["catch_up"], { status: "live" }],
  ["live", "beat", "live", [], { bus: "ok", warning: null }],
  ["live", "caughtUp", "live", [], { status: "live" }],
  ["live", "refused", "waiting", ["close"], { losses: 1, status: "reconnecting" }],
  ["live", "unknown", "live", ["reload"], { losses: 0 }],
  ["live", "unreachable", "waiting", ["close"], { losses: 1 }],
  ["live", "restored", "live", ["reload"], {}],

  ["waiting", "closed", "waiting", [], { losses: 1 }],
  ["waiting", "tick", "waiting", [], {}],
  ["waiting", "woke", "waiting", [], { pollAt: NOW }],
  ["waiting", "caughtUp", "waiting", [], { isPolling: true, polledEvents: 2, pollAt: NOW + POLL_MS }],
  ["waiting", "refused", "waiting", [], { pollAt: NOW + POLL_MS, retryAt: NOW + SECOND }],
  ["waiting", "unknown", "waiting", ["reload"], { pollAt: Infinity, retryAt: Infinity }],
  ["waiting", "unreachable", "waiting", [], { pollAt: NOW + 750, retryAt: NOW + SECOND }],
  ["waiting", "restored", "waiting", ["reload"], {}],
];

test.each(TABLE)(
  "a page that is %s, after %s, is %s and does %p",
  (phase, event, then, effects, expected) => {
    const before = structuredClone(PAGES[phase]);
    const step = play(PAGES[phase], [event]);
    expect(step.state).toMatchObject({ phase: then, ...expected });
    expect(step.effects).toEqual(effects);
    expect(PAGES[phase]).toEqual(before); // `next` changes a copy
  },
);

/** A socket opens once, and only an open one brings frames. */
const IMPOSSIBLE = /^(open|live|waiting) opened$|^(connecting|waiting) (frame|gap|beat)$/;

test("the table has every event that each phase can meet", () => {
  const known = TABLE.map(([phase, event]) => `${phase} ${event}`);
  const all = Object.keys(PAGES).flatMap((phase) => Object.keys(EVENTS).map((event) => `${phase} ${event}`));
  expect(all.filter((name) => !IMPOSSIBLE.test(name) && !known.includes(name))).toEqual([]);
});
