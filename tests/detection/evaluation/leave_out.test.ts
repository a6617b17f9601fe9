import { expect, test } from "bun:test";
import { evaluate } from "../../../src/detection/evaluation/evaluate";
import { leaveOut, SENSITIVITIES, spreadOf } from "../../../src/detection/evaluation/leave_out";
import { tables } from "./sample";

test("the labels of a file have no part in choosing what it is judged with", () => {
  const [a, b] = tables();
  const inverted = { ...b!, labels: b!.labels.map((isAnomalous) => !isAnomalous) };
  const [asLabelled, otherwise] = [b!, inverted].map((last) => leaveOut([a!, last], "live", () => 0));
  expect(otherwise!.files[1]!.sensitivity).toBe(asLabelled!.files[1]!.sensitivity);
  expect(otherwise!.files[1]!.f1).not.toBe(asLabelled!.files[1]!.f1);
  expect(otherwise!.files[0]!.sensitivity).not.toBe(asLabelled!.files[0]!.sensitivity);
  for (const { sensitivity } of asLabelled!.files) expect(SENSITIVITIES).toContain(sensitivity);
});

test("beside it stand the same files at the sensitivity of the live path", () => {
  expect(leaveOut(tables(), "live", () => 0).asShipped).toEqual(evaluate(tables(), "live", () => 0).files);
});

test("the spread is of the figures that there are", () => {
  expect(spreadOf([1, null, 3])).toEqual({ mean: 2, sd: Math.SQRT2 });
  expect(spreadOf([null])).toBeNull();
});
