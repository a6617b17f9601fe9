import { afterAll, beforeAll, expect, test } from "bun:test";
import { register } from "../../support/actions";
import { eventually } from "../../support/andon";
import { anomaliesAnswer, eventsAnswer } from "../../support/answers";
import { describeNeeding } from "../../support/needs";
import { joinRedis, whyNoRedis } from "../../support/redis";
import { listen } from "../../support/socket";
import { useAndon, useRedis } from "../../support/use";

const AT = "2026-03-02T08:00:00Z";
const ONE = `"metric": "power_kw", "machine_id": "Press-1", "value": 71.4, "anomaly_score": 3, "severity": "critical"`;

/** Critical events with one oddity each, as their programs write them. */
const ODD: readonly [oddity: string, message: string][] = [
  ["a bare NaN", `{"machine_id": "Press-1", "value": NaN, "severity": "critical", "timestamp": "${AT}"}`],
  [
    "a number as text",
    `{"machine_id": "Press-1", "value": "71.4", "severity": "critical", "timestamp": "${AT}"}`,
  ],
  ["a severity in capitals", `{"machine_id": "Press-1", "severity": "CRITICAL", "timestamp": "${AT}"}`],
  ["another word for it", `{"machine_id": "Press-1", "severity": "high", "timestamp": "${AT}"}`],
  ["a number for the machine", `{"machine_id": 17, "severity": "critical", "timestamp": "${AT}"}`],
  ["epoch seconds", `{${ONE}, "timestamp": 1772438400}`],
  ["epoch milliseconds as text", `{${ONE}, "timestamp": "1772438400000"}`],
  ["no stamp", `{${ONE}}`],
  ["a stamp that cannot be read", `{${ONE}, "timestamp": "this morning"}`],
  ["a text of 100,000 characters", `{${ONE}, "timestamp": "${AT}", "reason": "${"r".repeat(100_000)}"}`],
  ["a machine that nobody knows", `{"machine_id": "Nobody", "severity": "critical", "timestamp": "${AT}"}`],
  ["an id that is a number", `{${ONE}, "timestamp": "${AT}", "anomaly_id": 7, "event_id": 7}`],
];

describeNeeding([whyNoRedis], "events that are not as they should be", () => {
  const redis = useRedis();
  const andon = useAndon(() => ({ REDIS_URL: redis.url }));
  let program: ReturnType<typeof joinRedis>;
  let press: string;

  beforeAll(async () => {
    program = joinRedis(redis);
    press = await register(andon, "Press-1");
  });
  afterAll(() => program?.disconnect());

  test("twelve critical events with one oddity each are twelve rows, and what was mended is said", async () => {
    await using socket = await listen(`${andon.url}/api/v1/ws/anomalies`);
    for (const [, message] of ODD) await program.publish("anomaly.detected", message);
    const heard = [];
    while (heard.length < ODD.length) heard.push((await socket.next("anomaly_detected")).data);
    expect(heard.map(({ severity }) => severity)).toEqual(ODD.map(() => "critical"));
    expect(heard[1]).toMatchObject({ value: 71.4, machine_id: press, machine_name: "Press-1" });
    for (const [index, { details }] of heard.entries())
      if (index !== 10) expect((details as { mended: string[] }).mended.length).toBeGreaterThan(0);
    const board = await andon.text("/");
    expect(board.match(/<tr id="alarm-/g)).toHaveLength(ODD.length);
    for (const word of ["17", "Nobody"]) expect(board).toContain(`No machine “${word}” is registered`);
  });

  const AS_STRANGERS_WRITE: readonly [fields: string, severity: string][] = [
    [`"severity": "FATAL", "value": Infinity`, "critical"],
    [`"severity": " Critical ", "value": "1.5e3"`, "critical"],
    [`"severity": "Emergency", "value": "n/a"`, "critical"],
    [`"severity": "MAJOR", "value": null, "metric": null`, "critical"],
    [`"severity": "Warn", "value": true`, "warning"],
    [`"severity": "Störung", "value": [1]`, "warning"],
    [`"severity": 3, "value": {"kw": 3}`, "warning"],
    [`"severity": "critical", "timestamp": "${AT.replace("T", " ").replace("Z", "+0000")}"`, "critical"],
    [`"severity": "critical", "timestamp": "2026-03-02T13:30:00+05:30"`, "critical"],
    [`"severity": "critical", "timestamp": ["x"], "anomaly_score": NaN, "machine_name": 5`, "critical"],
    [`"severity": "critical", "timestamp": "1772438400", "event_type": "Anomaly_Detected"`, "critical"],
    [
      `"severity": "critical", "timestamp": -1, "reason": {"text": "too hot"}, "contributors": "all"`,
      "critical",
    ],
  ];

  test("whatever else strangers write in an event's fields, each is one row", async () => {
    const other = await register(andon, "Press-2");
    await using socket = await listen(`${andon.url}/api/v1/ws/anomalies?machine_id=${other}`);
    for (const [fields] of AS_STRANGERS_WRITE)
      await program.publish(
        "anomaly.detected",
        `{"machine_id": "PRESS-2", "machine_id": "Press-2", ${fields}}`,
      );
    const heard = [];
    while (heard.length < AS_STRANGERS_WRITE.length) heard.push((await socket.next("anomaly_detected")).data);
    expect(heard.map(({ severity }) => severity)).toEqual(AS_STRANGERS_WRITE.map(([, severity]) => severity));
    const { total_count } = await andon.get(`/api/v1/anomaly/active?machine_id=Press-2`, anomaliesAnswer);
    expect(total_count).toBe(AS_STRANGERS_WRITE.length);
  });

  test("the training events of the reference's publisher are shown, though its job ids are numbers", async () => {
    await using socket = await listen(`${andon.url}/api/v1/ws/training`);
    const published_at = "2025-10-16T07:18:45.724209";
    const sent = {
      "training.started": { job_id: 7, machine_id: "Press-1", model_type: "anomaly" },
      "training.progress": { job_id: 7, progress_pct: "45", status: "running", message: null },
      "training.completed": { job_id: 7, status: "success", metrics: { f1: 0.9 }, error_message: null },
    };
    for (const [channel, fields] of Object.entries(sent))
      await program.publish(channel, JSON.stringify({ ...fields, published_at }));
    expect((await socket.next("training_started")).data).toMatchObject({ job_id: "7", machine_id: press });
    expect((await socket.next("training_progress")).data).toMatchObject({ job_id: "7", progress_pct: 45 });
    expect((await socket.next("training_completed")).data).toMatchObject({
      job_id: "7",
      status: "completed",
    });
  });

  test("entries of andon:in are taken alike; one that cannot be read moves to andon:in:refused", async () => {
    await program.xadd("andon:in", "*", "event", "Press 3 is on fire");
    await program.xadd(
      "andon:in",
      "*",
      "event_type",
      "system_alert",
      "severity",
      "High",
      "message",
      "By fields",
    );
    const alerts = () => andon.get("/api/v1/events?type=system_alert", eventsAnswer);
    await eventually(
      async () => (await alerts()).events.some(({ message }) => message === "By fields"),
      "it is taken",
    );
    await eventually(async () => (await program.xlen("andon:in")) === 0, "none is left");
    const [[, fields]] = (await program.xrange("andon:in:refused", "-", "+")) as [[string, string[]]];
    expect(fields.slice(2)).toEqual([
      "reason",
      "the message is not a JSON object",
      "event",
      "Press 3 is on fire",
    ]);
    expect(await andon.text("/diagnostics")).toContain("Press 3 is on fire");
  });

  test("an alarm of a machine that nobody has registered is found by the word that was sent", async () => {
    const named = await andon.get("/api/v1/anomaly/active?machine_id=Nobody", anomaliesAnswer);
    expect(named.anomalies).toMatchObject([{ machine_id: "Nobody" }]);
    expect((await andon.send("GET", "/api/v1/anomaly/active?machine_id=No-one")).status).toBe(404);
  });
});
