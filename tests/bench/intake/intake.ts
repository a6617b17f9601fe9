import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { register } from "../../support/actions";
import { startAndon, type TestAndon } from "../../support/andon";
import { startPostgres, whyNoPostgres } from "../../support/postgres";
import { startRedis, whyNoRedis } from "../../support/redis";
import { instant, processorMs, quantile, spreadOf } from "../measure";
import { notingPauses, type Pause, pausesBetween } from "./pause_log";
import { createGateways, post, type Sent, sendFor } from "./gateways";
import { startAndRest } from "./rest";
import { figure, type Report, withSpread } from "../table";

const BATCHES = [1, 100, 10_000] as const;
const SECONDS = 3;
const ROUNDS = 3;
const CALLERS = 8;
const METRICS = 8;
const REPLAYED_ROWS = 5_000;
const DAY_SECONDS = 86_400;
const ASKED = 15;
const BOARD_MACHINES = 200;
/** Roll-ups are made in the two seconds after their readings. */
const ROLLED_AFTER_MS = 5_000;

type Turn = Sent & { processorMs: number; pauses: Pause[] };

/** Readings in, and what is asked of them. */
export async function intake(report: Report) {
  const folder = mkdtempSync(join(tmpdir(), "andon-bench-"));
  try {
    await posted(report, folder);
    await asked(report);
    await startAndRest(report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function posted(report: Report, folder: string) {
  const file = join(folder, "andon.db");
  const pauses = join(folder, "pauses");
  const andon = await startAndon({ DATABASE_URL: `sqlite://${file}`, ...notingPauses(pauses) });
  const rows: string[][] = [];
  let kept = 0;
  const byBatch = new Map(BATCHES.map((batch) => [batch as number, [] as Turn[]]));
  const gateways = await createGateways(andon.url, CALLERS, METRICS);
  await sendFor(gateways, 100, 1_000).then(({ readings }) => (kept += readings));
  for (let round = 0; round < ROUNDS; round++)
    for (const batch of BATCHES) {
      console.error(`  round ${round + 1}: batches of ${batch}`);
      const turn = await measured(andon, pauses, () => sendFor(gateways, batch, SECONDS * 1000));
      byBatch.get(batch)!.push(turn);
      kept += turn.readings;
    }
  for (const [batch, turns] of byBatch)
    rows.push(rowOf(`POST, batches of ${batch.toLocaleString("en")}`, turns));
  const replayed = await measured(andon, pauses, () => replay(andon, folder));
  kept += replayed.readings;
  rows.push(rowOf("`bun run replay` (it paces itself: 500 rows every 200 ms)", [replayed]));
  await Bun.sleep(ROLLED_AFTER_MS);
  await andon.stop();
  const bytes = ["", "-wal"].reduce((sum, part) => sum + sizeOf(file + part), 0) / kept;
  await andon[Symbol.asyncDispose]();
  const shared = await onPostgres();
  rows.push(...shared.rows);
  report.table({
    title: "Readings in: parsed, judged, kept",
    head: [
      "",
      "readings/s",
      "µs of processor a reading",
      "call p50, ms",
      "call p99, ms",
      "longest pause of the event loop, ms",
      "at work, ms",
    ],
    rows,
    notes: [
      `Readings of ${METRICS} metrics from ${CALLERS} gateways, each waiting for its answer (202: on disk, synced); ${ROUNDS} rounds of ${SECONDS} s in turn. The senders share the machine's cores with the server. A pause is a time in which the loop did not turn; what of it was not at work it waited for the disk, or for other programs on this machine.`,
    ],
  });
  report.table({
    title: "On disk",
    head: ["", "bytes a reading", "bytes a metric value"],
    rows: [["SQLite", figure(bytes), figure(bytes / METRICS)], shared.bytes],
    notes: ["All there is after the run, roll-ups and indexes too."],
  });
  tell(report, byBatch.get(100)!, [...byBatch.values()].flat(), bytes / METRICS);
}

function tell(report: Report, hundreds: Turn[], all: Turn[], bytesAValue: number) {
  const rate = spreadOf(hundreds.map(({ readings, ms }) => (1000 * readings) / ms));
  const longest = longestOf(all);
  report.target({
    target: "≥ 20,000 readings/s by POST in batches of 100",
    measured: `${withSpread(rate)}/s`,
    met: rate.median >= 20_000,
  });
  report.target({
    target: "event loop pauses ≤ 50 ms",
    measured: `${figure(longest.ms)} ms, ${figure(longest.workMs)} of it at work`,
    met: longest.ms <= 50,
  });
  report.target({
    target: "≤ 60 bytes of disk a metric value on SQLite",
    measured: figure(bytesAValue),
    met: bytesAValue <= 60,
  });
}

async function measured(andon: TestAndon, pauses: string, work: () => Promise<Sent>): Promise<Turn> {
  const began = instant();
  const before = processorMs(andon.pid);
  const sent = await work();
  return {
    ...sent,
    processorMs: processorMs(andon.pid) - before,
    pauses: pauses ? pausesBetween(pauses, began, instant()) : [],
  };
}

function rowOf(name: string, turns: readonly Turn[]): string[] {
  const calls = turns.flatMap(({ callsMs }) => callsMs);
  return [
    name,
    withSpread(spreadOf(turns.map(({ readings, ms }) => (1000 * readings) / ms))),
    withSpread(spreadOf(turns.map(({ readings, processorMs }) => (1000 * processorMs) / readings))),
    calls.length > 0 ? figure(quantile(calls, 0.5)) : "",
    calls.length > 0 ? figure(quantile(calls, 0.99)) : "",
    figure(longestOf(turns).ms),
    figure(longestOf(turns).workMs),
  ];
}

function longestOf(turns: readonly Turn[]): Pause {
  const all = turns.flatMap(({ pauses }) => pauses);
  return {
    ms: Math.max(0, ...all.map(({ ms }) => ms)),
    workMs: Math.max(0, ...all.map(({ workMs }) => workMs)),
  };
}

/** A recorded file, sent by the very command that users have. */
async function replay({ url }: TestAndon, folder: string): Promise<Sent> {
  const file = join(folder, "recorded.csv");
  const names = Array.from({ length: METRICS }, (_, place) => `metric_${place}`);
  const from = Date.now() - REPLAYED_ROWS * 1000;
  const lines = Array.from({ length: REPLAYED_ROWS }, (_, row) =>
    [
      new Date(from + row * 1000).toISOString(),
      ...names.map((_, place) => (place + Math.sin(row)).toFixed(3)),
    ].join(","),
  );
  await Bun.write(file, [["time", ...names].join(","), ...lines].join("\n"));
  const began = performance.now();
  const client = Bun.spawn(
    [
      process.execPath,
      "src/commands/replay/replay.ts",
      file,
      "--machine",
      "Recorded-1",
      "--speed",
      "1000000",
    ],
    { env: { PATH: process.env.PATH, ANDON_URL: url }, stdout: "ignore", stderr: "ignore" },
  );
  if ((await client.exited) !== 0) throw new Error("bun run replay has failed");
  return { readings: REPLAYED_ROWS, ms: performance.now() - began, callsMs: [] };
}

/** The same on PostgreSQL and Redis, where they are installed. */
async function onPostgres(): Promise<{ rows: string[][]; bytes: string[] }> {
  const reason = whyNoPostgres() ?? whyNoRedis();
  if (reason) return { rows: [[`PostgreSQL: absent, ${reason}`]], bytes: ["PostgreSQL", "absent"] };
  await using postgres = await startPostgres();
  await using redis = await startRedis();
  const url = await postgres.fresh();
  await using andon = await startAndon({ DATABASE_URL: url, REDIS_URL: redis.url });
  const sql = new Bun.SQL(url, { max: 1 });
  const size = async () => Number((await sql`select pg_database_size(current_database()) as bytes`)[0].bytes);
  const empty = await size();
  const gateways = await createGateways(andon.url, CALLERS, METRICS);
  const turn = await measured(andon, "", () => sendFor(gateways, 100, SECONDS * 1000));
  await Bun.sleep(ROLLED_AFTER_MS);
  const bytes = ((await size()) - empty) / turn.readings;
  await sql.close();
  return {
    rows: [[...rowOf("POST, batches of 100, PostgreSQL", [turn]).slice(0, -2), "–", "–"]],
    bytes: ["PostgreSQL", figure(bytes), figure(bytes / METRICS)],
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The pages that people open: a chart of a day, and a board of many machines. */
async function asked(report: Report) {
  await using andon = await startAndon();
  const id = await register(andon, "Day-1", { data_interval_seconds: 1 });
  const from = Date.now() - DAY_SECONDS * 1000;
  for (let second = 0; second < DAY_SECONDS; second += 10_000)
    await post(
      andon.url,
      Array.from({ length: Math.min(10_000, DAY_SECONDS - second) }, (_, place) => ({
        machine_id: id,
        timestamp: new Date(from + (second + place) * 1000).toISOString(),
        metrics: { power_kw: 48 + Math.sin((second + place) / 300) },
      })),
    );
  await Bun.sleep(ROLLED_AFTER_MS);
  const url = `${andon.url}/machines/${id}?metric=power_kw&span=24h`;
  const chartMs = await timesOf(() =>
    fetch(url, { headers: { "hx-request": "true" } }).then((answer) => answer.text()),
  );

  for (let number = 1; number < BOARD_MACHINES; number++) await register(andon, `Machine-${number}`);
  const timestamp = new Date().toISOString();
  const metrics = { power_kw: 48.2, temperature_c: 61, pressure_bar: 7.1 };
  await post(
    andon.url,
    Array.from({ length: BOARD_MACHINES - 1 }, (_, place) => ({
      machine_id: `Machine-${place + 1}`,
      timestamp,
      metrics,
    })),
  );
  const board = await boards(andon);
  report.table({
    title: "Asked",
    head: ["", "p50", "p99"],
    rows: [
      [
        "chart of 24 h of one metric at 1 Hz (86,400 readings), ms",
        figure(quantile(chartMs, 0.5)),
        figure(quantile(chartMs, 0.99)),
      ],
      [
        `board with ${BOARD_MACHINES} machines, ${CALLERS} at a time: ${figure(board.perSecond)} pages/s (${figure(board.bytes / 1000)} kB as HTML); ms`,
        figure(quantile(board.callsMs, 0.5)),
        figure(quantile(board.callsMs, 0.99)),
      ],
    ],
  });
  const middle = quantile(chartMs, 0.5);
  report.target({
    target: "24 h of one metric at 1 Hz charted in ≤ 30 ms",
    measured: `${figure(middle)} ms`,
    met: middle <= 30,
  });
}

async function timesOf(ask: () => Promise<unknown>): Promise<number[]> {
  await ask();
  const times: number[] = [];
  for (let count = 0; count < ASKED; count++) {
    const began = performance.now();
    await ask();
    times.push(performance.now() - began);
  }
  return times;
}

async function boards({ url }: TestAndon) {
  const until = performance.now() + SECONDS * 500;
  const callsMs: number[] = [];
  let bytes = 0;
  const began = performance.now();
  const caller = async () => {
    while (performance.now() < until) {
      const asked = performance.now();
      bytes = (await (await fetch(`${url}/`)).text()).length;
      callsMs.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return { callsMs, bytes, perSecond: (1000 * callsMs.length) / (performance.now() - began) };
}
