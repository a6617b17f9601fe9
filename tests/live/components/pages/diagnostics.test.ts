import { expect, test } from "bun:test";
import { createDiagnostics } from "../../../../src/live/components/pages/diagnostics";
import { createKpiTracker } from "../../../../src/live/state/kpi_tracker";
import { createLatencyHistogram } from "../../../../src/live/state/latency_histogram";
import { createPlantState } from "../../../../src/live/state/plant_state";
import { NOW, stageDiagnostics } from "../../../support/views";

function start() {
  const state = { now: NOW, changes: 0, isAway: false, refused: 0 };
  const now = () => state.now;
  const plantState = createPlantState();
  const diagnostics = createDiagnostics({
    ...{ plantState, timezone: "UTC", now, onUndrawable() {}, latest: () => "log-7" },
    kpis: createKpiTracker({ plantState, totals: new Map(), recent: [], now }),
    latencies: { drawn: createLatencyHistogram(now), lag: createLatencyHistogram(now) },
    screens: { list: () => ({ lines: [], more: 0 }), changes: () => state.changes },
    diagnostics: () =>
      state.isAway
        ? Promise.reject(new Error("The database is away"))
        : Promise.resolve({
            ...stageDiagnostics,
            refusals: {
              list: [],
              counters: [{ of: "value", reason: "text", machine: "m", metric: "a", count: state.refused }],
            },
          }),
  });
  return { state, ids: async () => (await diagnostics.refresh()).map(({ id }) => id) };
}

test("the stages are drawn each time, screens and latencies every ten seconds", async () => {
  const { state, ids } = start();
  expect(await ids()).toEqual(["path-facts", "refused-messages", "screens", "latency"]);
  expect(await ids()).toEqual(["path-facts"]);
  state.now += 10_000;
  expect(await ids()).toEqual(["path-facts", "screens", "latency"]);
});

test("refusals are drawn when there are more of them", async () => {
  const { state, ids } = start();
  await ids();
  state.refused = 2;
  expect(await ids()).toEqual(["path-facts", "refusals"]);
  expect(await ids()).toEqual(["path-facts"]);
});

test("a screen that comes or goes is drawn with the next refresh", async () => {
  const { state, ids } = start();
  await ids();
  state.changes += 1;
  expect(await ids()).toContain("screens");
});

test("while the stages cannot be read the rest is drawn all the same", async () => {
  const { state, ids } = start();
  state.isAway = true;
  expect(await ids()).toEqual(["screens", "latency"]);
});
