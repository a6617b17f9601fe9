import { expect, test } from "bun:test";
import { confuse, rates, rocAuc } from "../../../src/detection/evaluation/measures";

const bits = (text: string) => [...text].map((bit) => bit === "1");

test("rates are those of SKAB: F1, the share of false and of missed alarms", () => {
  const confusion = confuse(bits("1110010000"), bits("1101000000"));
  expect(confusion).toEqual({ tp: 2, fp: 2, fn: 1, tn: 5 });
  expect(rates(confusion)).toEqual({ f1: 2 / 3.5, far: 2 / 7, mar: 1 / 3 });
});

test("without an anomaly there is no F1, only false alarms", () => {
  expect(rates(confuse(bits("0001"), bits("0000")))).toEqual({ f1: null, far: 0.25, mar: null });
});

test("the area under the curve counts ties half and is null when nothing can be told apart", () => {
  expect(rocAuc([1, 2, 3, 4], bits("0011"))).toBe(1);
  expect(rocAuc([4, 3, 2, 1], bits("0011"))).toBe(0);
  expect(rocAuc([1, 1, 1, 1], bits("0011"))).toBe(0.5);
  expect(rocAuc([0.1, 0.4, 0.35, 0.8], bits("0011"))).toBe(0.75); // scikit-learn's own example
  expect(rocAuc([1, 2], bits("00"))).toBeNull();
});
