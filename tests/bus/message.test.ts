import { expect, test } from "bun:test";
import fc from "fast-check";
import { readMessage, valueMessage } from "../../src/bus/message";
import { provenCursor } from "../../src/domain/cursor";
import { CHANNELS, type EventType } from "../../src/domain/event";
import { anomaly, powerOf } from "../support/recording_subscriber";
import { fastest } from "../support/fastest";

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
  const proven = { ...event, id: provenCursor(event.id, event.event_id) };
  expect(read("anomaly.detected", event)).toEqual({ kind: "own", event: proven });
  expect(read("anomaly.detected", proven)).toEqual({ kind: "own", event: proven });
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
  ["no kind where no channel says it", undefined, JSON.stringify(outside), "event_type: is missing"],
  ["an unknown kind", undefined, '{"event_type": "crash"}', 'event_type: "crash" is not known'],
  ["more than 8 MiB", "anomaly.detected", " ".repeat(8 * 1024 * 1024 + 1), /larger than 8 MiB/],
])("%s is malformed, and the reason names it", (_, channel, text, reason) => {
  const message = readMessage(channel, text);
  expect(message).toEqual({
    kind: "malformed",
    reason: typeof reason === "string" ? reason : expect.stringMatching(reason),
  });
});

test.each([
  [
    "the kind of its own where the channel carries another",
    "system.alert",
    "metric_updated",
    "metric_updated",
  ],
  ["the kind in other letters", "system.alert", "AnomalyDetected", "anomaly_detected"],
  ["the kind of the channel where its own is unknown", "system.alert", "crash", "system_alert"],
])("an event has %s, and says so", (_, channel, event_type, read) => {
  expect(readMessage(channel, JSON.stringify({ ...outside, event_type }))).toMatchObject({
    kind: "external",
    event: { event_type: read },
  });
});

test("a wrapped message without kind in its data has that of the wrapping", () => {
  expect(read(undefined, { type: "anomaly_detected", data: outside })).toMatchObject({
    kind: "external",
    event: { event_type: "anomaly_detected" },
  });
});

test("a bare NaN or Infinity, as Python writes them, is null, and that is said", () => {
  const text =
    '{"machine_id": null, "metric": "NaN rate", "value": NaN, "anomaly_score": -Infinity, "severity": "critical", "timestamp": "2026-01-01T00:00:00Z"}';
  expect(readMessage("anomaly.detected", text)).toMatchObject({
    kind: "external",
    event: {
      ...{ metric: "NaN rate", value: null, anomaly_score: null },
      details: { mended: ["bare NaN read as null", "bare -Infinity read as null"] },
    },
  });
});

test("a raw line break or a byte order mark ends no message", () => {
  const text = '\ufeff{"alert_type": "Crane", "severity": "warning", "message": "one\ntwo"}';
  expect(readMessage("system.alert", text)).toMatchObject({
    kind: "external",
    event: { message: "one two" },
  });
});

test("what makes a message larger than 256 KiB is left out or cut, and that is said", () => {
  const sent = { ...outside, metric: "power_kw", reason: "r".repeat(5000), x: "x".repeat(300_000) };
  const { event } = read("anomaly.detected", sent) as { event: Record<string, unknown> };
  expect(event).toMatchObject({ metric: "power_kw", reason: "r".repeat(4000) });
  expect(event).not.toHaveProperty("x");
  const mended = ["reason: cut to 4000 of 5000 characters", "x: 300008 characters are too many, left out"];
  expect(event.details).toEqual({ mended });
});

test("a cursor of ours from far ahead is none: the event is another program's", () => {
  const sent = anomaly(1);
  const forged = { ...sent, id: "spring-99999999999999-0" };
  expect(read("anomaly.detected", forged)).toEqual({ kind: "external", event: sent });
});

test("an event of our own is never too large to be read", () => {
  const event = { ...anomaly(1), details: "x".repeat(256 * 1024), id: "spring-1700000000000-0" };
  expect(read("anomaly.detected", event).kind).toBe("own");
});

test("U+0000, which no database would take, is left out, and that is said", () => {
  for (const sent of [
    { ...outside, metric: "po\0wer\0" },
    { ...outside, metric: "power", extra: { deep: ["\0"] } },
  ])
    expect(read("anomaly.detected", sent)).toMatchObject({
      kind: "external",
      event: { metric: "power", details: { mended: ["U+0000 left out"] } },
    });
});

test("any JSON object of a known kind is taken, whatever its fields hold", () => {
  const named = [
    "event_id",
    "id",
    "type",
    "data",
    "published_at",
    "timestamp",
    "machine_id",
    "metric",
    "value",
  ];
  const others = [
    "severity",
    "job_id",
    "progress_pct",
    "status",
    "metrics",
    "alert_type",
    "message",
    "details",
  ];
  const rest = ["anomaly_id", "state", "origin", "raised", "learned", "low", "mode", "reason"];
  const field = fc.oneof(fc.constantFrom(...named, ...others, ...rest), fc.string());
  const types = fc.constantFrom(...(Object.keys(CHANNELS) as EventType[]));
  fc.assert(
    fc.property(types, fc.boolean(), fc.dictionary(field, fc.jsonValue()), (type, isStream, sent) => {
      const event = { ...sent, event_type: type };
      const message = read(isStream ? undefined : CHANNELS[type], event);
      expect(message).toMatchObject({ kind: "external", event: { event_type: type } });
    }),
    { numRuns: 2000 },
  );
});

test("what is nested too deep, and half a surrogate pair, cost only themselves and are said", () => {
  const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  const text = `{"event_type":"system_alert","alert_type":"a","severity":"critical","message":"M\\ud800","details":{"a":1,"b":${deep}}}`;
  const message = readMessage("system.alert", text);
  expect(fastest(() => readMessage("system.alert", text))[0]).toBeLessThan(250);
  expect(message).toMatchObject({
    kind: "external",
    event: {
      severity: "critical",
      message: "M\ufffd",
      details: {
        a: 1,
        mended: ["deeper than 64 levels, read as null", "half a surrogate pair read as U+FFFD"],
      },
    },
  });
  expect(readMessage("system.alert", "[".repeat(50_000))).toMatchObject({ kind: "malformed" });
  expect(readMessage(undefined, `{"event_type":${deep}}`)).toMatchObject({ kind: "malformed" });
});
