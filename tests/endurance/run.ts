/**
 * The long form: `bun run endurance` lets a day's events pass over the pages, then sixty machines over slow
 * ones; `bun run endurance wear` or `… slowed` only the one. Prints the figures, and writes them into
 * RESULTS.md.
 */
import { loadavg } from "node:os";
import { startBrowser } from "../support/browser";
import { openPlant } from "./plant";
import { type SlowedRun, slow, type SlowedOptions } from "./slowed";
import { growth, KEPT, wear } from "./wear";

const RESULTS = "tests/endurance/RESULTS.md";
const HEAD = "# Endurance\n\nMade by `bun run endurance`: a real server, a real Redis, a real Chromium.";
const PAGES = ["/", "/anomalies", "/kiosk?pages=board,alarms&every=30s"];
const FLAT_PERCENT = 5;
const BUSY_AT_MOST = 0.3;
const DELAY_AT_MOST_MS = 200;
const RUNS = 3;
/** The first is the one with a target. */
const SLOWED: (SlowedOptions & { machines: number })[] = [
  { path: "/", machines: 60, slowed: 6, seconds: 60 },
  { path: "/", machines: 60, slowed: 1, seconds: 20 },
  { path: "/", machines: 8, slowed: 6, seconds: 20 },
  { path: "/", machines: 200, slowed: 6, seconds: 20 },
  { path: "/machines", machines: 60, slowed: 6, seconds: 20 },
  { path: "/kiosk", machines: 60, slowed: 6, seconds: 20 },
];

const wanted = process.argv[2];
if (!wanted || wanted === "wear") await report("A day in minutes", await wornTable());
if (!wanted || wanted === "slowed") await report("Slow pages", await slowedTable());
process.exit();

/** Puts this part's figures in the place of its older ones. */
async function report(title: string, body: string) {
  const commit = (await Bun.$`git rev-parse --short HEAD`.text()).trim();
  const date = new Date().toISOString().slice(0, 10);
  const load = loadavg()
    .map((one) => one.toFixed(1))
    .join(", ");
  const section = `${title}\n\n${date}, commit ${commit}, load average afterwards ${load}.\n\n${body}\n`;
  const file = Bun.file(RESULTS);
  const [, ...before] = (await file.exists()) ? (await file.text()).split(/^## /m) : [];
  const others = before.filter((one) => !one.startsWith(`${title}\n`)).map((one) => one.trimEnd());
  await Bun.write(RESULTS, [HEAD, ...[...others, section].toSorted()].join("\n\n## "));
  await Bun.$`${process.execPath} fmt ${RESULTS}`.quiet();
  console.log(section);
}

async function wornTable(): Promise<string> {
  await using plant = await openPlant(10);
  const browser = await startBrowser();
  const events = 30_000;
  const told = (done: number) => process.stderr.write(`\r${done} %`);
  const { pages, server } = await wear(browser, plant, {
    paths: PAGES,
    events,
    together: 8,
    samples: 100,
    told,
  });
  await browser.close();
  const rows = pages.flatMap(({ path, samples, frames }) =>
    KEPT.map((kept) => {
      const { second, last, percent } = growth(samples.map((sample) => sample[kept]));
      if (percent > FLAT_PERCENT) process.exitCode = 1;
      return [path, frames, kept, Math.round(second), Math.round(last), percent.toFixed(1)];
    }),
  );
  const held = growth(server);
  rows.push(["server", "", "MB", Math.round(held.second), Math.round(held.last), held.percent.toFixed(1)]);
  return `${events} recorded events of every kind and, besides, the values of ten machines; what a page holds after a forced garbage collection, mean of the tenth, 100 samples in all. The target: at most ${FLAT_PERCENT} % more.\n\n${table(
    ["page", "frames", "holds", "second tenth", "last tenth", "more, %"],
    rows,
  )}`;
}

async function slowedTable(): Promise<string> {
  const rows: (string | number)[][] = [];
  for (const { machines, ...options } of SLOWED) {
    await using plant = await openPlant(machines);
    const browser = await startBrowser();
    const runs: SlowedRun[] = [];
    for (let run = 0; run < RUNS; run++) runs.push(await slow(browser, plant, options));
    await browser.close();
    const middle = (of: (run: SlowedRun) => number) => runs.map(of).toSorted((a, b) => a - b)[RUNS >> 1]!;
    const [busy, delay] = [middle((run) => run.busy), middle((run) => run.delayMost)];
    if (rows.length === 0 && (busy > BUSY_AT_MOST || delay > DELAY_AT_MOST_MS)) process.exitCode = 1;
    const percents = (["busy", "processor", "script", "layout", "style"] as const).map((name) =>
      (100 * middle((run) => run[name])).toFixed(1),
    );
    const times = (["longestTask", "delayP95", "delayMost", "paintMost"] as const).map((name) =>
      Math.round(middle((run) => run[name])),
    );
    rows.push([options.path, machines, `${options.slowed}×`, ...percents, ...times]);
    console.log(rows.at(-1)!.join(" | "));
  }
  return `Each machine sends five metrics once a second, and every three seconds there is an alarm. Median of ${RUNS} runs; shares of the main thread's time in percent (busy by the clock, which counts waiting for a processor that others use; of a processor, besides), times in milliseconds. The target, for the first line: busy under ${100 * BUSY_AT_MOST} %, no input waits longer than ${DELAY_AT_MOST_MS} ms.\n\n${table(
    [
      ...["page", "machines", "slowed", "busy, %", "processor, %", "script, %", "layout, %", "style, %"],
      ...["longest task", "input delay, 95 %", "input delay, most", "until painted, most"],
    ],
    rows,
  )}`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}
