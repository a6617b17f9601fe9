import { expect, test } from "bun:test";
import { z } from "zod";
import { openAlarms, register, sendReadings } from "../support/actions";
import { eventually } from "../support/andon";
import { refusalOf } from "../support/answers";
import { listen } from "../support/socket";
import { useAndon } from "../support/use";

const SECOND_MS = 1000;

const andon = useAndon();

const pathOf = (machine: string) => `/api/v1/machines/${machine}/limits`;
const limitsOf = (machine: string) => andon.get(pathOf(machine), z.unknown());
const put = (machine: string, limits: unknown) => andon.send("PUT", pathOf(machine), limits);

/** Readings a second apart that end so many seconds ago. */
const readings = (machine: string, values: number[], endedAgo = 0) =>
  values.map((pressure_bar, index) => ({
    machine_id: machine,
    timestamp: new Date(Date.now() - (values.length - 1 - index + endedAgo) * SECOND_MS).toISOString(),
    metrics: { pressure_bar },
  }));
const many = (value: number) => Array<number>(20).fill(value);

test("limits are what was set, none at first, and a wrong one is refused with its field", async () => {
  await register(andon, "Tank-1");
  expect(await limitsOf("Tank-1")).toEqual({ metrics: [] });
  const limits = {
    metrics: [{ metric: "own_metric", severity: "critical", low: 1, high: 8 }],
    silent_minutes: 5,
  };
  expect(await (await put("Tank-1", limits)).json()).toEqual(limits);
  expect(await limitsOf("Tank-1")).toEqual(limits);
  const same = { metric: "x", high: 1 };
  for (const [wrong, field] of [
    [{ metrics: [{ metric: "x" }] }, "metrics.0"],
    [{ metrics: [{ metric: "x", low: 2, high: 1 }] }, "metrics.0.high"],
    [{ metrics: [same, { ...same, high: 2 }] }, "metrics"],
    [{ silent_minutes: -1 }, "silent_minutes"],
    [{ silence: 1 }, "silence"],
  ] as const)
    expect(await refusalOf(await put("Tank-1", wrong))).toMatchObject({ status: 400, details: [{ field }] });
  expect((await put("nothing", limits)).status).toBe(404);
  expect(await limitsOf("Tank-1")).toEqual(limits);
});

test("a value over its limit is an alarm within a second, before anything is learned, and clears once it is back", async () => {
  const id = await register(andon, "Tank-2");
  await using socket = await listen(`${andon.url}/api/v1/ws/anomalies?machine_id=${id}`);
  await sendReadings(andon, readings("Tank-2", [7], 60));
  await put("Tank-2", { metrics: [{ metric: "pressure_bar", severity: "critical", high: 8 }] });
  await sendReadings(andon, readings("Tank-2", [9], 30));
  const { data } = await socket.next("anomaly_detected", SECOND_MS);
  expect(data).toMatchObject({
    severity: "critical",
    metric: "pressure_bar",
    detection_method: "limit",
    contributors: [{ metric: "pressure_bar", value: 9, expected_value: 8, deviation_sd: null, share: 1 }],
  });
  expect(data.reason).toStartWith("Pressure 9 bar, above its limit of 8 bar; since ");
  await sendReadings(andon, readings("Tank-2", many(7)));
  expect((await socket.next("anomaly_updated")).data).toMatchObject({ state: "cleared" });
});

test("an alarm clears as well when its limit is taken away", async () => {
  const id = await register(andon, "Tank-3");
  await using socket = await listen(`${andon.url}/api/v1/ws/anomalies?machine_id=${id}`);
  await put("Tank-3", { metrics: [{ metric: "pressure_bar", high: 8 }] });
  await sendReadings(andon, readings("Tank-3", [9], 60));
  await socket.next("anomaly_detected");
  await put("Tank-3", {});
  await sendReadings(andon, readings("Tank-3", many(9)));
  expect((await socket.next("anomaly_updated")).data).toMatchObject({ state: "cleared" });
});

test("a machine that falls silent is an alarm until it sends again; one in maintenance or not in use is none", async () => {
  const names = ["Tank-4", "Tank-5", "Tank-6"];
  const [silent] = await Promise.all(names.map((name) => register(andon, name)));
  await using socket = await listen(`${andon.url}/api/v1/ws/anomalies`);
  for (const name of names) await put(name, { silent_minutes: 0.01 });
  await andon.send("PATCH", "/api/v1/machines/Tank-6", { is_active: false });
  await sendReadings(
    andon,
    names.flatMap((name) => readings(name, many(7), 1)),
  );
  const [serviced] = readings("Tank-5", [7]);
  await sendReadings(andon, { ...serviced, mode: "maintenance" });
  const { data } = await socket.next("anomaly_detected");
  expect(data).toMatchObject({ machine_id: silent, detection_method: "limit" });
  expect(data.reason).toStartWith("No reading for 0.01 minutes");
  await sendReadings(andon, readings("Tank-4", [7], -1));
  expect((await socket.next("anomaly_updated")).data).toMatchObject({ machine_id: silent, state: "cleared" });
  expect(socket.rest().filter(({ data }) => data.machine_id !== silent)).toEqual([]);
});

test("limits are set with a form, which names a wrong field and its value", async () => {
  await register(andon, "Tank-8");
  await sendReadings(andon, readings("Tank-8", [7]));
  const path = "/machines/Tank-8/limits";
  await eventually(async () => (await andon.text(path)).includes('value="pressure_bar"'), "a line for it");
  const line = { "metric.0": "pressure_bar", "severity.0": "critical", silent_minutes: "10" };
  const refused = await andon.submit(path, { ...line, "high.0": "<b>" });
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain("Pressure, High: expected number, got &quot;&lt;b&gt;&quot;");
  expect((await andon.submit(path, { ...line, "high.0": "8,5" })).status).toBe(303);
  expect(await limitsOf("Tank-8")).toEqual({
    metrics: [{ metric: "pressure_bar", severity: "critical", high: 8.5 }],
    silent_minutes: 10,
  });
  expect((await andon.send("GET", "/machines/nothing/limits")).status).toBe(404);
});

test("limits outlive a restart", async () => {
  const id = await register(andon, "Tank-7");
  await put("Tank-7", { metrics: [{ metric: "pressure_bar", low: 2 }] });
  await andon.stop();
  await andon.start();
  await sendReadings(andon, readings("Tank-7", [1]));
  const method = async () => (await openAlarms(andon, id))[0]?.detection_method;
  await eventually(async () => (await method()) === "limit", "the limit holds");
});
