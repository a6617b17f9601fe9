import { createKpiTracker } from "../../src/live/state/kpi_tracker";
import { createPlantState } from "../../src/live/state/plant_state";
import { createLatencyHistogram } from "../../src/live/state/latency_histogram";
import { createLive, type LiveDeps } from "../../src/live/live";

/** The drawing for an empty floor at one instant, and what it says by topic. */
export function startLive(at: number, change: Partial<LiveDeps> = {}) {
  const said: Record<string, string[]> = {};
  const now = () => at;
  const plantState = createPlantState();
  const kpis = createKpiTracker({ plantState, totals: new Map(), recent: [], now });
  const live = createLive({
    ...{ plantState, kpis, now, timezone: "UTC", build: "b" },
    latencies: { drawn: createLatencyHistogram(now), lag: createLatencyHistogram(now) },
    screens: { list: () => ({ lines: [], more: 0 }), changes: () => 0 },
    publish: (topic, message) => (said[topic] ??= []).push(message),
    latest: () => "log-7",
    canary: () => 0,
    busAwaySince: () => null,
    facts: () => Promise.reject(new Error("Not asked")),
    onUndrawable() {},
    ...change,
  });
  const page = live.audiences.join({ kind: "page", page: "board", machineIds: [] });
  const program = live.audiences.join({ kind: "stream", stream: "anomalies", machineIds: [] });
  const heard = (topic: string) => said[topic]?.splice(0).join("") ?? "";
  return {
    live,
    page: () => heard(page),
    program: () => heard(program),
    [Symbol.dispose]: () => live.stop(),
  };
}
