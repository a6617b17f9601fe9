import { expect, test } from "bun:test";
import { readArguments } from "../../../src/commands/replay/arguments";

test("a file and a machine are enough", () => {
  expect(readArguments(["run.csv", "--machine", "Pump 7"])).toEqual({
    file: "run.csv",
    machine: "Pump 7",
    speed: 60,
    keepTimes: false,
  });
  expect(readArguments(["--machine=P", "--speed", "1.5", "--keep-times", "run.csv"])).toMatchObject({
    speed: 1.5,
    keepTimes: true,
  });
});

test.each([
  [["--machine", "P"], "FILE.csv is missing"],
  [["a.csv", "b.csv", "--machine", "P"], 'Unexpected argument "b.csv"'],
  [["a.csv"], "--machine is missing"],
  [["a.csv", "--machine", " "], "--machine is missing"],
  [["a.csv", "--machine", "P", "--speed", "fast"], "--speed fast is not possible"],
  [["a.csv", "--machine", "P", "--speed", "0.5"], "--speed 0.5 is not possible"],
  [["a.csv", "--machine", "P", "--sped", "5"], "--sped"],
])("%p is answered with what is wrong", (argv, reason) => {
  expect(() => readArguments(argv)).toThrow(reason);
});
