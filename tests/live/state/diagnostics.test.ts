import { expect, test } from "bun:test";
import { collectDiagnostics, createStageCounters } from "../../../src/live/state/diagnostics";

test("a stage counts with the time of its newest, and the diagnostics are a copy", () => {
  let now = 1_000;
  const counters = createStageCounters(() => now);
  now = 2_000;
  counters.taken.add(3);
  counters.taken.add(0);
  counters.announced.add();
  counters.busAwaySince = 1_500;
  counters.busAwayReason = "NOAUTH";
  const refusals = { list: [], counters: [] };
  const elsewhere = {
    waiting: 4,
    refusals,
    outbox: { waiting: 2, oldest: 900 },
    recordedAt: 1_900,
    sockets: 5,
  };
  const drawn = { count: 6, at: 1_800 };
  const diagnostics = collectDiagnostics(counters, { ...elsewhere, drawn, bus: "redis" });
  now = 3_000;
  counters.taken.add();
  expect(diagnostics).toMatchObject({
    readings: { taken: { count: 3, at: 2_000 }, rejected: { count: 0, at: null }, waiting: 4 },
    // An event that waits for the bus is recorded too.
    events: { recorded: { count: 3, at: 1_900 }, announced: { count: 1 }, drawn, outboxWaiting: 2 },
    bus: { kind: "redis", ok: false, awaySince: 1_500, awayReason: "NOAUTH" },
    sockets: 5,
    startedAt: 1_000,
  });
});
