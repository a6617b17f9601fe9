import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evaluate } from "../../../src/detection/evaluation/evaluate";
import { lessonsOf } from "../../../src/detection/evaluation/lesson";
import { readLabelled } from "../../../src/detection/evaluation/table";
import { createRandom } from "../../../src/math/random";

/** A run at one reading a second whose current leaps between two rows. */
function run(rows: number, [from, to]: [number, number]) {
  const chance = createRandom(rows);
  const lines = Array.from({ length: rows }, (_, row) => {
    const odd = row >= from && row < to;
    const time = new Date(row * 1000).toISOString().slice(0, 19);
    return `${time},${(odd ? 9 : 5) + chance()},${2 + chance()},${Number(odd)},0`;
  });
  return ["time,current_a,pressure_bar,anomaly,changepoint", ...lines].join("\n");
}

const tables = () => [
  readLabelled("a.csv", run(1000, [600, 800]))!,
  readLabelled("b.csv", run(1000, [700, 900]))!,
];

test("labels are not measured, rows without a time are an hour apart, and an unlabelled file is left out", () => {
  const table = readLabelled("x.csv", "i,flow_rate_l_min,note,anomaly\n0,5,ok,0\n1,6,ok,1\n")!;
  expect(table.readings).toEqual([
    { machine_id: "x.csv", at: 0, mode: null, metrics: { flow_rate_l_min: 5 } },
    { machine_id: "x.csv", at: 3_600_000, mode: null, metrics: { flow_rate_l_min: 6 } },
  ]);
  expect(table.labels).toEqual([false, true]);
  expect(readLabelled("y.csv", "time,power_kw\n2026-01-01T00:00:00,5\n")).toBeUndefined();
});

test("what cannot be read is said with its line", () => {
  expect(() => readLabelled("x.csv", "time,power_kw,anomaly\nsoon,5,0\n")).toThrow(
    'Line 2: "soon" is no time',
  );
  expect(() => readLabelled("x.csv", "time,note,anomaly\n2026-01-01T00:00:00,a,0\n")).toThrow("no metric");
});

test("the first 400 rows teach, a file named train teaches all others, and unordered rows teach each other", () => {
  expect(lessonsOf(tables()).map(({ learning }) => learning)).toEqual([400, 400]);
  const [a, b] = tables();
  const [lesson, ...others] = lessonsOf([a!, { ...b!, file: "normal_train.csv" }]);
  expect(others).toEqual([]);
  expect(lesson).toMatchObject({ learning: 1000, table: { file: "a.csv" } });
  const times = lesson!.table.readings.map(({ at }) => at);
  expect(times).toEqual(times.toSorted((x, y) => x - y));
  const [mixed] = lessonsOf([{ ...a!, ordered: false }]);
  expect(mixed!.learning).toBe(500);
});

test("a leap is found soon and given up soon, by the very code of the live path", () => {
  const { files, total } = evaluate(tables(), "live", () => 0);
  expect(files.map(({ file, rows }) => [file, rows])).toEqual([
    ["a.csv", 600],
    ["b.csv", 600],
  ]);
  expect(total.mar!).toBeLessThan(0.05);
  expect(total.far!).toBeLessThan(0.15);
  expect(total.f1!).toBeGreaterThan(0.85);
  expect(total.roc_auc!).toBeGreaterThan(0.98);
  expect(total.nab).toBeNull();
});

test("the forest is there to compare with", () => {
  expect(evaluate(tables(), "isolation_forest", () => 0).total.roc_auc!).toBeGreaterThan(0.95);
});

const run_ = (...args: string[]) => {
  const { stdout, stderr, exitCode } = Bun.spawnSync([process.execPath, "src/commands/evaluate.ts", ...args]);
  return { out: stdout.toString(), error: stderr.toString(), exitCode };
};

test("the command tells a table, or one object for programs, and a sentence when there is nothing to judge", () => {
  const folder = mkdtempSync(join(tmpdir(), "andon-evaluate-"));
  try {
    writeFileSync(join(folder, "a.csv"), run(1000, [600, 800]));
    expect(run_(folder).out).toContain("ROC-AUC");
    const told = JSON.parse(run_(folder, "--json", "--detector", "mewma").out);
    expect(told).toMatchObject({ files: 1, rows: 600, detector: "mewma", nab: null });
    expect(Object.keys(told)).toEqual(
      expect.arrayContaining(["set", "f1", "far", "mar", "roc_auc", "us_per_reading"]),
    );
    const absent = run_(join(folder, "none"));
    expect(absent.error).toContain("There is no folder");
    expect(absent.exitCode).toBe(1);
    expect(run_(folder, "--detector", "oracle").error).toContain("--detector oracle is not known");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
