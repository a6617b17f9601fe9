import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, startAndon } from "../../support/andon";
import { processorMs, ratios, residentBytes, spreadOf } from "../measure";
import { figure, type Report, withSpread } from "../table";

const STARTS = 7;
/** The least that a server on Bun can be: a process that listens. */
const BARE = `Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("") }); console.log("ready")`;
const FILLED_WITHIN_MS = 60_000;
const REST_MS = 5_000;
const MEGABYTE = 1024 * 1024;

/** The time of a start, and the memory of a server that only simulates its plant. */
export async function startAndRest(report: Report) {
  const folder = mkdtempSync(join(tmpdir(), "andon-bench-"));
  const settings = { SIMULATE: "on", DATABASE_URL: `sqlite://${join(folder, "andon.db")}` };
  try {
    const rest = await atRest(settings);
    const file = join(folder, "andon");
    await Bun.$`${process.execPath} src/commands/build.ts ${file}`.quiet();
    const [ours, single, bare]: [number[], number[], number[]] = [[], [], []];
    for (let start = 0; start < STARTS; start++) {
      ours.push(await startMs(settings));
      single.push((await startFile(file, settings)).ms);
      bare.push((await startBare()).ms);
    }
    const starts = spreadOf(ours);
    report.table({
      title: "Start and rest",
      head: ["", "Andon", "a bare Bun server", "×"],
      rows: [
        [
          "start to ready, warm, ms",
          withSpread(starts),
          withSpread(spreadOf(bare)),
          withSpread(ratios(ours, bare)),
        ],
        [
          `the same of the single file (${figure(Bun.file(file).size / MEGABYTE)} MB)`,
          withSpread(spreadOf(single)),
          withSpread(spreadOf(bare)),
          withSpread(ratios(single, bare)),
        ],
        [
          "memory at rest, simulator on, MB",
          figure(rest.megabytes),
          figure(rest.bare),
          figure(rest.megabytes / rest.bare),
        ],
        await fileAtRest(file, settings, rest.bare),
        ["processor at rest, simulator on", `${figure(rest.share)} % of a core`, "", ""],
      ],
      notes: [
        `${STARTS} starts of a filled database, in turn. Memory is resident, after the past of the plant was invented.`,
      ],
    });
    report.target({
      target: "start to ready ≤ 500 ms warm",
      measured: `${withSpread(starts)} ms`,
      met: starts.median <= 500,
    });
    report.target({
      target: "≤ 120 MB at rest with the simulator on",
      measured: `${figure(rest.megabytes)} MB`,
      met: rest.megabytes <= 120,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function atRest(settings: Record<string, string>) {
  const andon = await startAndon(settings);
  const deadline = performance.now() + FILLED_WITHIN_MS;
  const isFilling = async () =>
    (await (await fetch(`${andon.url}/diagnostics`)).text()).includes("Filling in history");
  // It begins a moment after the ready line.
  do await Bun.sleep(1_000);
  while ((await isFilling()) && performance.now() < deadline);
  await Bun.sleep(REST_MS);
  const [before, began] = [processorMs(andon.pid), performance.now()];
  await Bun.sleep(REST_MS);
  const share = (100 * (processorMs(andon.pid) - before)) / (performance.now() - began);
  const megabytes = residentBytes(andon.pid) / MEGABYTE;
  await andon.stop();
  const { bytes } = await startBare();
  return { megabytes, share, bare: bytes / MEGABYTE };
}

async function startMs(settings: Record<string, string>): Promise<number> {
  const began = performance.now();
  const andon = await startAndon(settings);
  const ms = performance.now() - began;
  await andon.stop();
  return ms;
}

async function fileAtRest(file: string, settings: Record<string, string>, bare: number) {
  const { megabytes } = await startFile(file, settings, REST_MS);
  return [
    "the same of the single file, past filled in before",
    figure(megabytes),
    figure(bare),
    figure(megabytes / bare),
  ];
}

/** Starts the single file, and ends it after some rest. */
async function startFile(file: string, settings: Record<string, string>, restMs = 0) {
  const began = performance.now();
  const { process } = await launch({ ...settings, PORT: "0", LOG_LEVEL: "warn" }, undefined, [file]);
  const ms = performance.now() - began;
  await Bun.sleep(restMs);
  const megabytes = residentBytes(process.pid) / MEGABYTE;
  process.kill("SIGTERM");
  await process.exited;
  return { ms, megabytes };
}

async function startBare(): Promise<{ ms: number; bytes: number }> {
  const began = performance.now();
  const bare = Bun.spawn([process.execPath, "-e", BARE], { stdout: "pipe" });
  for await (const _ of bare.stdout) break;
  const ms = performance.now() - began;
  const bytes = residentBytes(bare.pid);
  bare.kill("SIGKILL");
  await bare.exited;
  return { ms, bytes };
}
