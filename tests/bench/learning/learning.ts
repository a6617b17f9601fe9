import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CONTESTANTS, evaluate } from "../../../src/detection/evaluation/evaluate";
import type { LabelledTable } from "../../../src/detection/evaluation/table";
import { fitForest, scoreForest } from "../../../src/detection/on_demand/isolation_forest";
import { leastSquares } from "../../../src/math/least_squares";
import { SEED_MACHINES } from "../../../src/simulator/seed_machines";
import { createPlant } from "../../../src/simulator/plant";
import { ratios, spreadOf } from "../measure";
import { type Report, type Table, withSpread } from "../table";

const PYTHON = "/usr/bin/python3";
const ROWS = 20_000;
const ROUNDS = 5;
const SEED = 6;
/** The first day of 2026, and a day of minutes: the past as the simulator invents it. */
const FROM = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
const JUDGED_ROWS = 10_000;

/** The processor time of detection and learning, and scikit-learn's for the same. */
export async function learning(report: Report) {
  report.table(detectors());
  report.table(await besideSklearn());
}

/** Judges the readings of simulated machines, of some metrics or of one. */
function detectors(): Table {
  const many = tableOf(SEED_MACHINES[0]!.id, (metrics) => metrics);
  const one = tableOf(SEED_MACHINES[0]!.id, ({ power_kw }) => ({ power_kw: power_kw ?? 0 }));
  const rows = CONTESTANTS.map((detector) => [
    detector,
    ...[many, one].map((table) => {
      const turns = Array.from(
        { length: ROUNDS },
        () => evaluate([table], detector, () => performance.now()).total,
      );
      return withSpread(spreadOf(turns.map(({ us_per_reading }) => us_per_reading)));
    }),
  ]);
  const metrics = Object.keys(many.readings[0]!.metrics).length;
  return {
    title: "µs a reading, by detector",
    head: ["detector", `${metrics} metrics`, "one metric"],
    rows,
    notes: [
      `${JUDGED_ROWS.toLocaleString("en")} readings of a simulated compressor, ${ROUNDS} times; the judge's whole way as on the live path (\`live\` chooses the detector), the forest with its fit.`,
    ],
  };
}

function tableOf(
  machineId: string,
  pick: (metrics: Record<string, number>) => Record<string, number>,
): LabelledTable {
  const plant = createPlant({ seed: SEED, faultsPerDay: 0 });
  const readings = Array.from({ length: JUDGED_ROWS }, (_, row) => {
    const reading = plant.next(machineId, FROM + row * MINUTE_MS);
    return { ...reading, mode: null, metrics: pick(reading.metrics) };
  });
  return { file: "simulated", readings, labels: readings.map(() => false), windows: null, ordered: true };
}

type Task = "forest_fit" | "forest_score" | "squares";
const TASKS: Record<Task, string> = {
  forest_fit: "isolation forest, fit (100 trees of 256)",
  forest_score: "isolation forest, score",
  squares: "least squares",
};

/** Both get the same numbers and do the same; in turn, in processor time of their own. */
async function besideSklearn(): Promise<Table> {
  const rows = Object.entries(TASKS) as [Task, string][];
  const data = numbers();
  const ours = new Map(rows.map(([task]) => [task, [] as number[]]));
  const theirs = new Map(rows.map(([task]) => [task, [] as number[]]));
  const folder = mkdtempSync(join(tmpdir(), "andon-bench-"));
  const file = join(folder, "rows.f64");
  await Bun.write(file, data.rows);
  const sklearn = await startSklearn(file, data.columns);
  const work = workOf(data);
  try {
    for (let round = -1; round < ROUNDS; round++)
      for (const [task] of rows) {
        const mine = processorOf(work[task]);
        const his = await sklearn?.run(task);
        if (round < 0) continue;
        ours.get(task)!.push(mine);
        if (his !== undefined) theirs.get(task)!.push(his);
      }
  } finally {
    sklearn?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    title: `${ROWS.toLocaleString("en")} rows of ${data.columns} columns, beside scikit-learn`,
    head: ["", "Andon, ms", "scikit-learn, ms", "Andon ÷ scikit-learn"],
    rows: rows.map(([task, name]) =>
      sklearn
        ? [
            name,
            withSpread(spreadOf(ours.get(task)!)),
            withSpread(spreadOf(theirs.get(task)!)),
            withSpread(ratios(ours.get(task)!, theirs.get(task)!)),
          ]
        : [name, withSpread(spreadOf(ours.get(task)!)), "absent", "–"],
    ),
    notes: [
      sklearn
        ? `scikit-learn ${sklearn.version} of Debian, in a process that stays up; processor time, ${ROUNDS} rounds in turn after one to warm up. Least squares: the last column by the others, ours with standard errors and p values, theirs without.`
        : "scikit-learn is absent: Debian's python3-sklearn is not installed.",
    ],
  };
}

type Numbers = { rows: Float64Array; columns: number };

function numbers(): Numbers {
  const plant = createPlant({ seed: SEED, faultsPerDay: 0 });
  const { id } = SEED_MACHINES[0]!;
  const first = plant.next(id, FROM);
  const names = Object.keys(first.metrics);
  const readings = Array.from(
    { length: ROWS },
    (_, row) => plant.next(id, FROM + (row + 1) * MINUTE_MS).metrics,
  );
  return {
    rows: Float64Array.from(readings.flatMap((metrics) => names.map((name) => metrics[name] ?? 0))),
    columns: names.length,
  };
}

function workOf({ rows, columns }: Numbers): Record<Task, () => unknown> {
  const column = (place: number) =>
    Float64Array.from({ length: ROWS }, (_, row) => rows[row * columns + place]!);
  const all = Array.from({ length: columns }, (_, place) => column(place));
  const [target, inputs] = [all.at(-1)!, all.slice(0, -1)];
  const forest = fitForest(rows, columns);
  return {
    forest_fit: () => fitForest(rows, columns),
    forest_score: () => scoreForest(forest, rows),
    squares: () => leastSquares(inputs, target),
  };
}

function processorOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Starts a Python that does tasks on request; undefined where scikit-learn is not installed. */
async function startSklearn(file: string, columns: number) {
  if (!Bun.which(PYTHON) || !Bun.spawnSync([PYTHON, "-c", "import sklearn"]).success) return undefined;
  const python = Bun.spawn([PYTHON, "tests/bench/peers/scikit_learn.py", file, String(columns)], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const lines = linesOf(python.stdout);
  const next = async () => (await lines.next()).value ?? "";
  const version = await next();
  return {
    version,
    async run(task: Task): Promise<number> {
      await python.stdin.write(`${task}\n`);
      await python.stdin.flush();
      const ms = Number(await next());
      if (!Number.isFinite(ms) || ms <= 0) throw new Error(`scikit-learn could not do ${task}`);
      return ms;
    },
    stop: () => python.kill("SIGKILL"),
  };
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + new TextDecoder().decode(chunk)).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
