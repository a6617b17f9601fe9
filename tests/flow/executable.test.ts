import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, launch, series } from "../support/andon";

const HOUR_MS = 3_600_000;

let folder: string;
let program: string;
let andon: Awaited<ReturnType<typeof launch>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "andon-alone-"));
  program = join(folder, "andon");
  await Bun.$`${process.execPath} run build ${program}`.quiet();
  // No PATH: nothing that is installed here can help.
  andon = await launch({ PORT: "0", SIMULATE: "off", LOG_LEVEL: "warn" }, folder, [program]);
}, 60_000);
afterAll(async () => {
  andon.process.kill("SIGKILL");
  await andon.process.exited;
  rmSync(folder, { recursive: true });
});

const get = (path: string) => fetch(andon.url + path);
const post = (path: string, body: unknown) =>
  fetch(andon.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

test("one file serves the board with its style and scripts, smallest first", async () => {
  for (const path of ["/", "/kiosk"]) {
    const html = await (await get(path)).text();
    const assets = [...html.matchAll(/(?:href|src)="([^"]*\/assets\/[^"]+\.(?:css|js|svg))"/g)].map(
      ([, asset]) => asset!,
    );
    expect(assets.length).toBeGreaterThanOrEqual(3);
    for (const asset of [...assets, "/worker.js"]) {
      const response = await get(asset);
      expect(response.headers.get("content-encoding")).toBe("br");
      expect((await response.text()).length).toBeGreaterThan(100);
    }
  }
});

test("it keeps what is posted in the folder data, and shows it", async () => {
  await post("/api/v1/machines", { name: "Press-1" });
  expect(
    (
      await post(
        "/api/v1/readings",
        series("Press-1", 3, () => ({ power_kw: 49.6 })),
      )
    ).status,
  ).toBe(202);
  const shown = await eventually(async () => {
    const html = await (await get("/")).text();
    return html.includes("49.6") && html;
  }, "the reading is on the board");
  expect(shown).toContain("Press-1");
  expect(readdirSync(join(folder, "data"))).toContain("andon.db");
});

test("it trains, in the thread that it carries", async () => {
  await post("/api/v1/machines", { name: "Boiler-1", data_interval_seconds: 3600 });
  const now = Date.now();
  const past = Array.from({ length: 90 * 24 }, (_, index) => ({
    machine_id: "Boiler-1",
    timestamp: new Date(now - (90 * 24 - index) * HOUR_MS).toISOString(),
    metrics: { power_kw: 20 + (index % 25) + Math.sin(index * 1.7), production_count: index % 25 },
  }));
  expect((await post("/api/v1/readings", past)).status).toBe(202);
  const machines = (await (await get("/api/v1/machines?search=Boiler-1")).json()) as { id: string }[];
  const { job_id } = (await (
    await post("/api/v1/baseline/train", { machine_id: machines[0]?.id })
  ).json()) as {
    job_id: string;
  };
  const job = await eventually(async () => {
    const job = (await (await get(`/api/v1/training/jobs/${job_id}`)).json()) as any;
    return job.ended_at !== null && job;
  }, "the training has ended");
  expect(job).toMatchObject({ status: "completed" });
});

test("it stops by SIGTERM within 5 s", async () => {
  const began = performance.now();
  andon.process.kill("SIGTERM");
  expect(await andon.process.exited).toBe(0);
  expect(performance.now() - began).toBeLessThan(5_000);
});

test("a bad setting is refused in words, with exit code 78", async () => {
  const refused = Bun.spawn([program], { cwd: folder, env: { PORT: "many" }, stderr: "pipe" });
  expect(await refused.exited).toBe(78);
  expect(await new Response(refused.stderr).text()).toContain('PORT="many"');
});
