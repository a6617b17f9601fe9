import { expect, test } from "bun:test";
import { evaluate } from "../../../src/detection/evaluation/evaluate";
import { tables } from "./sample";

test("a leap is found soon and cleared soon, by the code of the live path", () => {
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

test("the isolation forest is there to compare with", () => {
  expect(evaluate(tables(), "isolation_forest", () => 0).total.roc_auc!).toBeGreaterThan(0.95);
});

test("an alarm that a person calls normal after a while is over, and is learned", () => {
  const [alone, answered] = [{}, { normalAfterMs: 60_000 }].map(
    (conditions) => evaluate(tables(), "live", () => 0, conditions).total,
  );
  expect(answered!.mar!).toBeGreaterThan(alone!.mar! + 0.3);
});
