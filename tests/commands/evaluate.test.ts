import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readArguments } from "../../src/commands/evaluate";
import { run } from "../detection/evaluation/sample";

const evaluate = (...args: string[]) => {
  const { stdout, stderr, exitCode } = Bun.spawnSync([process.execPath, "src/commands/evaluate.ts", ...args]);
  return { out: stdout.toString(), error: stderr.toString(), exitCode };
};

test("the command prints a table, or one object for programs, or why there is nothing to judge", () => {
  const folder = mkdtempSync(join(tmpdir(), "andon-evaluate-"));
  try {
    writeFileSync(join(folder, "a.csv"), run(1000, [600, 800]));
    expect(evaluate(folder).out).toContain("ROC-AUC");
    const printed = JSON.parse(evaluate(folder, "--json", "--detector", "mewma").out);
    expect(printed).toMatchObject({ files: 1, rows: 600, detector: "mewma", nab: null });
    expect(Object.keys(printed)).toEqual(
      expect.arrayContaining(["set", "f1", "far", "mar", "roc_auc", "us_per_reading"]),
    );
    expect(evaluate(folder, "--leave-out").out).toMatch(/^as shipped +1 +\d/m);
    const absent = evaluate(join(folder, "none"));
    expect(absent.error).toContain("There is no folder");
    expect(absent.exitCode).toBe(1);
    expect(evaluate(folder, "--detector", "oracle").error).toContain("--detector oracle is not known");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a wrong argument is named, with what would be right", () => {
  expect(readArguments(["data"])).toEqual({ folder: "data", detector: "live", json: false });
  expect(readArguments(["data", "--leave-out", "--normal-after", "8"])).toEqual({
    ...{ folder: "data", detector: "live", json: false },
    ...{ leaveOut: true, normalAfterMs: 8 * 3_600_000 },
  });
  expect(() => readArguments(["a", "--leave-out", "--detector", "isolation_forest"])).toThrow("--leave-out");
  expect(() => readArguments([])).toThrow("FOLDER is missing");
  expect(() => readArguments(["a", "b"])).toThrow('Unexpected argument "b": one folder at a time');
  expect(() => readArguments(["a", "--detector", "oracle"])).toThrow("use one of live, mewma, hour_residual");
});
