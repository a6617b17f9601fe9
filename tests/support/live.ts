import type { Audience } from "../../src/live/audiences";
import type { Component } from "../../src/live/components/component";
import type { LiveView } from "../../src/live/components/components";
import { createLive } from "../../src/live/live";
import type { PagesDeps } from "../../src/live/pages";
import { createKpiTracker } from "../../src/live/state/kpi_tracker";
import { createLatencyHistogram } from "../../src/live/state/latency_histogram";
import { createPlantState } from "../../src/live/state/plant_state";

/** Live for a plant without machines at one instant, and what it publishes by topic. */
export function startLive(
  at: number,
  change: Partial<PagesDeps> = {},
  componentsOf?: (view: LiveView) => readonly Component[],
) {
  const published: Record<string, string[]> = {};
  const now = () => at;
  const plantState = createPlantState();
  const kpis = createKpiTracker({ plantState, totals: new Map(), recent: [], now });
  const deps: PagesDeps = {
    ...{ plantState, kpis, now, timezone: "UTC", build: "b" },
    latencies: { drawn: createLatencyHistogram(now), lag: createLatencyHistogram(now) },
    screens: { list: () => ({ lines: [], more: 0 }), changes: () => 0 },
    publish: (topic, message) => (published[topic] ??= []).push(message),
    latest: () => "log-7",
    warning: () => ({ bus: "ok", warning: null }),
    diagnostics: () => Promise.reject(new Error("Not asked")),
    onUndrawable() {},
    ...change,
  };
  const live = createLive(deps, componentsOf);
  const open = (audience: Audience) => live.audiences.join(audience);
  const page = open({ kind: "page", page: "board", machineIds: [] });
  const program = open({ kind: "stream", stream: "anomalies", machineIds: [] });
  /** The messages on a topic since the last call. */
  const messages = (topic: string) => published[topic]?.splice(0).join("") ?? "";
  return {
    ...{ live, open, messages },
    page: () => messages(page),
    program: () => messages(program),
    [Symbol.dispose]: () => live.stop(),
  };
}
