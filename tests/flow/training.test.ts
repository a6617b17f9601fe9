import { afterAll, beforeAll, expect, test } from "bun:test";
import { eventually, startAndon, type TestAndon } from "../support/andon";
import { listen } from "../support/socket";

const HOUR_MS = 3_600_000;
const DAYS = 90;

let andon: TestAndon;
beforeAll(async () => {
  andon = await startAndon();
});
afterAll(() => andon[Symbol.asyncDispose]());

/**
 * A machine that has sent 90 days of hourly readings: 20 kWh an hour, 2 for each piece, half for each degree.
 * @param wasted kWh that an hour draws besides
 */
async function machineWithPast(
  name: string,
  days = DAYS,
  wasted = (_hoursAgo: number) => 0,
): Promise<string> {
  const response = await andon.post("/api/v1/machines", { name, data_interval_seconds: 3600 });
  const { id } = (await response.json()) as { id: string };
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
  expect((await andon.post("/api/v1/readings", rows)).status).toBe(202);
  return id;
}

const train = async (machine_id: string, more: object = {}) => {
  const response = await andon.post("/api/v1/baseline/train", { machine_id, ...more });
  return { status: response.status, body: (await response.json()) as any };
};

const jobOf = (id: string) => andon.get(`/api/v1/training/jobs/${id}`);
const ended = (id: string) =>
  eventually(async () => {
    const job = await jobOf(id);
    return job.ended_at !== null && job;
  }, "the job has ended");

test("a training answers at once, tells of itself as it goes, and leaves a model that predicts", async () => {
  const id = await machineWithPast("Press-1");
  await using socket = await listen(`${andon.url}/api/v1/ws/training?machine_id=${id}`);
  const began = performance.now();
  const { status, body } = await train(id);
  expect(status).toBe(202);
  expect(performance.now() - began).toBeLessThan(1_000);
  expect((await socket.next("training_started")).data).toMatchObject({ job_id: body.job_id, machine_id: id });
  const { data } = await socket.next("training_completed");
  const steps = socket.rest().filter(({ type }) => type === "training_progress");
  expect(steps.map(({ data }) => data.status)).toEqual([
    "reading",
    "learning",
    "checking",
    "testing",
    "storing",
  ]);
  expect(steps.map(({ data }) => data.progress_pct as number)).toEqual([10, 30, 50, 70, 90]);
  expect(data).toMatchObject({ job_id: body.job_id, status: "completed" });
  expect(data.metrics).toMatchObject({ measured_on: "injected faults", meets_quality_threshold: true });
  const { r_squared, rmse, mae, accuracy, precision, recall, f1_score } = data.metrics as any;
  expect(r_squared).toBeGreaterThan(0.99);
  for (const figure of [rmse, mae, accuracy, precision, recall, f1_score]) expect(figure).toBeGreaterThan(0);

  const [model] = (await andon.get(`/api/v1/baseline/models?machine_id=${id}`)).models;
  const whole = await andon.get(`/api/v1/baseline/model/${model.id}`);
  expect(whole.coefficients.total_production_count).toBeCloseTo(2, 1);
  expect(whole.coefficients.avg_outdoor_temp_c).toBeCloseTo(0.5, 1);
  expect(whole.dropped_drivers).toContainEqual({
    name: "avg_throughput_units_per_hour",
    reason: "says the same as total_production_count",
  });

  const asked = {
    machine_id: id,
    features: { production_count: 10, outdoor_temp_c: 60 },
    include_message: true,
  };
  const prediction = (await (await andon.post("/api/v1/baseline/predict", asked)).json()) as any;
  expect(prediction.predicted_energy_kwh).toBeCloseTo(70, 0);
  expect(prediction.warnings[0]).toContain("avg_outdoor_temp_c 60 is outside the learned range 5 to 25");
  const day = `start=${new Date(Date.now() - 86_400_000).toISOString()}&end=${new Date().toISOString()}`;
  const deviation = await andon.get(`/api/v1/baseline/deviation?machine_id=${id}&${day}`);
  expect(deviation).toMatchObject({ baseline_model_version: 1, deviation_severity: "normal" });
  expect(deviation.hourly_deviations.length).toBeGreaterThanOrEqual(23);
  expect(Math.abs(deviation.deviation_percent)).toBeLessThan(2);
}, 20_000);

test("a machine trains once at a time, and a new version takes the place of the last", async () => {
  const id = await machineWithPast("Press-2", 10);
  const first = await train(id);
  const second = await train(id);
  expect(second.status).toBe(409);
  expect(second.body.error.message).toContain(first.body.job_id);
  expect((await ended(first.body.job_id)).model_version).toBe(1);
  const third = await train(id);
  expect((await ended(third.body.job_id)).model_version).toBe(2);
  const { models } = await andon.get(`/api/v1/baseline/models?machine_id=${id}`);
  expect(models.map(({ model_version, is_active }: any) => [model_version, is_active])).toEqual([
    [2, true],
    [1, false],
  ]);
}, 20_000);

test("a training can be cancelled while it runs, and leaves no model", async () => {
  const id = await machineWithPast("Press-3", 10);
  await using socket = await listen(`${andon.url}/api/v1/ws/training?machine_id=${id}`);
  const { body } = await train(id);
  await socket.next("training_started");
  const answer = await fetch(`${andon.url}/api/v1/training/jobs/${body.job_id}`, { method: "DELETE" });
  expect(await answer.json()).toMatchObject({ status: "cancelled" });
  expect((await socket.next("training_completed")).data).toMatchObject({ status: "failed" });
  expect((await andon.get(`/api/v1/baseline/models?machine_id=${id}`)).total_models).toBe(0);
  const again = await fetch(`${andon.url}/api/v1/training/jobs/${body.job_id}`, { method: "DELETE" });
  expect(again.status).toBe(200);
});

test("a detect call sees power that is usual by itself and too much for what was made", async () => {
  // 15 kWh too much in hours that make little: no more than a good hour draws.
  const id = await machineWithPast("Press-6", 40, (hoursAgo) => ([5, 10].includes(hoursAgo) ? 15 : 0));
  const ago = (days: number) => new Date(Date.now() - days * 24 * HOUR_MS).toISOString();
  const asked = { machine_id: id, start: ago(1), end: ago(0), contamination: 0.01 };
  const found = async (use_baseline: boolean) =>
    (await (await andon.post("/api/v1/anomaly/detect", { ...asked, use_baseline })).json()) as any;
  const { body } = await train(id, { end_date: ago(2) });
  await ended(body.job_id);
  const without = await found(false);
  expect(without).toMatchObject({ baseline_model_version: null, anomalies: [] });
  const { baseline_model_version, anomalies } = await found(true);
  expect(baseline_model_version).toBe(1);
  expect(
    anomalies.map(({ metric_name, anomaly_type, severity }: any) => [metric_name, anomaly_type, severity]),
  ).toEqual([
    ["baseline_deviation", "baseline_deviation", "critical"],
    ["baseline_deviation", "baseline_deviation", "critical"],
  ]);
  expect(anomalies[0].metric_value).toBeGreaterThan(13);
}, 20_000);

test("too little to learn from ends a training with the reason", async () => {
  const id = await machineWithPast("Press-4", 1);
  const { body } = await train(id);
  expect(await ended(body.job_id)).toMatchObject({ status: "failed" });
  expect((await jobOf(body.job_id)).error_message).toContain("24 hours: at least 50 are needed");
});

test("a training cut off by a kill ends as failed after the restart, and says why", async () => {
  const id = await machineWithPast("Press-5", 10);
  const socket = await listen(`${andon.url}/api/v1/ws/training?machine_id=${id}`);
  const { body } = await train(id);
  const { id: cursor } = await socket.next("training_started");
  await andon.kill();
  await andon.start();
  await using after = await listen(`${andon.url}/api/v1/ws/training?machine_id=${id}&after=${cursor}`);
  const { data } = await after.next("training_completed");
  expect(data).toMatchObject({ job_id: body.job_id, status: "failed" });
  expect(data.error_message).toContain("restart");
  expect((await jobOf(body.job_id)).status).toBe("failed");
  expect((await train(id)).status).toBe(202);
}, 20_000);
