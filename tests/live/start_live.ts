import { createCounters } from "../../src/live/counters";
import { createFloor } from "../../src/live/floor";
import { createHour } from "../../src/live/hour";
import { createLive, type LiveDeps } from "../../src/live/live";

/** The drawing for an empty floor at one instant, and what it says by topic. */
export function startLive(at: number, change: Partial<LiveDeps> = {}) {
  const said: Record<string, string[]> = {};
  const now = () => at;
  const floor = createFloor(() => 1);
  const counters = createCounters({ floor, totals: new Map(), recent: [], now });
  const live = createLive({
    ...{ floor, counters, now, timezone: "UTC", build: "b" },
    paces: { drawn: createHour(now), lag: createHour(now) },
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
