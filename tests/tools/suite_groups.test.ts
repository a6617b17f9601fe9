import { expect, test } from "bun:test";
import { groupsOf, timingsOf } from "./suite_groups";
import { testFiles } from "./test_files";

const paths = testFiles();

test("every test file is in exactly one group", () => {
  const grouped = groupsOf(paths, 2).flatMap(({ files }) => files);
  expect(grouped.toSorted()).toEqual(paths.toSorted());
});

test("a named path that is no test file any more is an error", () => {
  expect(() => groupsOf(paths.slice(0, 10), 2)).toThrow("is no test file any more");
});

test("slow files are expected to take longer than the others", () => {
  const { files } = timingsOf(["tests/faults/load.test.ts", "tests/config.test.ts"]);
  expect(files["tests/faults/load.test.ts"]).toBeGreaterThan(files["tests/config.test.ts"] ?? Infinity);
});
