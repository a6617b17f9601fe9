import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ended, register, sendPast, sendReadings } from "../support/actions";
import { eventually, launch } from "../support/andon";
import { startedAnswer } from "../support/answers";
import { series } from "../support/builders";
import { createClient } from "../support/client";
import { SLOW_MACHINE_MS } from "../support/needs";

setDefaultTimeout(SLOW_MACHINE_MS);

let folder: string;
let program: string;
let running: Awaited<ReturnType<typeof launch>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "andon-alone-"));
  program = join(folder, "andon");
  await Bun.$`${process.execPath} run build ${program}`.quiet();
  // No PATH: no program installed here can help.
  running = await launch({ PORT: "0", SIMULATE: "off", LOG_LEVEL: "warn" }, folder, [program]);
}, SLOW_MACHINE_MS);
afterAll(async () => {
  running?.process.kill("SIGKILL");
  await running?.process.exited;
  rmSync(folder, { recursive: true });
});

const andon = createClient(() => running.url);

test("one file serves the board with its style and scripts, smallest first", async () => {
  for (const path of ["/", "/kiosk"]) {
    const named = (await andon.text(path)).matchAll(/(?:href|src)="([^"]*\/assets\/[^"]+\.(?:css|js|svg))"/g);
    const assets = [...named].map(([, asset]) => asset!);
    expect(assets.length).toBeGreaterThanOrEqual(3);
    for (const asset of [...assets, "/worker.js"]) {
      const response = await andon.send("GET", asset);
      expect(response.headers.get("content-encoding")).toBe("br");
      expect((await response.text()).length).toBeGreaterThan(100);
    }
  }
});

test("it stores posted readings in the folder data, and shows them", async () => {
  await register(andon, "Press-1");
  await sendReadings(
    andon,
    series("Press-1", 3, () => ({ power_kw: 49.6 })),
  );
  const shown = await eventually(async () => {
    const html = await andon.text("/");
    return html.includes("49.6") && html;
  }, "the reading is on the board");
  expect(shown).toContain("Press-1");
  expect(readdirSync(join(folder, "data"))).toContain("andon.db");
});

test("it trains, in the worker that it carries", async () => {
  const machine_id = await register(andon, "Boiler-1", { data_interval_seconds: 3600 });
  await sendPast(andon, machine_id);
  const { job_id } = await andon.post("/api/v1/baseline/train", { machine_id }, startedAnswer);
  expect((await ended(andon, job_id)).status).toBe("completed");
});

test("it tries a rule on the past, in another worker that it carries", async () => {
  await register(andon, "Press-3");
  await sendReadings(
    andon,
    series("Press-3", 3, () => ({ power_kw: 90 })),
  );
  const rule = {
    name: "High",
    scope: { kind: "machines", ids: ["Press-3"] },
    condition: { kind: "form", metric: "power_kw", comparison: "above", limit: 80 },
  };
  const found = await eventually(async () => {
    const answer = await andon.send("POST", "/api/v1/alarms/rules/back-test", rule);
    return answer.ok && answer.json();
  }, "the metric is known");
  expect(found).toMatchObject({ days: 30, machines: [{ name: "Press-3" }] });
});

test("it stops by SIGTERM within 5 s", async () => {
  const began = performance.now();
  running.process.kill("SIGTERM");
  expect(await running.process.exited).toBe(0);
  expect(performance.now() - began).toBeLessThan(5_000);
});

test("a bad setting is refused with a sentence, with exit code 78", async () => {
  const refused = Bun.spawn([program], { cwd: folder, env: { PORT: "many" }, stderr: "pipe" });
  expect(await refused.exited).toBe(78);
  expect(await new Response(refused.stderr).text()).toContain('PORT="many"');
});
