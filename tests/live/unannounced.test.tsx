import { expect, test } from "bun:test";
import { createCounters } from "../../src/live/counters";
import { createFloor } from "../../src/live/floor";
import { createHour } from "../../src/live/hour";
import { createLive } from "../../src/live/live";
import type { AnnouncedEvent, RecordedEvent } from "../../src/model/event";

const at = Date.parse("2026-11-23T10:00:00Z");
const event = {
  event_type: "anomaly_detected",
  event_id: "e1",
  anomaly_id: "a1",
  published_at: new Date(at).toISOString(),
  machine_id: "m",
  severity: "warning",
  timestamp: new Date(at).toISOString(),
} as RecordedEvent;

function start(latest = "log-7") {
  const said: Record<string, string[]> = {};
  const now = () => at;
  const floor = createFloor(() => 1);
  const counters = createCounters({ floor, totals: new Map(), recent: [], now });
  const live = createLive({
    ...{ floor, counters, now, timezone: "UTC", build: "b" },
    paces: { drawn: createHour(now), lag: createHour(now) },
    screens: { list: () => ({ lines: [], more: 0 }), changes: () => 0 },
    publish: (topic, message) => (said[topic] ??= []).push(message),
    latest: () => latest,
    canary: () => 0,
    busAwaySince: () => at,
    facts: () => Promise.reject(new Error("Not asked")),
    onUndrawable() {},
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

test("what cannot be announced is drawn once, without moving the cursor; announced later, only programs hear of it", async () => {
  using plant = start();
  for (const _ of [1, 2]) plant.live.hearUnannounced([event]);
  await Promise.resolve();
  expect(plant.page().match(/<tr id="alarm-/g)).toHaveLength(1);
  expect(plant.program()).toBe("");
  plant.live.hear({ ...event, id: "log-8" } as AnnouncedEvent);
  await Bun.sleep(0);
  expect(plant.page()).not.toContain("<tr");
  expect(plant.program()).toContain('"id":"log-8"');
});

test("a server that has not found its log yet moves no page's cursor", async () => {
  using plant = start("none-0");
  plant.live.hearUnannounced([event]);
  await Promise.resolve();
  expect(plant.page()).not.toContain("data-cursor");
  plant.live.beat();
  expect(JSON.parse(plant.page()).beat.cursor).toBeNull();
});
