import { expect, test } from "bun:test";
import { z } from "zod";
import { register, sendReadings } from "../support/actions";
import { eventually } from "../support/andon";
import { refusalOf } from "../support/answers";
import { useAndon } from "../support/use";

const andon = useAndon();

const PATH = "/api/v1/metric-settings";
const settings = async () => (await andon.get(PATH, z.object({ settings: z.array(z.unknown()) }))).settings;
const put = (entry: unknown) => andon.send("PUT", PATH, entry);
const send = (machine: string, metrics: Record<string, number>) =>
  sendReadings(andon, { machine_id: machine, timestamp: new Date().toISOString(), metrics });

test("a metric's settings are what was set, most specific first, and a wrong one is refused with its field", async () => {
  const id = await register(andon, "Mixer-1", { type: "pump" });
  expect((await put({ metric: "torque", label: "Torque", unit: "N·m", low: 0, high: 500 })).status).toBe(200);
  for (const entry of [
    { metric: "torque", machine_id: "Mixer-1", decimals: 0, label: null },
    { metric: "torque", machine_type: "pump", unit: "kN·m" },
  ])
    expect((await put(entry)).status).toBe(200);
  expect(await settings()).toEqual([
    { metric: "torque", machine_id: id, decimals: 0 },
    { metric: "torque", label: "Torque", unit: "N·m", low: 0, high: 500 },
    { metric: "torque", machine_type: "pump", unit: "kN·m" },
  ]);
  for (const [wrong, field] of [
    [{ metric: "torque" }, "metric"],
    [{ metric: "torque", low: 2, high: 1 }, "high"],
    [{ metric: "torque", unit: "x", machine_type: "lathe" }, "machine_type"],
    [{ metric: "torque", unit: "x", colour: "red" }, "colour"],
  ] as const)
    expect(await refusalOf(await put(wrong))).toMatchObject({ status: 400, details: [{ field }] });
  expect((await put({ metric: "torque", unit: "x", machine_id: "nobody" })).status).toBe(404);
  expect((await put({ metric: "twist", label: "torque" })).status).toBe(409);
  expect((await andon.send("DELETE", `${PATH}?metric=torque&machine_type=pump`)).status).toBe(204);
  expect((await andon.send("DELETE", `${PATH}?metric=torque&machine_type=pump`)).status).toBe(404);
  expect(await settings()).toHaveLength(2);
});

test("label, unit and decimals are on the page of the machine at once, and outlive a restart", async () => {
  await register(andon, "Mixer-2");
  await send("Mixer-2", { current_phase_c: 12.345 });
  const page = () => andon.text("/machines/Mixer-2");
  await eventually(async () => (await page()).includes('data-metric="current_phase_c"'), "the value");
  expect(await page()).not.toContain("°C");
  await put({ metric: "current_phase_c", machine_id: "Mixer-2", label: "Phase C", unit: "A", decimals: 2 });
  const named = async () => /Phase C[\s\S]*>12\.35<[\s\S]*>A</.test(await page());
  expect(await named()).toBe(true);
  await andon.stop();
  await andon.start();
  await eventually(named, "the settings hold");
});

test("a machine is answered with its newest values, each with its quality", async () => {
  await register(andon, "Mixer-4", { data_interval_seconds: 1 });
  await put({ metric: "p9", label: "Inlet pressure", unit: "bar" });
  await send("Mixer-4", { p9: 5 });
  const answer = z.looseObject({ values: z.array(z.looseObject({ quality: z.string() })) });
  expect((await andon.send("GET", "/api/v1/machines/nobody/values")).status).toBe(404);
  const value = async () => (await andon.get("/api/v1/machines/Mixer-4/values", answer)).values[0];
  await eventually(async () => (await value())?.quality === "good", "the value");
  expect(await value()).toMatchObject({ metric: "p9", label: "Inlet pressure", value: 5, unit: "bar" });
  await eventually(async () => (await value())?.quality === "stale", "three missed values");
});

test("metrics are set with a form, which names a wrong field and keeps what was typed", async () => {
  await register(andon, "Mixer-3");
  await send("Mixer-3", { p1: 5 });
  const path = "/settings/metrics";
  await eventually(async () => (await andon.text(path)).includes("<code>p1</code>"), "the metric");
  const typed = { metric: "p1", scope: "plant", label: "Inlet <b>", unit: "bar", low: "0,5", high: "x" };
  const refused = await andon.submit(path, typed);
  expect(refused.status).toBe(400);
  const answer = await refused.text();
  expect(answer).toContain("Highest plausible value: expected number, got");
  expect(answer).toContain('value="Inlet &lt;b&gt;"');
  expect((await andon.submit(path, { ...typed, high: "16" })).status).toBe(303);
  const set = { metric: "p1", label: "Inlet <b>", unit: "bar", low: 0.5, high: 16 };
  expect(await settings()).toContainEqual(set);
  expect((await andon.submit(path, { metric: "p2", scope: "plant", label: "inlet <b>" })).status).toBe(409);
  expect((await andon.submit(path, { metric: "p1", scope: "machine:nobody", unit: "x" })).status).toBe(404);
  expect((await andon.submit(path, { ...typed, remove: "1" })).status).toBe(303);
  expect(await settings()).not.toContainEqual(set);
});

test("the settings are described", async () => {
  const described = await andon.text("/openapi.json");
  for (const word of [PATH, "plausible", "decimals", "machine_type"]) expect(described).toContain(word);
});
