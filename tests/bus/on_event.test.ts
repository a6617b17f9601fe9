import { expect, test } from "bun:test";
import { countMalformed, createEventHandlers } from "../../src/bus/on_event";
import type { PeerMessage } from "../../src/bus/peer_message";
import type { AnnouncedEvent, LoggedEvent } from "../../src/domain/event";
import { createStageCounters } from "../../src/live/state/diagnostics";
import { anomaly, powerOf } from "../support/recording_subscriber";

/** Handlers that write down whom they call, and with what. */
function handling() {
  const calls: unknown[][] = [];
  const call =
    (name: string) =>
    (...said: unknown[]) =>
      void calls.push([name, ...said]);
  const stageCounters = createStageCounters(() => 1_000);
  const log = { info: call("info"), warn: call("warn") };
  const handlers = createEventHandlers({
    live: {
      onEvent: call("drawn"),
      onValue: call("value drawn"),
      resync: call("resync"),
      beat: call("beat"),
    },
    judging: {
      onAlarmUpdated: call("alarm judged"),
      onValue: call("value judged"),
      onPeerMessage: call("peer judged"),
    },
    screenPresence: { onPeerMessage: call("screens") },
    store: { events: { recordExternal: async (event: LoggedEvent) => call("recorded")(event) } },
    recordValue: (event) => (call("value recorded")(event), { unreadable: "no machine m" }),
    publishedEvents: { takesIn: () => true, take: call("published"), onAnnounced: call("announced") },
    malformed: countMalformed({ stageCounters, log, now: () => 1_000 }),
    onMachinesChanged: call("machines"),
    stageCounters,
    log,
    now: () => 1_000,
  });
  return { ...handlers, stageCounters, calls: () => calls.splice(0) };
}

const announced: AnnouncedEvent = { ...anomaly(1), id: "log-1" };
const updated = {
  ...announced,
  event_type: "anomaly_updated",
  anomaly_id: "a",
  state: "resolved",
} as AnnouncedEvent;

test("an announced event is counted and drawn", () => {
  const { event, stageCounters, calls } = handling();
  event(announced);
  expect(calls()).toEqual([
    ["announced", announced],
    ["drawn", announced],
  ]);
  expect(stageCounters.received.count).toBe(1);
});

test("a changed alarm is told to the judging first, wherever it was changed", () => {
  const { event, calls } = handling();
  event(updated);
  expect(calls()).toEqual([
    ["announced", updated],
    ["alarm judged", updated],
    ["drawn", updated],
  ]);
});

test("a value is drawn, and says what its machine has learned", () => {
  const { value, calls } = handling();
  value(powerOf("m", 1));
  expect(calls().map(([name]) => name)).toEqual(["value judged", "value drawn"]);
});

test("another program's event is recorded, its value taken in as a reading with that outcome", async () => {
  const { external, calls } = handling();
  const { event_id: _, ...sent } = anomaly(1);
  expect(await external(sent)).toBeUndefined();
  expect(await external(powerOf("m", 1))).toEqual({ unreadable: "no machine m" });
  expect(calls()).toEqual([
    ["recorded", sent],
    ["value recorded", powerOf("m", 1)],
  ]);
});

test("what other programs publish goes to the part that records or keeps it", () => {
  const { published, takesIn, calls } = handling();
  published(announced);
  expect(calls()).toEqual([["published", announced]]);
  expect(takesIn?.()).toBe(true);
});

test.each([
  [{ kind: "machines" }, ["machines"]],
  [
    { kind: "find", server: "s", screen: "hall1" },
    ["screens", { kind: "find", server: "s", screen: "hall1" }],
  ],
  [{ kind: "accept", machine: "m" }, ["peer judged", { kind: "accept", machine: "m" }]],
] as [PeerMessage, unknown[]][])(
  "the peer message %o goes to the part that it concerns",
  (message, called) => {
    const { peerMessage, calls } = handling();
    peerMessage?.(message);
    expect(calls()).toEqual([called]);
  },
);

test("a bus that goes and comes is timed, logged and told to every page at once", () => {
  const { health, stageCounters, calls } = handling();
  health(false, "the connection was lost");
  expect(stageCounters.busAwaySince).toBe(1_000);
  health(true, "");
  expect([stageCounters.busAwaySince, stageCounters.busAwayReason]).toEqual([null, null]);
  expect(calls()).toEqual([
    ["warn", "the event bus is away"],
    ["beat"],
    ["info", "the event bus is back"],
    ["beat"],
  ]);
});

test("a reason that tells more does not change since when the bus is away", () => {
  const { health, stageCounters } = handling();
  stageCounters.busAwaySince = 500;
  health(false, "WRONGPASS invalid username-password pair");
  expect(stageCounters.busAwaySince).toBe(500);
  expect(stageCounters.busAwayReason).toBe("WRONGPASS invalid username-password pair");
});

test("a gap sends every screen to ask for itself", () => {
  const { gap, calls } = handling();
  gap?.("log-1", "log-9");
  expect(calls()).toEqual([["resync", "log-1", "log-9"]]);
});

test("diagnostics counts messages that cannot be read, entries that fail and dead letters, with the last of each", () => {
  const { malformed, inboundFailed, deadLetter, stageCounters } = handling();
  malformed("system.alert", "severity: expected info", "{}");
  inboundFailed?.(3, "the database is away");
  deadLetter?.({ id: "17-0", reason: "no such state" });
  expect(stageCounters).toMatchObject({
    malformed: { count: 1 },
    lastMalformed: "system.alert: severity: expected info",
    inboundFailed: { count: 3 },
    lastInboundFailure: "the database is away",
    deadLettered: { count: 1 },
    lastDeadLetter: "17-0: no such state",
  });
});
