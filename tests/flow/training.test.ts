import { expect, test } from "bun:test";
import { z } from "zod";
import { ended, register, sendReadings } from "../support/actions";
import { jobAnswer, modelAnswer, modelsAnswer, refusalOf, startedAnswer } from "../support/answers";
import { listen } from "../support/socket";
import { useAndon } from "../support/use";

const HOUR_MS = 3_600_000;
const DAYS = 90;
const figure = z.number();
const FIGURES = z.looseObject({
  r_squared: figure,
  rmse: figure,
  mae: figure,
  accuracy: figure,
  precision: figure,
  recall: figure,
  f1_score: figure,
});
const PREDICTION = z.looseObject({ predicted_energy_kwh: z.number(), warnings: z.array(z.string()) });
const DEVIATION = z.looseObject({ deviation_percent: z.number(), hourly_deviations: z.array(z.unknown()) });
const DETECTION = z.looseObject({
  baseline_model_version: z.number().nullable(),
  anomalies: z.array(z.looseObject({ metric_value: z.number() })),
});

const andon = useAndon();

/**
 * A machine that has sent 90 days of hourly readings: 20 kWh an hour, 2 for each piece, half for each degree.
 * @param wasted kWh that an hour draws besides
 */
async function machineWithPast(
  name: string,
  days = DAYS,
  wasted = (_hoursAgo: number) => 0,
): Promise<string> {
  const id = await register(andon, name, { data_interval_seconds: 3600 });
  const now = Date.now();
  const rows = Array.from({ length: days * 24 }, (_, index) => {
    const [made, degrees] = [(index * 7) % 25, 15 + 10 * Math.sin(index / 50)];
    return {
      machine_id: id,
      timestamp: new Date(now - (days * 24 - index) * HOUR_MS).toISOString(),
      metrics: {
        power_kw: 20 + 2 * made + 0.5 * degrees + Math.sin(index * 1.7) + wasted(days * 24 - index),
        production_count: made,
        throughput_units_per_hour: made,
        outdoor_temp_c: degrees,
      },
    };
  });
  await sendReadings(andon, rows);
  return id;
}

const startTraining = (machine_id: string, more: object = {}) =>
  andon.send("POST", "/api/v1/baseline/train", { machine_id, ...more });
const train = async (machineId: string, more?: object) =>
  startedAnswer.parse(await (await startTraining(machineId, more)).json()).job_id;
const jobOf = (id: string) => andon.get(`/api/v1/training/jobs/${id}`, jobAnswer);
const modelsOf = (machineId: string) =>
  andon.get(`/api/v1/baseline/models?machine_id=${machineId}`, modelsAnswer);
const progressOf = (machineId: string) => listen(`${andon.url}/api/v1/ws/training?machine_id=${machineId}`);

test("a training answers at once, and goes on by itself", async () => {
  const times: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    const id = await machineWithPast(`Quick-${n}`);
    const began = performance.now();
    expect((await startTraining(id)).status).toBe(202);
    times.push(performance.now() - began);
  }
  // A busy machine delays some answers; one that waited for its training would come late each time.
  expect(Math.min(...times)).toBeLessThan(1_000);
});

test("a training reports its progress, and leaves a model that predicts", async () => {
  const id = await machineWithPast("Press-1");
  await using socket = await progressOf(id);
  const response = await startTraining(id);
  expect(response.status).toBe(202);
  const { job_id } = startedAnswer.parse(await response.json());
  expect((await socket.next("training_started")).data).toMatchObject({ job_id, machine_id: id });
  const { data } = await socket.next("training_completed");
  const steps = socket.rest().filter(({ type }) => type === "training_progress");
  expect(steps.map(({ data }) => [data.status, data.progress_pct])).toEqual([
    ["reading", 10],
    ["learning", 30],
    ["checking", 50],
    ["testing", 70],
    ["storing", 90],
  ]);
  expect(data).toMatchObject({ job_id, status: "completed" });
  const figures = FIGURES.parse(data.metrics);
  expect(figures).toMatchObject({ measured_on: "injected faults", meets_quality_threshold: true });
  expect(figures.r_squared).toBeGreaterThan(0.99);
  for (const name of Object.keys(FIGURES.shape)) expect(figures[name]).toBeGreaterThan(0);

  const [model] = (await modelsOf(id)).models;
  const whole = await andon.get(`/api/v1/baseline/model/${model?.id}`, modelAnswer);
  expect(whole.coefficients.total_production_count).toBeCloseTo(2, 1);
  expect(whole.coefficients.avg_outdoor_temp_c).toBeCloseTo(0.5, 1);
  expect(whole.dropped_drivers).toContainEqual({
    name: "avg_throughput_units_per_hour",
    reason: "says the same as total_production_count",
  });

  const features = { production_count: 10, outdoor_temp_c: 60 };
  const question = { machine_id: id, features, include_message: true };
  const prediction = await andon.post("/api/v1/baseline/predict", question, PREDICTION);
  expect(prediction.predicted_energy_kwh).toBeCloseTo(70, 0);
  expect(prediction.warnings[0]).toContain("avg_outdoor_temp_c 60 is outside the learned range 5 to 25");
  const day = `start=${new Date(Date.now() - 24 * HOUR_MS).toISOString()}&end=${new Date().toISOString()}`;
  const deviation = await andon.get(`/api/v1/baseline/deviation?machine_id=${id}&${day}`, DEVIATION);
  expect(deviation).toMatchObject({ baseline_model_version: 1, deviation_severity: "normal" });
  // The first and the last hour are parts of hours.
  expect(deviation.hourly_deviations.length).toBeGreaterThanOrEqual(22);
  expect(Math.abs(deviation.deviation_percent)).toBeLessThan(2);
});

test("of odd periods the whole hours are compared, and the answer says which", async () => {
  const id = await machineWithPast("Press-7", 12);
  await ended(andon, await train(id));
  const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const asked = (from: number, to: number) => {
    const period = `start=${new Date(from).toISOString()}&end=${new Date(to).toISOString()}`;
    return andon.send("GET", `/api/v1/baseline/deviation?machine_id=${id}&${period}`);
  };
  const minute = HOUR_MS / 60;
  for (const [from, to] of [
    [hour - 5 * HOUR_MS + 10 * minute, hour - 5 * HOUR_MS + 50 * minute],
    [hour - 5 * HOUR_MS, hour - 5 * HOUR_MS + 2000],
    [hour, hour + HOUR_MS],
  ] as const) {
    const { status, message } = await refusalOf(await asked(from, to));
    expect([status, message]).toEqual([400, expect.stringContaining("There is no whole hour")]);
  }
  const unread = await refusalOf(await asked(hour - 600 * HOUR_MS, hour - 500 * HOUR_MS));
  expect(unread).toMatchObject({
    status: 400,
    message: expect.stringContaining("No energy is known"),
  });
  const answer = await asked(hour - 5 * HOUR_MS + 10 * minute, hour - 2 * HOUR_MS + 10 * minute);
  expect(await answer.json()).toMatchObject({
    time_period: {
      start: new Date(hour - 4 * HOUR_MS).toISOString(),
      end: new Date(hour - 2 * HOUR_MS).toISOString(),
    },
    covered_percent: 100,
    hourly_deviations: [{ covered_percent: 100 }, { covered_percent: 100 }],
  });
});

test("a machine trains once at a time, and a new version replaces the last", async () => {
  const id = await machineWithPast("Press-2", 10);
  const first = await train(id);
  const second = await refusalOf(await startTraining(id));
  expect(second.status).toBe(409);
  expect(second.message).toContain(first);
  expect((await ended(andon, first)).model_version).toBe(1);
  expect((await ended(andon, await train(id))).model_version).toBe(2);
  const { models } = await modelsOf(id);
  expect(models.map(({ model_version, is_active }) => [model_version, is_active])).toEqual([
    [2, true],
    [1, false],
  ]);
});

test("a training can be cancelled while it runs, and leaves no model", async () => {
  const id = await machineWithPast("Press-3", 10);
  await using socket = await progressOf(id);
  const job = await train(id);
  await socket.next("training_started");
  const cancel = () => andon.send("DELETE", `/api/v1/training/jobs/${job}`);
  expect(await (await cancel()).json()).toMatchObject({ status: "cancelled" });
  expect((await socket.next("training_completed")).data).toMatchObject({ status: "failed" });
  expect((await modelsOf(id)).total_models).toBe(0);
  expect((await cancel()).status).toBe(200);
});

test("a detect call finds power that is normal by itself but too much for the production", async () => {
  // 15 kWh too much in hours that make little: no more than an hour with much production draws.
  const id = await machineWithPast("Press-6", 40, (hoursAgo) => ([5, 10].includes(hoursAgo) ? 15 : 0));
  const ago = (days: number) => new Date(Date.now() - days * 24 * HOUR_MS).toISOString();
  const asked = { machine_id: id, start: ago(1), end: ago(0), contamination: 0.01 };
  const found = (use_baseline: boolean) =>
    andon.post("/api/v1/anomaly/detect", { ...asked, use_baseline }, DETECTION);
  await ended(andon, await train(id, { end_date: ago(2) }));
  expect(await found(false)).toMatchObject({ baseline_model_version: null, anomalies: [] });
  const { baseline_model_version, anomalies } = await found(true);
  expect(baseline_model_version).toBe(1);
  const deviation = {
    metric_name: "baseline_deviation",
    anomaly_type: "baseline_deviation",
    severity: "critical",
  };
  expect(anomalies).toMatchObject([deviation, deviation]);
  expect(anomalies[0]?.metric_value).toBeGreaterThan(13);
  expect(JSON.stringify(anomalies[0])).toMatch(
    /Used 1\d(\.\d+)? kWh more than the expected \d+(\.\d+)? kWh \(\$/,
  );
});

test("a training with too little data fails and gives the reason", async () => {
  const job = await train(await machineWithPast("Press-4", 1));
  const { status, error_message } = await ended(andon, job);
  expect(status).toBe("failed");
  expect(error_message).toMatch(/from 2\d hours: at least 50 are needed/);
});

test("a training cut off by a kill has failed after the restart, and gives the reason", async () => {
  const id = await machineWithPast("Press-5", 10);
  const socket = await progressOf(id);
  const job_id = await train(id);
  const { id: cursor } = await socket.next("training_started");
  await andon.kill();
  await andon.start();
  await using after = await listen(`${andon.url}/api/v1/ws/training?machine_id=${id}&after=${cursor}`);
  const { data } = await after.next("training_completed");
  expect(data).toMatchObject({ job_id, status: "failed" });
  expect(data.error_message).toContain("restart");
  expect((await jobOf(job_id)).status).toBe("failed");
  expect((await startTraining(id)).status).toBe(202);
});
