import { describe, expect, test } from "bun:test";
import {
  type LinkEffect,
  type LinkEvent,
  type LinkState,
  next,
  UNLINKED,
} from "../../../src/bus/redis/link_state";

const running: LinkState = { ...UNLINKED, running: true };
const joined: LinkState = { ...running, joins: 1, joined: true };
const away: LinkState = { ...joined, ok: false };
const failing: LinkState = { ...joined, failures: 2, failedAt: 900 };
const NOW = 1_000;

const prove: LinkEffect = { kind: "prove" };
const reconnect: LinkEffect = { kind: "reconnect" };
const verdict = (ok: boolean, changed: boolean, reason = ""): LinkEffect => ({
  kind: "verdict",
  ok,
  changed,
  reason,
});
const lost = "the connection was lost";
const deaf = "published messages do not arrive";

type Row = [title: string, state: LinkState, event: LinkEvent, changes: Partial<LinkState>, ...LinkEffect[]];

const TABLE: Row[] = [
  ["the start alone says nothing", UNLINKED, { kind: "started" }, { running: true }],
  [
    "each connection is subscribed anew",
    joined,
    { kind: "connected" },
    { joins: 2, joined: false },
    { kind: "subscribe", join: 2 },
  ],
  [
    "a subscribed connection is proven",
    { ...joined, joined: false },
    { kind: "joined", join: 1 },
    { joined: true },
    prove,
  ],
  [
    "a refusal of andon:in is a verdict, with its reason",
    joined,
    { kind: "inbound", refusal: "NOPERM" },
    { ok: false, inbound: "NOPERM" },
    verdict(false, true, "NOPERM"),
  ],
  [
    "while it lasts no other proof says that the bus is back",
    { ...away, inbound: "NOPERM" },
    { kind: "proven", live: true },
    {},
  ],
  [
    "its end is for the next proof to say",
    { ...away, inbound: "NOPERM" },
    { kind: "inbound", refusal: "" },
    { inbound: "" },
  ],
  [
    "an earlier connection's subscription counts for nothing",
    { ...joined, joined: false },
    { kind: "joined", join: 0 },
    {},
  ],
  [
    "a connection that cannot be subscribed is replaced",
    { ...joined, joined: false },
    { kind: "not_joined", join: 1, reason: "no" },
    { ok: false },
    verdict(false, true, "no"),
    reconnect,
  ],
  [
    "one that may not listen is not replaced at once, for Redis would be stormed",
    { ...joined, joined: false },
    { kind: "not_joined", join: 1, reason: "NOPERM no permissions" },
    { ok: false, refused: true },
    verdict(false, true, "NOPERM no permissions"),
  ],
  [
    "but at the next beat",
    { ...away, joined: false, refused: true, reason: "NOPERM no permissions" },
    { kind: "due" },
    { refused: false },
    verdict(false, false, "NOPERM no permissions"),
    reconnect,
  ],
  [
    "one that has been replaced meanwhile is not replaced again",
    joined,
    { kind: "not_joined", join: 0, reason: "no" },
    { ok: false },
    verdict(false, true, "no"),
  ],
  ["a proof while joined", joined, { kind: "due" }, {}, prove],
  [
    "a proof that falls due without a subscription",
    running,
    { kind: "due" },
    { ok: false },
    verdict(false, true, "not subscribed to the channels"),
  ],
  [
    "the first proof is a verdict though nothing changes",
    joined,
    { kind: "proven", live: true },
    {},
    verdict(true, false),
  ],
  ["back after a failure", away, { kind: "proven", live: true }, { ok: true }, verdict(true, true)],
  ["a log that is still being caught up is no verdict", away, { kind: "proven", live: false }, {}],
  [
    "a failed proof",
    joined,
    { kind: "not_proven", reason: "Redis is away" },
    { ok: false },
    verdict(false, true, "Redis is away"),
  ],
  [
    "a second failed proof is no news",
    away,
    { kind: "not_proven", reason: "x" },
    {},
    verdict(false, false, "x"),
  ],
  [
    "that Redis now refuses this server is news",
    { ...away, reason: lost },
    { kind: "subscriber_closed", reason: "WRONGPASS invalid password" },
    { joined: false },
    verdict(false, true, "WRONGPASS invalid password"),
  ],
  [
    "a lost connection keeps the reason that tells more",
    { ...away, reason: "NOPERM no permissions" },
    { kind: "subscriber_closed" },
    { joined: false },
    verdict(false, false, "NOPERM no permissions"),
  ],
  [
    "a deaf connection is replaced",
    joined,
    { kind: "canary_lost", join: 1 },
    { ok: false, joined: false },
    verdict(false, true, deaf),
    reconnect,
  ],
  [
    "a deaf connection that has been replaced meanwhile is left alone",
    joined,
    { kind: "canary_lost", join: 0 },
    { ok: false },
    verdict(false, true, deaf),
  ],
  [
    "a lost subscription",
    joined,
    { kind: "subscriber_closed" },
    { ok: false, joined: false },
    verdict(false, true, lost),
  ],
  ["lost commands", joined, { kind: "commands_closed" }, { ok: false }, verdict(false, true, lost)],
  ["commands that are back are proven at once", away, { kind: "commands_connected" }, {}, prove],
  ["commands that are back before the subscription wait for it", running, { kind: "commands_connected" }, {}],
  [
    "two failed announcements say nothing yet",
    { ...failing, failures: 1 },
    { kind: "announce_failed", reason: "OOM" },
    { failures: 2, failedAt: NOW },
  ],
  [
    "the third failed announcement is a verdict",
    failing,
    { kind: "announce_failed", reason: "OOM" },
    { ok: false, failures: 3, failedAt: NOW },
    verdict(false, true, "OOM"),
  ],
  [
    "a proof does not outweigh failing announcements",
    { ...failing, failures: 3 },
    { kind: "proven", live: true },
    {},
  ],
  [
    "failures of long ago do not count",
    { ...failing, ok: false, failures: 3, failedAt: NOW - 5_000 },
    { kind: "proven", live: true },
    { ok: true },
    verdict(true, true),
  ],
  ["an announcement that succeeds ends the count", failing, { kind: "announced" }, { failures: 0 }],
  [
    "an announcement that gets through after failures is proven at once",
    { ...failing, ok: false, failures: 3, reason: "OOM" },
    { kind: "announced" },
    { failures: 0 },
    prove,
  ],
  [
    "but not before the connection listens again",
    { ...failing, ok: false, joined: false, failures: 3, reason: "OOM" },
    { kind: "announced" },
    { failures: 0 },
  ],
  ["one that gets through as ever says nothing", away, { kind: "announced" }, {}],
  ["the stop says nothing", joined, { kind: "stopped" }, { running: false }],
];

test.each(TABLE)("%s", (_, state, event, changes, ...effects) => {
  const said = effects.find((effect) => effect.kind === "verdict");
  const reason = said?.reason ?? state.reason;
  expect(next(state, event, NOW)).toEqual({ state: { ...state, ...changes, reason }, effects });
});

describe("before the start and after the stop", () => {
  const events = TABLE.map(([, , event]) => event).filter(({ kind }) => kind !== "started");
  test.each(events)("%o has no effect, and the verdict stays", (event) => {
    const stopped = { ...joined, running: false };
    const step = next(stopped, event, NOW);
    expect(step.effects).toEqual([]);
    expect(step.state.ok).toBe(true);
    expect(step.state.running).toBe(false);
  });
});

test("a break and its end are told once each, whatever comes in between", () => {
  const events: LinkEvent[] = [
    { kind: "subscriber_closed" },
    { kind: "commands_closed" },
    { kind: "due" },
    { kind: "commands_connected" },
    { kind: "connected" },
    { kind: "joined", join: 2 },
    { kind: "proven", live: true },
    { kind: "proven", live: true },
  ];
  let state = joined;
  const peerReported: boolean[] = [];
  for (const event of events) {
    const step = next(state, event, NOW);
    state = step.state;
    for (const effect of step.effects)
      if (effect.kind === "verdict" && effect.changed) peerReported.push(effect.ok);
  }
  expect(peerReported).toEqual([false, true]);
});
