import { expect, test } from "bun:test";
import { compareCursors, isStart, namesEvent, parseCursor, provenCursor } from "../../src/domain/cursor";

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

test("a cursor carries four letters of its event's id, and names no other event", () => {
  const [id, other] = ["01a220f9-fdb6-73fd-adb3-106ceebb117f", "01a220f9-fdb6-73fd-adb3-106ceebb117e"];
  const cursor = provenCursor("abc-17", id);
  expect(cursor).toMatch(/^abc-17-[a-z]{4}$/);
  expect(parseCursor(cursor)).toEqual({ epoch: "abc", n: "17", proof: cursor.slice(-4) });
  expect([namesEvent(cursor, id), namesEvent(cursor, other)]).toEqual([true, false]);
  // Of another version, or from the log itself: a proof that is there is replaced.
  expect(provenCursor(cursor, other)).toBe(provenCursor("abc-17", other));
  expect(compareCursors(cursor, "abc-17")).toBe(0);
});

test("without letters a stream id proves itself, since it holds a time; a number does not", () => {
  expect([namesEvent("abc-1732000000000-0", "any"), namesEvent("abc-17", "any")]).toEqual([true, false]);
});

test("proofs of ids that are nearly alike differ", () => {
  const proofs = Array.from({ length: 1_000 }, (_, n) => provenCursor("abc-1", `01a220f9-${n}`));
  expect(new Set(proofs).size).toBeGreaterThan(990);
});

test.each([
  ["abc-0", true],
  ["abc-0-0", true],
  ["abc-10", false],
  ["abc-0-1", false],
])("whether %s is the start of a log: %p", (cursor, is) => expect(isStart(cursor)).toBe(is));
