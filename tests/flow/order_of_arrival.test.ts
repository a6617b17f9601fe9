import { expect, test } from "bun:test";
import { openAlarms, register, sendReadings } from "../support/actions";
import { eventually } from "../support/andon";
import { useAndon } from "../support/use";

const andon = useAndon();

const iso = (at: number) => new Date(at).toISOString();
const setLimit = (machine: string, metric: string, high: number) =>
  andon.send("PUT", `/api/v1/machines/${machine}/limits`, {
    metrics: [{ metric, high, severity: "critical" }],
  });
const alarmOn = (id: string, metric: string) =>
  eventually(
    async () => (await openAlarms(andon, id)).find(({ metric_name }) => metric_name === metric) ?? false,
    `an alarm on ${metric}`,
  );
const page = async (path: string) => (await fetch(`${andon.url}${path}`)).text();

test("a value a millisecond older than another metric of its machine raises its alarm and is on the page", async () => {
  const id = await register(andon, "Mixer-1");
  await setLimit(id, "vibration_mm_s", 5);
  const now = Date.now();
  await sendReadings(andon, [
    { machine_id: "Mixer-1", timestamp: iso(now), metrics: { temp_c: 40 } },
    { machine_id: "Mixer-1", timestamp: iso(now - 1), metrics: { vibration_mm_s: 50 } },
  ]);
  expect(await alarmOn(id, "vibration_mm_s")).toMatchObject({ metric_value: 50, severity: "critical" });
  expect(await page(`/machines/${id}`)).toContain("vibration_mm_s");
});

test("a gateway that is always three seconds behind another one of its machine raises alarms", async () => {
  const id = await register(andon, "Mixer-2");
  await setLimit(id, "vibration_mm_s", 5);
  const now = Date.now();
  for (const second of [0, 1, 2, 3, 4]) {
    await sendReadings(andon, {
      machine_id: id,
      timestamp: iso(now - 10_000 + second * 1000),
      metrics: { temp_c: 40 },
    });
    await sendReadings(andon, {
      machine_id: id,
      timestamp: iso(now - 13_000 + second * 1000),
      metrics: { vibration_mm_s: 50 },
    });
  }
  expect(await alarmOn(id, "vibration_mm_s")).toMatchObject({ metric_value: 50 });
});

test("a stamp five minutes ahead neither hides nor silences what comes after it", async () => {
  const id = await register(andon, "Oven-1");
  await setLimit(id, "temp_c", 80);
  await sendReadings(andon, {
    machine_id: id,
    timestamp: iso(Date.now() + 290_000),
    metrics: { temp_c: 40 },
  });
  for (let count = 0; count < 3; count++)
    await sendReadings(andon, { machine_id: id, timestamp: iso(Date.now()), metrics: { temp_c: 200 } });
  expect(await alarmOn(id, "temp_c")).toMatchObject({ metric_value: 200 });
  await eventually(async () => (await page(`/machines/${id}`)).includes(">200<"), "the page shows 200");
});

test("a stamp ahead makes nothing old: not in one body, and not from a second gateway", async () => {
  const body = await register(andon, "Oven-2");
  const gateways = await register(andon, "Oven-3");
  for (const id of [body, gateways]) await setLimit(id, "temp_c", 80);
  const now = Date.now();
  const at = (id: string, stamp: number, temp_c: number) => ({
    machine_id: id,
    timestamp: iso(stamp),
    metrics: { temp_c },
  });
  const buffered = Array.from({ length: 60 }, (_, second) => at(body, now - (60 - second) * 1000, 200));
  await sendReadings(andon, [at(body, now + 290_000, 40), ...buffered]);
  for (let round = 0; round < 3; round++) {
    await sendReadings(andon, at(gateways, Date.now() + 60_000, 40));
    await sendReadings(andon, at(gateways, Date.now() - 2_000, 200));
  }
  for (const id of [body, gateways]) {
    expect(await alarmOn(id, "temp_c")).toMatchObject({ metric_value: 200 });
    await eventually(async () => (await page(`/machines/${id}`)).includes(">200<"), "the page shows 200");
  }
});
