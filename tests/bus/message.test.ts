import { expect, test } from "bun:test";
import { readMessage, valueMessage } from "../../src/bus/message";
import { anomaly, powerOf } from "../support/recording_subscriber";

const outside = {
  machine_id: null,
  metric: null,
  value: null,
  severity: "critical" as const,
  timestamp: "2025-10-16T07:18:45.724209",
};

function read(channel: string | undefined, sent: unknown) {
  return readMessage(channel, JSON.stringify(sent));
}

test("a message without event_id is another program's, with the kind of its channel", () => {
  expect(read("anomaly.detected", { ...outside, extra: { kept: true } })).toEqual({
    kind: "external",
    event: { ...outside, event_type: "anomaly_detected" as const, extra: { kept: true } },
  });
});

test("a message {type, data}, as some sockets send it, means its data", () => {
  expect(read("anomaly.detected", { type: "anomaly_detected", data: outside })).toMatchObject({
    kind: "external",
    event: { ...outside, event_type: "anomaly_detected" as const },
  });
});

test("a recorded event with its cursor is our own", () => {
  const event = { ...anomaly(1), id: "spring-1700000000000-0" };
  expect(read("anomaly.detected", event)).toEqual({ kind: "own", event });
});

test("an event_id alone does not make an event our own, and an id is no cursor", () => {
  const event_id = Bun.randomUUIDv7();
  expect(read("anomaly.detected", { ...outside, event_id, id: "row 17" })).toEqual({
    kind: "external",
    event: { ...outside, event_type: "anomaly_detected" as const, event_id },
  });
});

test.each([
  ["", "empty"],
  ["17", "a number"],
  [null, "null"],
  [17, "no text"],
  ["00000000-0000-0000-0000-000000000000", "zeros"],
  ["f".repeat(300), "too long"],
])("an event_id that is no UUID is none: %p (%s)", (event_id) => {
  expect(read("anomaly.detected", { ...outside, event_id })).toEqual({
    kind: "external",
    event: { ...outside, event_type: "anomaly_detected" as const },
  });
});

test("our values are told apart from those of other programs", () => {
  expect(readMessage("metric.updated", valueMessage(powerOf("boiler-1", 1), outside.timestamp)).kind).toBe(
    "value",
  );
  expect(read("metric.updated", powerOf("boiler-1", 1)).kind).toBe("external");
});

test.each([
  ["not JSON", "anomaly.detected", "{", "the message is not a JSON object"],
  ["an array", "anomaly.detected", "[]", "the message is not a JSON object"],
  ["a wrong field", "anomaly.detected", JSON.stringify({ ...outside, severity: "bad" }), /^severity: /],
  ["a missing field", "system.alert", JSON.stringify({ alert_type: "a", severity: "info" }), /^message: /],
  [
    "a type of another channel",
    "system.alert",
    JSON.stringify({ event_type: "metric_updated" }),
    /^event_type is "metric_updated"/,
  ],
  ["no type where no channel says it", undefined, JSON.stringify(outside), /^event_type: /],
  [
    "256 KiB and more",
    "anomaly.detected",
    JSON.stringify({ ...outside, x: "x".repeat(256 * 1024) }),
    /larger than 256 KiB/,
  ],
])("%s is malformed, and the reason names it", (_, channel, text, reason) => {
  const message = readMessage(channel, text);
  expect(message).toEqual({
    kind: "malformed",
    reason: typeof reason === "string" ? reason : expect.stringMatching(reason),
  });
});

test("an event of our own is never too large to be read", () => {
  const event = { ...anomaly(1), details: "x".repeat(256 * 1024), id: "spring-1700000000000-0" };
  expect(read("anomaly.detected", event).kind).toBe("own");
});

test("a message with U+0000 anywhere in it is malformed: no database would ever take it", () => {
  const event = { ...anomaly(1), id: "spring-1700000000000-0", machine_name: "Press\0" };
  for (const sent of [{ ...outside, metric: "power\0" }, { ...outside, extra: { deep: ["\0"] } }, event])
    expect(read("anomaly.detected", sent)).toMatchObject({
      kind: "malformed",
      reason: expect.stringContaining("contains U+0000"),
    });
});
