import { expect, test } from "bun:test";
import { isFaultless, lessonsOf } from "../../../src/detection/evaluation/lesson";
import { tables } from "./sample";

test("a lesson is the first 400 rows, a file named train, or every other one of unordered rows", () => {
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

test("windows are learned as NAB has it: 15 % of the rows, 750 at most", () => {
  const [table] = tables();
  const windows = new Array<number>(1000).fill(0);
  expect(lessonsOf([{ ...table!, windows }])[0]!.learning).toBe(150);
  const readings = Array.from({ length: 10 }, () => table!.readings).flat();
  expect(lessonsOf([{ ...table!, windows, readings }])[0]!.learning).toBe(750);
});

test("a long run without a fault learns longer and stands apart", () => {
  const [table] = tables();
  const readings = Array.from({ length: 7 }, () => table!.readings).flat();
  const free = { ...table!, file: "anomaly_free.csv", readings, labels: readings.map(() => false) };
  const [lesson] = lessonsOf([free]);
  expect([lesson!.learning, isFaultless(lesson!)]).toEqual([3000, true]);
  expect(isFaultless(lessonsOf(tables())[0]!)).toBe(false);
});
