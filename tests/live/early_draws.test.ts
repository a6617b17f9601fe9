import { expect, test } from "bun:test";
import { createEarlyDraws } from "../../src/live/early_draws";

test("an event is drawn early once, and not again when it is announced", () => {
  const early = createEarlyDraws();
  expect([early.isFirst("a"), early.isFirst("a")]).toEqual([true, false]);
  expect(early.isDue("a")).toBe(false);
});

test("an announced event that nobody drew early is due", () => {
  const early = createEarlyDraws();
  early.isFirst("a");
  expect(early.isDue("b")).toBe(true);
});

test("an event that was announced while it was read from the database is not drawn once more", () => {
  const early = createEarlyDraws();
  expect(early.isDue("a")).toBe(true);
  expect(early.isFirst("a")).toBe(false);
  early.isFirst("b");
  early.isDue("b");
  expect(early.isFirst("b")).toBe(false);
});

test("ids whose announcement fell into a gap are bounded: the oldest are forgotten first", () => {
  const early = createEarlyDraws(3);
  for (const id of ["a", "b", "c", "d"]) early.isFirst(id);
  expect(["a", "b", "c", "d"].map(early.isDue)).toEqual([true, false, false, false]);
  expect(["a", "b"].map(early.isFirst)).toEqual([true, false]); // of those announced likewise
});
