import { expect, test } from "bun:test";
import { CHANNELS, type EventType, type FactoryEvent } from "../../src/domain/event";
import { mendedIn, mendEvent, withoutArrival } from "../../src/domain/event_mending";

const AT = Date.UTC(2026, 2, 2, 8);
const ARRIVED = "2026-03-02T08:00:00.000Z";
const whole = {
  anomaly_detected: {
    ...{ machine_id: "Press-1", metric: "power_kw", value: 71.4, anomaly_score: 3, severity: "critical" },
    timestamp: "2026-03-02T07:59:00Z",
  },
  anomaly_updated: { anomaly_id: "a1", state: "new", severity: "warning", timestamp: "2026-03-02T07:59:00Z" },
  metric_updated: { machine_id: "Press-1", metric: "power_kw", value: 1, timestamp: "2026-03-02T07:59:00Z" },
  training_started: { job_id: "7", machine_id: "Press-1", model_type: "baseline" },
  training_progress: { job_id: "7", progress_pct: 45, status: "training", message: null },
  training_completed: { job_id: "7", status: "completed", metrics: null, error_message: null },
  call_updated: { call_id: "c", call_type: "material", state: "open", timestamp: "2026-01-31T08:00:00Z" },
  system_alert: { alert_type: "Crane", severity: "warning", message: "Locked out", details: null },
} satisfies Record<EventType, object>;

const mend = (type: EventType, sent: object) => mendEvent(type, sent as Record<string, unknown>, AT);

test.each(Object.keys(CHANNELS) as EventType[])("a well-formed %s stays as it is", (type) => {
  const sent = { ...whole[type], event_type: type, extra: { kept: [1] } };
  expect(mend(type, sent)).toEqual(sent as unknown as FactoryEvent);
});

test.each([
  ["anomaly_detected", { value: "71.4" }, { value: 71.4 }],
  ["anomaly_detected", { value: " 71.4 kW" }, { value: 71.4 }],
  ...(
    [
      ["1e3", 1000],
      ["+5", 5],
      ["5.", 5],
      ["-.5", -0.5],
      ["True", 1],
      ["45%", 45],
      ["3 m³/h", 3],
      ["1.5e3 Pa", 1500],
      ["0bar", 0],
      ["20 °C", 20],
      ...[
        "0x10",
        "-0x1F",
        "0x",
        "1,5",
        "1,5 kW",
        "Infinity",
        "1e999",
        "1e",
        "1_000",
        "1'000",
        "1/2",
        "1.2.3",
        "1 000",
        "",
        ".",
      ].map((text) => [text, null] as const),
    ] as const
  ).map(([value, read]) => ["anomaly_detected", { value }, { value: read }] as const),
  ["anomaly_detected", { value: "NaN" }, { value: null }],
  ["anomaly_detected", { value: "1,234" }, { value: null }],
  ["anomaly_detected", { value: Infinity }, { value: null }],
  ["anomaly_detected", { value: { of: 3 } }, { value: null }],
  ["anomaly_detected", { severity: "CRITICAL" }, { severity: "critical" }],
  ...["emergency", "high", "error", "major", "Fatal", " severe "].map(
    (severity) => ["anomaly_detected", { severity }, { severity: "critical" }] as const,
  ),
  ...["warn", "Medium", "minor", "dreadful", 3, null].map(
    (severity) => ["anomaly_detected", { severity }, { severity: "warning" }] as const,
  ),
  ...["info", "low", "OK", "none"].map(
    (severity) => ["anomaly_detected", { severity }, { severity: "normal" }] as const,
  ),
  ["anomaly_detected", { machine_id: 17 }, { machine_id: "17" }],
  ["anomaly_detected", { timestamp: 1772438340 }, { timestamp: "2026-03-02T07:59:00.000Z" }],
  ["anomaly_detected", { timestamp: 1772438340000 }, { timestamp: "2026-03-02T07:59:00.000Z" }],
  ["anomaly_detected", { timestamp: "1772438340.5" }, { timestamp: "2026-03-02T07:59:00.500Z" }],
  ["anomaly_detected", { timestamp: "2026-03-02 07:59:00+0100" }, { timestamp: "2026-03-02T06:59:00.000Z" }],
  ["anomaly_detected", { timestamp: "2026-03-02 07:59:00" }, { timestamp: "2026-03-02T07:59:00.000Z" }],
  [
    "anomaly_detected",
    { timestamp: "Mon, 02 Mar 2026 07:59:00 GMT" },
    { timestamp: "2026-03-02T07:59:00.000Z" },
  ],
  ...["yesterday", undefined, null, 12, "2026-02-30T00:00:00Z", {}].map(
    (timestamp) => ["anomaly_detected", { timestamp }, { timestamp: ARRIVED }] as const,
  ),
  ["anomaly_detected", { reason: "r".repeat(5000) }, { reason: "r".repeat(4000) }],
  ["anomaly_updated", { state: "ACKED" }, { state: "acknowledged" }],
  ["anomaly_updated", { state: "closed" }, { state: "resolved" }],
  ["anomaly_updated", { state: "odd", anomaly_id: 5 }, { state: "new", anomaly_id: "5" }],
  ["anomaly_updated", { raised: "True" }, { raised: true }],
  ["metric_updated", { value: true }, { value: 1 }],
  ["training_started", { job_id: 7 }, { job_id: "7" }],
  ["training_progress", { job_id: 7, progress_pct: "45" }, { job_id: "7", progress_pct: 45 }],
  ["training_progress", { progress_pct: "45 %" }, { progress_pct: 45 }],
  ["training_progress", { progress_pct: 140 }, { progress_pct: 100 }],
  ["training_progress", { progress_pct: null }, { progress_pct: 0 }],
  ["training_completed", { status: "SUCCESS" }, { status: "completed" }],
  ["training_completed", { status: "Error" }, { status: "failed" }],
  ["training_completed", { status: undefined }, { status: "completed" }],
  ["training_completed", { status: "puzzled" }, { status: "failed" }],
  ["training_completed", { metrics: [0.9] }, { metrics: { sent: [0.9] } }],
  ["system_alert", { severity: "High", message: 17 }, { severity: "critical", message: "17" }],
  ["system_alert", { alert_type: undefined }, { alert_type: "system_alert" }],
  ["system_alert", { published_at: "soon" }, { severity: "warning" }],
] as const)("%s with %j is read, and says so", (type, odd, read) => {
  const event = mend(type, { ...whole[type], ...odd });
  expect(event).toMatchObject(read);
  expect(mendedIn(event ?? {})).toHaveLength(Object.keys(odd).length);
});

test("an alarm of a time that has yet to come is of now, and says so; a clock may be five minutes ahead", () => {
  for (const type of ["anomaly_detected", "anomaly_updated"] as const)
    for (const timestamp of [
      "2031-01-01T00:00:00Z",
      "2031-01-01 00:00:00",
      1925000000,
      "2026-03-02T08:05:01",
    ]) {
      const event = mend(type, { ...whole[type], timestamp });
      expect(event).toMatchObject({ timestamp: ARRIVED });
      expect(mendedIn(event ?? {})).toEqual([
        expect.stringMatching(/^timestamp: .* is more than 5 min ahead, read as the time of arrival$/),
      ]);
    }
  const near = { ...whole.anomaly_detected, timestamp: "2026-03-02T08:05:00Z" };
  const sent: unknown = { ...near, event_type: "anomaly_detected" };
  expect<unknown>(mend("anomaly_detected", near)).toEqual(sent);
  // A value is a reading, which is refused.
  const value = { ...whole.metric_updated, timestamp: "2031-01-01T00:00:00Z" };
  expect(mend("metric_updated", value)).toMatchObject({ timestamp: value.timestamp });
});

test("a share of one is a small percentage, as it was sent", () => {
  expect(mend("training_progress", { job_id: "7", progress_pct: 0.45, status: "x" })).toMatchObject({
    progress_pct: 0.45,
  });
});

test("the word of an unknown severity is said, and details that were sent are kept", () => {
  const event = mend("system_alert", { ...whole.system_alert, severity: "dreadful", details: { crane: 2 } });
  expect(event?.details).toEqual({ crane: 2, mended: ['severity: "dreadful", read as warning'] });
});

test("the messages of the reference's own publisher are all taken", () => {
  const published_at = "2025-10-16T07:18:45.724209";
  const sent: [EventType, object][] = [
    ["training_started", { job_id: 7, machine_id: "m", model_type: "anomaly" }],
    ["training_progress", { job_id: 7, progress_pct: 20, status: "running", message: null }],
    ["training_completed", { job_id: 7, status: "completed", metrics: { f1: 0.9 }, error_message: null }],
    ["system_alert", { alert_type: "disk", severity: "error", message: "full", details: null }],
    [
      "metric_updated",
      { machine_id: "m", metric: "power_kw", value: 1, timestamp: "2025-10-16T07:18:45+00:00" },
    ],
    [
      "anomaly_detected",
      { ...whole.anomaly_detected, metric: null, value: null, timestamp: "2025-10-14T07:00:00+00:00" },
    ],
  ];
  for (const [event_type, fields] of sent)
    expect(mend(event_type, { event_type, ...fields, published_at })).toMatchObject({
      event_type,
      published_at,
    });
});

test("an event is the same for every server, whenever it arrived there", () => {
  const sent = { ...whole.anomaly_detected, timestamp: "soon" };
  const [a, b] = [AT, AT + 7].map((at) => withoutArrival(mendEvent("anomaly_detected", sent, at)!));
  expect(a).toEqual(b);
  const ahead = { ...whole.anomaly_detected, timestamp: "2031-01-01T00:00:00Z" };
  const [c, d] = [AT, AT + 7].map((at) => withoutArrival(mendEvent("anomaly_detected", ahead, at)!));
  expect(c).toEqual(d);
  const whole2 = mend("anomaly_detected", whole.anomaly_detected)!;
  expect(withoutArrival(whole2)).toEqual(whole2);
});

test("of many small fields, those that tell of the alarm are kept", () => {
  const small = Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`k${i}`, i]));
  const alarm = {
    ...{ machine_id: "Press-1", metric: "power_kw", value: 7, anomaly_score: 0.9, severity: "critical" },
    ...{ timestamp: "2026-11-28T09:00:00.000Z", reason: "too high" },
  };
  const read = mendEvent("anomaly_detected", { ...small, ...alarm }, Date.parse(alarm.timestamp));
  expect(read).toMatchObject(alarm);
  expect(JSON.stringify(read).length).toBeLessThan(300 * 1024);
});
