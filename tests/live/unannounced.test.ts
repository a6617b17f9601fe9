import { expect, test } from "bun:test";
import type { RecordedEvent } from "../../src/domain/event";
import { eventually } from "../support/andon";
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

test("an event that is announced while it is read from the database is not drawn over what came after it", async () => {
  using plant = start();
  plant.live.onEvent({ ...event, id: "log-8" });
  let frames = "";
  const isOnPage = (id: string) => (frames += plant.page()).includes(`<tr id="alarm-${id}"`);
  await eventually(() => isOnPage("a1"), "it is drawn");
  frames = "";
  plant.live.drawUnannounced([event, { ...event, event_id: "e2", anomaly_id: "a2" }]);
  await eventually(() => isOnPage("a2"), "the other is drawn");
  expect(isOnPage("a1")).toBe(false);
});

test("a server that has not found its log yet moves no page's cursor", async () => {
  using plant = start("none-0");
  plant.live.drawUnannounced([event]);
  await Promise.resolve();
  expect(plant.page()).not.toContain("data-cursor");
  plant.live.beat();
  expect(JSON.parse(plant.page()).beat.cursor).toBeNull();
});
