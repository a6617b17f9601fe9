import { expect, test } from "bun:test";
import { lateOf, type Position, positionAt, stampOf } from "../../../src/domain/machine/position";
import type { Reading } from "../../../src/domain/machine/reading";
import { advance, behind, handover, inherited, skipTo } from "../../../src/judging/follower/watermarks";

const reading = (machine_id: string, at: number): Reading => ({ machine_id, at, metrics: {}, mode: null });
const positions = (stamps: Record<string, number>) =>
  new Map(Object.entries(stamps).map(([id, at]) => [id, positionAt(at)]));
const stamps = (watermarks: ReadonlyMap<string, Position>) =>
  Object.fromEntries(Array.from(watermarks, ([id, position]) => [id, stampOf(position)]));

/** Readings at their places: `[stamp, number of the late reading after it]`. */
const stored = (machine_id: string, ...places: (readonly [number, number?])[]) =>
  places.map(([at, late]) => ({ reading: reading(machine_id, at), position: positionAt(at, late) }));

type Place = readonly [at: number, late?: number];

/** The places of machine m that are handed over, or "behind". */
function handed(watermark: Place | undefined, before: Place | undefined, batch: Place[]) {
  const known = (place: Place | undefined) => new Map(place && [["m", positionAt(...place)]]);
  const result = handover(known(watermark), { before: known(before), stored: stored("m", ...batch) });
  return result.behind.length > 0
    ? "behind"
    : result.stored.map(({ position }) => [stampOf(position), lateOf(position)]);
}

test("a batch that continues its machine's watermark is handed over, late readings too", () => {
  // The first readings of a machine.
  expect(handed(undefined, undefined, [[5], [6], [7]])).toEqual([
    [5, 0],
    [6, 0],
    [7, 0],
  ]);
  // They follow the newest stored reading, which is judged; two of them are older than it.
  expect(handed([10], [10], [[10, 1], [11], [11, 2]])).toEqual([
    [10, 1],
    [11, 0],
    [11, 2],
  ]);
});

test("a batch after stored readings that are not judged is left to be read back", () => {
  expect(handed([10], [12], [[13], [14]])).toBe("behind");
  expect(handed([10], [10, 3], [[13]])).toBe("behind");
  expect(handed(undefined, [12], [[13]])).toBe("behind");
});

test("readings that were read back before their batch is handed over are not judged twice", () => {
  expect(handed([12], [10], [[11], [12]])).toEqual([]);
  expect(handed([12, 1], [10], [[11], [12], [12, 1], [12, 2]])).toEqual([[12, 2]]);
  expect(handed([12], undefined, [[11], [12], [13]])).toEqual([[13, 0]]);
});

test("machines of one batch do not touch each other, and stay in the order of arrival", () => {
  const [a, c] = [stored("a", [5], [5, 1]), stored("c", [9])];
  const b = stored("b", [1], [2]);
  const batch = [a[0]!, b[0]!, a[1]!, c[0]!, b[1]!];
  const result = handover(positions({ a: 3, c: 1 }), { before: positions({ a: 3, c: 8 }), stored: batch });
  expect(result.stored).toEqual([a[0]!, b[0]!, a[1]!, b[1]!]);
  expect(result.behind).toEqual(["c"]);
});

test("a machine is behind when something newer than its watermark is stored", () => {
  const newest = positions({ a: 5, b: 5, c: 5, d: 5 });
  expect(behind(positions({ a: 4, b: 5, c: 6 }), newest)).toEqual(["a", "d"]);
});

test("a watermark follows the readings, and a skip moves it ahead but never back", () => {
  const watermarks = positions({ a: 5 });
  advance(watermarks, stored("a", [6])[0]!);
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
    for (const [, names = ""] of imports) if (/positionAt|stampOf|lateOf/.test(names)) opened.push(path);
  }
  expect(opened).toContain("src/judging/follower/watermarks.ts"); // the guard: it does find them
  expect(opened.filter((path) => !/^src\/(store\/|judging\/follower\/watermarks)/.test(path))).toEqual([]);
});
