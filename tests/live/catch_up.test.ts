import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { LIVE_TICK_MS } from "../../src/live/components/update_scheduler";
import type { AnnouncedEvent } from "../../src/domain/event";
import { MACHINE_DEFAULTS } from "../../src/domain/machine/machine";
import { startLive } from "../support/live";

const at = Date.parse("2026-11-23T10:00:00Z");
const timestamp = new Date(at).toISOString();

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function start() {
  const plant = startLive(at);
  plant.live.onMachine({ ...MACHINE_DEFAULTS, id: "m", name: "Press-1", created_at: 0, updated_at: 0 });
  const asked = () => plant.live.catchUp([], { kind: "page", page: "board", machineIds: [] }, "log-7");
  return { ...plant, asked };
}

test("a page that catches up just after an event sees its machine as it is now", () => {
  using plant = start();
  expect(plant.asked()).not.toContain('data-severity="critical"');
  const anomaly = { anomaly_id: "a", machine_id: "m", severity: "critical", timestamp };
  const recorded = { event_id: "e", id: "log-7", published_at: timestamp };
  plant.live.onEvent({ event_type: "anomaly_detected", ...anomaly, ...recorded } as AnnouncedEvent);
  expect(plant.asked()).toContain('data-severity="critical"');
});

test("a page that catches up after a frame is not given the value from before it", async () => {
  using plant = start();
  jest.advanceTimersByTime(LIVE_TICK_MS - 1);
  expect(plant.asked()).not.toContain("77.7");
  plant.live.onValue({
    ...{ event_type: "metric_updated", machine_id: "m", metric: "power_kw", value: 77.7, timestamp },
  });
  jest.advanceTimersByTime(1);
  await Promise.resolve();
  jest.advanceTimersByTime(1);
  expect(plant.page()).toContain("77.7"); // the guard: the frame has gone
  expect(plant.asked()).toContain("77.7");
});
