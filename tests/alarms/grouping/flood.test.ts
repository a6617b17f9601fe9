import { expect, test } from "bun:test";
import {
  at,
  CALM,
  firstOutOf,
  type FloodState,
  type Opening,
  withChange,
  withOpening,
} from "../../../src/alarms/grouping/flood";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const opening = (n: number, opened_at: number): Opening => ({ id: `a${n}`, opened_at });
const after = (openings: readonly Opening[]) =>
  openings.reduce<FloodState>((state, each) => withOpening(state, each), CALM);
const many = (count: number, everyMs: number, from = 0) =>
  Array.from({ length: count }, (_, n) => opening(n, from + n * everyMs));

test("more than ten in ten minutes are a flood, which began with the first of them", () => {
  expect(after(many(10, SECOND)).flood).toBeNull();
  const { flood } = after(many(11, SECOND));
  expect(flood).toMatchObject({ began_at: 0, count: 11 });
  expect(flood && firstOutOf(flood)?.id).toBe("a0");
  expect(after(many(30, MINUTE)).flood).toBeNull();
});

test("five hundred are counted, and the first stays the first", () => {
  const { flood } = after(many(500, 100));
  expect(flood).toMatchObject({ began_at: 0, count: 500 });
  expect(flood && firstOutOf(flood)?.id).toBe("a0");
});

test("it is over when fewer than five have come in ten minutes, and not before", () => {
  const flooded = after(many(20, 30 * SECOND));
  const last = 19 * 30 * SECOND;
  expect(at(flooded, last + 7 * MINUTE).flood).not.toBeNull();
  expect(at(flooded, last + 10 * MINUTE - 4 * 30 * SECOND - 1).flood).not.toBeNull();
  expect(at(flooded, last + 10 * MINUTE - 4 * 30 * SECOND).flood).toBeNull();
});

test("a rate between the two neither begins nor ends one", () => {
  const slow = (from: number) => many(20, 90 * SECOND, from).map((each) => ({ ...each, id: `s${each.id}` }));
  expect(after(slow(0)).flood).toBeNull();
  expect(after([...many(11, SECOND), ...slow(MINUTE)]).flood).toMatchObject({ began_at: 0, count: 31 });
});

test("an alarm that has turned out to follow another is not the first-out", () => {
  const flooded = after(many(11, SECOND));
  const changed = withChange(flooded, { ...opening(0, 0), follows_id: "a1" });
  expect(changed.flood && firstOutOf(changed.flood)?.id).toBe("a1");
  expect(changed.flood?.count).toBe(11);
});

test("the same alarm again, one that is too old, and a change of an unknown one count nothing", () => {
  const flooded = after(many(11, SECOND, 20 * MINUTE));
  expect(withOpening(flooded, opening(3, 20 * MINUTE + 3 * SECOND)).flood?.count).toBe(11);
  expect(withOpening(flooded, opening(99, 0)).flood?.count).toBe(11);
  expect(withChange(flooded, opening(98, 20 * MINUTE))).toBe(flooded);
});

test("a late one that opened before the others is the first-out", () => {
  const flooded = withOpening(after(many(11, SECOND, MINUTE)), opening(50, 30 * SECOND));
  expect(flooded.flood).toMatchObject({ began_at: 30 * SECOND, count: 12 });
  expect(flooded.flood && firstOutOf(flooded.flood)?.id).toBe("a50");
});
