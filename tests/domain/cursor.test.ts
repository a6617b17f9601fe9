import { expect, test } from "bun:test";
import { compareCursors, parseCursor } from "../../src/domain/cursor";

test("a cursor is an epoch and a number or a stream id", () => {
  expect(parseCursor("abc-17")).toEqual({ epoch: "abc", n: "17" });
  expect(parseCursor("abc-1732000000000-0")).toEqual({ epoch: "abc", n: "1732000000000-0" });
});

test.each(["", "abc", "abc-", "-17", "abc-x", "ABC-17", "abc-1-2-3", "abc-17 ", "a b-1"])(
  "%j is no cursor",
  (text) => expect(parseCursor(text)).toBeUndefined(),
);

test("cursors of an epoch are ordered by number, not by text", () => {
  const sorted = ["abc-2", "abc-10", "abc-1732000000000-0", "abc-1732000000000-2", "abc-1732000000000-10"];
  expect(sorted.toReversed().toSorted(compareCursors)).toEqual(sorted);
  expect(compareCursors("abc-7", "abc-7")).toBe(0);
});
