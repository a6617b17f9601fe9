import { expect, test } from "bun:test";
import { lockedFor } from "../../src/people/pin_lock";

const MINUTE = 60_000;
const NOW = 1_800_000_000_000;

/** Wrong ones that ended so long ago, a second apart. */
const wrong = (count: number, ended: number) =>
  Array.from({ length: count }, (_, n) => NOW - ended - n * 1000);

test("four wrong ones lock nobody, the fifth a minute, the next 5 and every further one 15 min", () => {
  const locked = [0, 1, 4, 5, 6, 7, 8, 50].map((count) => (lockedFor(wrong(count, 0), NOW) ?? 0) / MINUTE);
  expect(locked).toEqual([0, 0, 0, 1, 5, 15, 15, 15]);
});

test("a lock ends by itself, and is counted from the last wrong one", () => {
  expect(lockedFor(wrong(5, MINUTE - 1), NOW)).toBe(1);
  expect(lockedFor(wrong(5, MINUTE), NOW)).toBeUndefined();
  expect(lockedFor(wrong(50, 15 * MINUTE), NOW)).toBeUndefined();
});
