import { expect, test } from "bun:test";
import type { RecordedEvent } from "../../src/domain/event";
import { startLive } from "../support/live";

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

const start = (latest?: string) =>
  startLive(at, {
    warning: () => ({ bus: "away", warning: "down" }),
    ...(latest && { latest: () => latest }),
  });

test("an unannounced event is drawn once without cursor; announced, it goes to programs", async () => {
  using plant = start();
  for (const _ of [1, 2]) plant.live.drawUnannounced([event]);
  await Promise.resolve();
  expect(plant.page().match(/<tr id="alarm-/g)).toHaveLength(1);
  expect(plant.program()).toBe("");
  plant.live.onEvent({ ...event, id: "log-8" });
  await Bun.sleep(0);
  expect(plant.page()).not.toContain("<tr");
  expect(plant.program()).toContain('"id":"log-8"');
});

test("a server that has not found its log yet moves no page's cursor", async () => {
  using plant = start("none-0");
  plant.live.drawUnannounced([event]);
  await Promise.resolve();
  expect(plant.page()).not.toContain("data-cursor");
  plant.live.beat();
  expect(JSON.parse(plant.page()).beat.cursor).toBeNull();
});
