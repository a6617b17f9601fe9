import { afterAll, beforeAll, expect, test } from "bun:test";
import { eventually, startAndon, type TestAndon } from "../support/andon";
import { listen } from "../support/socket";

const SECOND_MS = 1000;

let andon: TestAndon;
beforeAll(async () => {
  andon = await startAndon();
});
afterAll(() => andon[Symbol.asyncDispose]());

const limitsOf = (machine: string) => `/api/v1/machines/${machine}/limits`;
const put = (machine: string, limits: unknown) =>
  fetch(andon.url + limitsOf(machine), {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(limits),
  });

async function register(name: string): Promise<string> {
  const response = await andon.post("/api/v1/machines", { name });
  return ((await response.json()) as { id: string }).id;
}

/** Readings a second apart that end so many seconds ago. */
const readings = (machine: string, values: number[], endedAgo = 0) =>
  values.map((pressure_bar, index) => ({
    machine_id: machine,
    timestamp: new Date(Date.now() - (values.length - 1 - index + endedAgo) * SECOND_MS).toISOString(),
    metrics: { pressure_bar },
  }));

test("limits are what was set, none at first, and a wrong one is refused with its field", async () => {
  await register("Tank-1");
  expect(await andon.get(limitsOf("Tank-1"))).toEqual({ metrics: [] });
  const limits = {
    metrics: [{ metric: "own_metric", severity: "critical", low: 1, high: 8 }],
    silent_minutes: 5,
  };
  expect(await (await put("Tank-1", limits)).json()).toEqual(limits);
  expect(await andon.get(limitsOf("Tank-1"))).toEqual(limits);
  for (const [wrong, field] of [
    [{ metrics: [{ metric: "x" }] }, "metrics.0"],
    [{ metrics: [{ metric: "x", low: 2, high: 1 }] }, "metrics.0.high"],
    [
      {
        metrics: [
          { metric: "x", high: 1 },
          { metric: "x", high: 2 },
        ],
      },
      "metrics",
    ],
    [{ silent_minutes: -1 }, "silent_minutes"],
    [{ silence: 1 }, "silence"],
  ] as const) {
    const response = await put("Tank-1", wrong);
    expect(response.status).toBe(400);
    expect(((await response.json()) as any).error.details[0].field).toBe(field);
  }
  expect((await put("nothing", limits)).status).toBe(404);
  expect(await andon.get(limitsOf("Tank-1"))).toEqual(limits);
});

test("a value over its limit is an alarm within a second, before anything is learned, and clears when it is back", async () => {
  const id = await register("Tank-2");
  await using socket = await listen(`${andon.url}/api/v1/ws/anomalies?machine_id=${id}`);
  await andon.post("/api/v1/readings", readings("Tank-2", [7], 60));
  await put("Tank-2", { metrics: [{ metric: "pressure_bar", severity: "critical", high: 8 }] });
  await andon.post("/api/v1/readings", readings("Tank-2", [9], 30));
  const { data } = await socket.next("anomaly_detected", SECOND_MS);
  expect(data).toMatchObject({
    severity: "critical",
    metric: "pressure_bar",
    detection_method: "limit",
    contributors: [{ metric: "pressure_bar", value: 9, expected_value: 8, deviation_sd: null, share: 1 }],
  });
  expect(data.reason).toStartWith("Pressure 9 bar, above its limit of 8 bar; since ");
  await andon.post("/api/v1/readings", readings("Tank-2", Array(20).fill(7)));
  expect((await socket.next("anomaly_updated")).data).toMatchObject({ state: "cleared" });
});

test("an alarm clears as well when its limit is taken away", async () => {
  const id = await register("Tank-3");
  await using socket = await listen(`${andon.url}/api/v1/ws/anomalies?machine_id=${id}`);
  await put("Tank-3", { metrics: [{ metric: "pressure_bar", high: 8 }] });
  await andon.post("/api/v1/readings", readings("Tank-3", [9], 60));
  await socket.next("anomaly_detected");
  await put("Tank-3", {});
  await andon.post("/api/v1/readings", readings("Tank-3", Array(20).fill(9)));
  expect((await socket.next("anomaly_updated")).data).toMatchObject({ state: "cleared" });
});

test("a machine that falls silent is an alarm until it sends again; one that is in maintenance or not in use is none", async () => {
  const names = ["Tank-4", "Tank-5", "Tank-6"];
  const [silent] = await Promise.all(names.map(register));
  await using socket = await listen(`${andon.url}/api/v1/ws/anomalies`);
  for (const name of names) await put(name, { silent_minutes: 0.01 });
  await fetch(`${andon.url}/api/v1/machines/Tank-6`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ is_active: false }),
  });
  await andon.post(
    "/api/v1/readings",
    names.flatMap((name) => readings(name, Array(20).fill(7), 1)),
  );
  const [serviced] = readings("Tank-5", [7]);
  await andon.post("/api/v1/readings", { ...serviced, mode: "maintenance" });
  const { data } = await socket.next("anomaly_detected", 5_000);
  expect(data).toMatchObject({ machine_id: silent, detection_method: "limit" });
  expect(data.reason).toStartWith("No reading for 0.01 minutes");
  await andon.post("/api/v1/readings", readings("Tank-4", [7], -1));
  expect((await socket.next("anomaly_updated")).data).toMatchObject({ machine_id: silent, state: "cleared" });
  expect(socket.rest().filter(({ data }) => data.machine_id !== silent)).toEqual([]);
});

test("limits are set with a form, which says what is wrong with them", async () => {
  await register("Tank-8");
  await andon.post("/api/v1/readings", readings("Tank-8", [7]));
  const url = `${andon.url}/machines/Tank-8/limits`;
  await eventually(
    async () => (await (await fetch(url)).text()).includes('value="pressure_bar"'),
    "a line for it",
  );
  const send = (fields: Record<string, string>) =>
    fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
  const line = { "metric.0": "pressure_bar", "severity.0": "critical", silent_minutes: "10" };
  const refused = await send({ ...line, "high.0": "<b>" });
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain("Pressure, High: expected number, got &quot;&lt;b&gt;&quot;");
  expect((await send({ ...line, "high.0": "8,5" })).status).toBe(303);
  expect(await andon.get(limitsOf("Tank-8"))).toEqual({
    metrics: [{ metric: "pressure_bar", severity: "critical", high: 8.5 }],
    silent_minutes: 10,
  });
  expect((await fetch(`${andon.url}/machines/nothing/limits`)).status).toBe(404);
});

test("limits outlive a restart", async () => {
  const id = await register("Tank-7");
  await put("Tank-7", { metrics: [{ metric: "pressure_bar", low: 2 }] });
  await andon.stop();
  await andon.start();
  await andon.post("/api/v1/readings", readings("Tank-7", [1]));
  await eventually(async () => {
    const { anomalies } = await andon.get(`/api/v1/anomaly/active?machine_id=${id}`);
    return anomalies[0]?.detection_method === "limit";
  }, "the limit holds");
});
