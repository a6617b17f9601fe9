import { expect, test } from "bun:test";
import { openAlarms, register } from "../../support/actions";
import { eventually } from "../../support/andon";
import { acceptedAnswer } from "../../support/answers";
import { usePlant } from "./plant";

const plant = usePlant();
const { andon } = plant;

const now = () => new Date().toISOString();

async function post(body: string, type = "application/json") {
  const answer = await fetch(`${andon.url}/api/v1/readings`, {
    method: "POST",
    headers: { "content-type": type },
    body,
  });
  return { status: answer.status, answer: (await answer.json()) as Record<string, unknown> };
}

test("a body as Python writes it is taken: the bad values are named, the good ones are shown", async () => {
  const id = await register(andon, "Kühler 1");
  const body = `{"machine_id":"Ku\u0308hler\u00a01","timestamp":${Date.now() / 1000},
    "metrics":{"oven_temp_c":" 71.4 ","door":true,"flow":NaN,"level":null,"state":"Bad","sensor_c":-32768}}`;
  const { status, answer } = await post(body);
  expect(status).toBe(202);
  expect(acceptedAnswer.parse(answer)).toMatchObject({ accepted: 1, rejected: [], dropped_count: 4 });
  expect(answer["dropped"]).toEqual([
    { index: 0, metric: "flow", reason: "NaN is no number" },
    { index: 0, metric: "level", reason: "null is no value" },
    { index: 0, metric: "state", reason: '"Bad" is no number' },
    { index: 0, metric: "sensor_c", reason: expect.stringContaining("implausible") },
  ]);
  const shown = await eventually(async () => {
    const page = await andon.text(`/machines/${id.toUpperCase()}`);
    return page.includes("71.4") && page;
  }, "the good value on the machine's page");
  // It is shown as what it is, and not as a value.
  expect(shown).toContain("implausible -32768 since");
});

test("what was dropped and refused is on the diagnostics page and in the metrics, by machine, metric and reason", async () => {
  await register(andon, "Counted");
  const old = await register(andon, "Retired");
  await andon.send("PATCH", `/api/v1/machines/${old}`, { is_active: false });
  const rows = [`Counted,${now()},"1,5",5`, `Nobody,${now()},1,`, `Retired,${now()},1,`];
  const csv = ["machine_id,timestamp,power_kw,temp_c", ...rows].join("\n");
  const { status, answer } = await post(csv, "text/csv");
  expect(status).toBe(202);
  expect(answer["rejected"]).toEqual([
    { index: 1, error: 'machine_id: no machine has the id or name "Nobody"' },
    { index: 2, error: 'machine_id: "Retired" is retired' },
  ]);
  const metrics = await andon.text("/metrics");
  expect(metrics).toMatch(
    /^andon_values_dropped_total\{machine="Counted",reason="text",metric="power_kw"\} 1$/m,
  );
  expect(metrics).toMatch(/^andon_readings_refused_total\{machine="Nobody",reason="unknown_machine"\} 1$/m);
  expect(metrics).toMatch(/^andon_readings_refused_total\{machine="Retired",reason="retired"\} 1$/m);
  const page = await andon.text("/diagnostics");
  expect(page).toMatch(/Counted<[^]*power_kw<[^]*Text instead of a number<[^]*write 1\.5/);
});

test("a body of which nothing was taken is refused with each reason, and logged in one line", async () => {
  const bad = { machine_id: "Nowhere", timestamp: now(), metrics: { a: 1 } };
  const { status, answer } = await post(JSON.stringify([bad, { ...bad, timestamp: "noon" }, bad]));
  expect(status).toBe(400);
  expect(answer).toEqual({
    error: {
      code: "bad_request",
      message: 'No reading was taken: machine_id: no machine has the id or name "Nowhere" (the first of 3)',
      details: [],
    },
    accepted: 0,
    rejected: [
      { index: 0, error: expect.stringContaining("Nowhere") },
      { index: 1, error: expect.stringContaining('got "noon"') },
      { index: 2, error: expect.stringContaining("Nowhere") },
    ],
    dropped: [],
    dropped_count: 0,
  });
  const logged = () =>
    andon
      .log()
      .split("\n")
      .filter((line) => line.includes("Nowhere"));
  // The log is written beside the answer.
  const lines = await eventually(() => Promise.resolve(logged().length > 0 && logged()), "it is logged");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('"rejected":3');
  expect(await post("[]")).toMatchObject({ status: 400, answer: { accepted: 0, rejected: [] } });
});

test("where no value is good nothing was taken, and the series shows all the same that it is bad", async () => {
  const id = await register(andon, "Marked");
  const reading = { machine_id: "Marked", timestamp: now(), metrics: { flow: null, level: "Bad" } };
  expect(await post(JSON.stringify(reading))).toEqual({
    status: 400,
    answer: {
      error: {
        code: "bad_request",
        message: "No reading was taken: flow: null is no value (the first of 2)",
        details: [],
      },
      accepted: 0,
      rejected: [],
      dropped: [
        { index: 0, metric: "flow", reason: "null is no value" },
        { index: 0, metric: "level", reason: '"Bad" is no number' },
      ],
      dropped_count: 2,
    },
  });
  await eventually(
    async () => (await andon.text(`/machines/${id}`)).includes("bad value"),
    "the mark on the machine's page",
  );
  // Beside a good one it is no reading more.
  const good = { ...reading, metrics: { flow: 1 } };
  expect(await post(JSON.stringify([good, reading]))).toMatchObject({ status: 202, answer: { accepted: 1 } });
});

test("a machine that says only that it is at fault is alarmed", async () => {
  const id = await register(andon, "Mute");
  const sent = { machine_id: "Mute", timestamp: now(), mode: "Fault", metrics: {} };
  expect(await post(JSON.stringify(sent))).toMatchObject({
    status: 202,
    answer: { accepted: 1, rejected: [], dropped_count: 0 },
  });
  const [alarm] = await eventually(async () => {
    const alarms = (await openAlarms(andon)).filter(({ machine_id }) => machine_id === id);
    return alarms.length > 0 && alarms;
  }, "the alarm of its mode");
  expect(alarm).toMatchObject({ detection_method: "mode", severity: "critical" });
});

test.each([
  ["null", "application/json", `{"oven_temp_c":400,"flow":null}`],
  ["true", "application/json", `{"flow":true,"oven_temp_c":400}`],
  ["text", "application/json", `{"flow":"Bad","oven_temp_c":"400"}`],
  ["an object", "application/json", `{"flow":{"value":3},"oven_temp_c":400}`],
  ["a list", "application/json", `{"flow":[3],"oven_temp_c":400.0}`],
  ["a number too large for any", "application/json", `{"flow":1e400,"oven_temp_c":4e2}`],
  ["a bare -Infinity", "application/json", `{"flow":-Infinity,"oven_temp_c":400}`],
  ["a decimal comma", "application/json", `{"flow":"3,5","oven_temp_c":400}`],
  ["nothing", "application/json", `{"flow":"","oven_temp_c":400}`],
])("beside %s a value over its limit of 250 is an alarm", async (what, type, metrics) => {
  const id = await plant.machine(`Oven ${what}`);
  await plant.limits(id, [{ metric: "oven_temp_c", high: 250 }]);
  await post(`{"machine_id":"Oven ${what}","timestamp":"${now()}","metrics":${metrics}}`, type);
  expect(await plant.alarmOn(id, "oven_temp_c")).toMatchObject({ metric_value: 400 });
});

test.each(["NaN", "Bad", "#N/A", "1,5 bar", "0x10", "-"])(
  "beside a cell of %p a value over its limit is an alarm",
  async (cell) => {
    const id = await plant.machine(`Oven ${cell}`);
    await plant.limits(id, [{ metric: "oven_temp_c", high: 250 }]);
    await post(`machine_id,timestamp,flow,oven_temp_c\n"Oven ${cell}",${now()},"${cell}",400`, "text/csv");
    expect(await plant.alarmOn(id, "oven_temp_c")).toMatchObject({ metric_value: 400 });
  },
);
