import { afterAll, beforeAll, expect, test } from "bun:test";
import { startAndon, type TestAndon } from "../support/andon";

let andon: TestAndon;
beforeAll(async () => {
  andon = await startAndon();
});
afterAll(() => andon[Symbol.asyncDispose]());

const MINUTE_MS = 60_000;

test("readings of before 1970 are kept and judged, looked through by a detect call, and end nothing", async () => {
  await andon.post("/api/v1/machines", { name: "Gate" });
  const start = Date.parse("1969-11-01T00:00:00Z");
  const rows = Array.from({ length: 9000 }, (_, i) => ({
    machine_id: "Gate",
    timestamp: new Date(start + i * 10 * MINUTE_MS).toISOString(),
    metrics: { visitors: 100 + Math.sin(i) },
  }));
  for (const part of [rows.slice(0, 4500), rows.slice(4500)])
    expect(await (await andon.post("/api/v1/readings", part)).json()).toMatchObject({ accepted: 4500 });
  const [{ id: machine_id }] = await andon.get("/api/v1/machines?search=Gate");
  const found = await andon.post("/api/v1/anomaly/detect", {
    machine_id,
    start: "1969-12-20T00:00:00Z",
    end: "1970-01-10T00:00:00Z",
  });
  expect(found.status).toBe(200);
  expect(await (await fetch(`${andon.url}/metrics`)).text()).toContain("andon_readings_unjudged_total 0");
});
