import { afterAll, expect, test } from "bun:test";
import { z } from "zod";
import { eventually } from "../../support/andon";
import { testClock } from "../../support/clock";
import { iso, usePlant } from "./plant";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Two minutes past the hour. */
const clock = testClock(-((Date.now() % HOUR_MS) / 1000) + 120);
afterAll(() => clock[Symbol.dispose]());
const plant = usePlant(clock.settings, clock.now);
const { andon, machine, send, judged } = plant;

const hour = () => Math.floor(clock.now() / HOUR_MS) * HOUR_MS;
const found = z.looseObject({ anomalies: z.array(z.looseObject({ detected_at: z.string() })) });

/** A machine whose energy goes by what it makes, an hour a reading up to the one that has just begun. */
async function learnedMachine(name: string) {
  const id = await machine(name, { data_interval_seconds: 3600 });
  const hours = 40 * 24;
  const rows = Array.from({ length: hours }, (_, index) => {
    const [made, degrees] = [(index * 7) % 25, 15 + 10 * Math.sin(index / 50)];
    const power_kw = 20 + 2 * made + 0.5 * degrees + Math.sin(index * 1.7);
    const metrics = { power_kw, production_count: made, outdoor_temp_c: degrees };
    return { machine_id: id, timestamp: iso(hour() - (hours - index) * HOUR_MS), metrics };
  });
  await send(rows);
  await judged();
  const started = await andon.post(
    "/api/v1/baseline/train",
    { machine_id: id },
    z.looseObject({ job_id: z.string() }),
  );
  await eventually(async () => {
    const path = `/api/v1/training/jobs/${started.job_id}`;
    return (await andon.get(path, z.looseObject({ status: z.string() }))).status === "completed";
  }, "it is learned");
  return id;
}

/** So many readings a second apart, up to now. */
const newest = (machine_id: string, count: number, metrics: Record<string, number>) =>
  Array.from({ length: count }, (_, second) => ({
    machine_id,
    timestamp: iso(clock.now() - (count - 1 - second) * 1000),
    metrics,
  }));

test("the hour that has just begun is not judged as a whole one, and not when it was read at another pace", async () => {
  const id = await learnedMachine("Press-1");
  const before = (await plant.today()).energy;
  await send(newest(id, 90, { power_kw: 60, production_count: 0, outdoor_temp_c: 15 }));
  await plant.today((energy) => energy > before + 0.9);
  const asked = { machine_id: id, start: iso(hour()), end: iso(clock.now()), contamination: 0.01 };
  for (const use_baseline of [false, true]) {
    const { anomalies } = await andon.post("/api/v1/anomaly/detect", { ...asked, use_baseline }, found);
    expect(anomalies).toEqual([]);
  }
});

test("a deviation is asked of whole hours: of minutes or seconds none is made up, and the period used is said", async () => {
  const id = await learnedMachine("Press-3");
  const begin = hour() - 5 * HOUR_MS;
  const ask = (from: number, to: number) =>
    andon.send("GET", `/api/v1/baseline/deviation?machine_id=${id}&start=${iso(from)}&end=${iso(to)}`);
  for (const [from, to] of [
    [begin + 10 * MINUTE_MS, begin + 50 * MINUTE_MS],
    [begin, begin + 2000],
    [hour(), clock.now()],
  ] as const)
    expect([from - begin, to - begin, (await ask(from, to)).status]).toEqual([from - begin, to - begin, 400]);
  const answer = (await (await ask(begin + 10 * MINUTE_MS, begin + 190 * MINUTE_MS)).json()) as object;
  expect(answer).toMatchObject({
    time_period: { start: iso(begin + HOUR_MS), end: iso(begin + 3 * HOUR_MS) },
  });
});

test("a machine that has just started has used what it used, at whichever pace it sends", async () => {
  const before = (await plant.today()).energy;
  const id = await machine("Press-2", { data_interval_seconds: 10 });
  await send(newest(id, 60, { power_kw: 600 }));
  await judged();
  const used = (await plant.today((energy) => energy > before + 8)).energy - before;
  expect(used).toBeLessThan(12);
});
