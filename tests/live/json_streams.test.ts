import { expect, test } from "bun:test";
import { createJsonStreams } from "../../src/live/json_streams";
import { createAudiences, type Stream } from "../../src/live/audiences";
import type { AnnouncedEvent } from "../../src/domain/event";

const event = (n: number, change: object = {}) =>
  ({
    event_type: "anomaly_detected",
    event_id: `e${n}`,
    id: `log-${n}`,
    published_at: "2026-11-23T10:00:00Z",
    machine_id: "m",
    severity: "warning",
    timestamp: "2026-11-23T10:00:00Z",
    ...change,
  }) as AnnouncedEvent;

function start() {
  const received: Record<string, { type: string; id?: string; data: Record<string, unknown> }[]> = {};
  const audiences = createAudiences();
  const jsonStreams = createJsonStreams(audiences, (topic, message) =>
    (received[topic] ??= []).push(JSON.parse(message)),
  );
  const join = (stream: Stream, ...machineIds: string[]) =>
    audiences.join({ kind: "stream", stream, machineIds });
  return { received, jsonStreams, join };
}

test("each stream carries its own kinds, and training results reach the dashboard as model updates", () => {
  const { received, jsonStreams, join } = start();
  const [dashboard, training, events] = [join("dashboard"), join("training"), join("events")];
  jsonStreams.onEvent(event(1, { event_type: "training_completed", job_id: "j", status: "completed" }));
  jsonStreams.onEvent(event(2));
  jsonStreams.onEvent(event(3, { event_type: "system_alert", alert_type: "x", message: "y" }));
  const types = (topic: string) => received[topic]?.map(({ type }) => type);
  expect(types(dashboard)).toEqual(["model_updated", "anomaly_detected"]);
  expect(types(training)).toEqual(["training_completed"]);
  expect(types(events)).toEqual(["system_alert"]);
});

test("a program that asks for one machine is sent no other's events", () => {
  const { received, jsonStreams, join } = start();
  const mine = join("anomalies", "m");
  jsonStreams.onEvent(event(1, { machine_id: "other" }));
  jsonStreams.onEvent(event(2)); // the guard: it does hear
  expect(received[mine]?.map(({ id }) => id)).toEqual(["log-2"]);
});

test("fields that only the sender knows are passed on", () => {
  const { received, jsonStreams, join } = start();
  const topic = join("anomalies");
  jsonStreams.onEvent(event(1, { shift_lead: "Ada" }));
  expect(received[topic]?.[0]?.data.shift_lead).toBe("Ada");
});

test("the tail holds what came after a cursor", () => {
  const { jsonStreams } = start();
  for (let n = 1; n <= 12; n += 1) jsonStreams.onEvent(event(n));
  expect(jsonStreams.tail("log-9").map(({ id }) => id)).toEqual(["log-10", "log-11", "log-12"]);
});

test("a system alert and its changes go to programs that listen to events, and to no others", () => {
  const { received, jsonStreams, join } = start();
  const topics = (["dashboard", "anomalies", "events"] as const).map((stream) => join(stream));
  const changed = (n: number, origin: string) =>
    jsonStreams.onEvent(
      event(n, { event_type: "anomaly_updated", anomaly_id: "a", state: "cleared", origin }),
    );
  jsonStreams.onEvent(
    event(1, { event_type: "system_alert", alert_type: "x", message: "y", anomaly_id: "a" }),
  );
  changed(2, "external");
  changed(3, "system");
  changed(4, "live"); // the guard: they do hear of other changes
  const ids = topics.map((topic) => received[topic]?.map(({ type, id }) => `${type} ${id}`));
  expect(ids).toEqual([
    ["anomaly_updated log-4"],
    ["anomaly_updated log-4"],
    ["system_alert log-1", "anomaly_updated log-2", "anomaly_updated log-3"],
  ]);
});
