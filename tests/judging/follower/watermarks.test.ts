import { expect, test } from "bun:test";
import { type Position, positionAt, stampOf } from "../../../src/domain/machine/position";
import type { Reading } from "../../../src/domain/machine/reading";
import { advance, behind, handover, inherited, skipTo } from "../../../src/judging/follower/watermarks";

const reading = (machine_id: string, at: number): Reading => ({ machine_id, at, metrics: {}, mode: null });
const positions = (stamps: Record<string, number>) =>
  new Map(Object.entries(stamps).map(([id, at]) => [id, positionAt(at)]));
const stamps = (watermarks: ReadonlyMap<string, Position>) =>
  Object.fromEntries(Array.from(watermarks, ([id, position]) => [id, stampOf(position)]));

/** The stamps of machine m that are handed over, or "behind". */
function handed(watermark: number | undefined, before: number | undefined, batch: number[]) {
  const known = (at: number | undefined) => (at === undefined ? new Map() : positions({ m: at }));
  const readings = batch.map((at) => reading("m", at));
  const result = handover(known(watermark), known(before), readings);
  return result.behind.length > 0 ? "behind" : result.readings.map(({ at }) => at);
}

test("a batch that continues its machine's watermark is handed over, its late readings left out", () => {
  for (const [watermark, before, batch, expected] of [
    // The first readings of a machine.
    [undefined, undefined, [5, 6, 7], [5, 6, 7]],
    // They follow the newest stored reading, which is judged.
    [10, 10, [11, 12], [11, 12]],
    // The same instant again is judged, an earlier one is late.
    [10, 10, [10, 9, 11, 10, 11, 12], [10, 11, 11, 12]],
    [10, 10, [8, 9], []],
  ] as const)
    expect(handed(watermark, before, [...batch])).toEqual([...expected]);
});

test("a batch after stored readings that are not judged is left to be read back", () => {
  expect(handed(10, 12, [13, 14])).toBe("behind");
  expect(handed(undefined, 12, [13])).toBe("behind");
});

test("readings that were read back before their batch is handed over are not judged twice", () => {
  expect(handed(12, 10, [11, 12])).toEqual([]);
  expect(handed(12, 10, [11, 12, 13, 13])).toEqual([13, 13]);
  expect(handed(12, undefined, [11, 12, 13])).toEqual([13]);
});

test("machines of one batch do not touch each other, and stay in the order of arrival", () => {
  const batch = [reading("a", 5), reading("b", 1), reading("a", 4), reading("c", 9), reading("b", 2)];
  const { readings, behind } = handover(positions({ a: 3, c: 1 }), positions({ a: 3, c: 8 }), batch);
  expect(readings).toEqual([reading("a", 5), reading("b", 1), reading("b", 2)]);
  expect(behind).toEqual(["c"]);
});

test("a machine is behind when something newer than its watermark is stored", () => {
  const newest = positions({ a: 5, b: 5, c: 5, d: 5 });
  expect(behind(positions({ a: 4, b: 5, c: 6 }), newest)).toEqual(["a", "d"]);
});

test("a watermark follows the readings, and a skip moves it ahead but never back", () => {
  const watermarks = positions({ a: 5 });
  advance(watermarks, reading("a", 6));
  skipTo(watermarks, "a", 4);
  skipTo(watermarks, "b", 9);
  expect(stamps(watermarks)).toEqual({ a: 6, b: 9 });
  skipTo(watermarks, "a", 8);
  expect(stamps(watermarks)).toEqual({ a: 8, b: 9 });
});

test("a machine with a detector state and no watermark begins at its newest stored reading", () => {
  const newest = positions({ judged: 70, known: 80, fresh: 90 });
  const added = inherited(positions({ known: 60 }), newest, ["judged", "known", "silent"]);
  expect(stamps(added)).toEqual({ judged: 70 });
});

test("only the watermarks and the store look inside a position", async () => {
  const opened: string[] = [];
  for (const path of new Bun.Glob("src/**/*.{ts,tsx}").scanSync()) {
    const imports = (await Bun.file(path).text()).matchAll(/^import (.*?) from "[^"]*machine\/position";/gm);
    for (const [, names = ""] of imports) if (/positionAt|stampOf/.test(names)) opened.push(path);
  }
  expect(opened).toContain("src/judging/follower/watermarks.ts"); // the guard: it does find them
  expect(opened.filter((path) => !/^src\/(store\/|judging\/follower\/watermarks)/.test(path))).toEqual([]);
});
